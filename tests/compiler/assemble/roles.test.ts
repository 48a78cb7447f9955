import { describe, expect, it } from 'vitest';
import { brief, compileText } from '../../support/compile.ts';

/** The roles of each target in the order in which they run. */
function roles(source: string): string[][] {
  const result = compileText(source);
  expect(brief(result)).toEqual([]);
  return result.images[0]!.targets.map(({ provision }) => provision.map(({ name }) => name));
}

describe('a role that uses another one', () => {
  it('has it run before on every variant, also where only some systems need it', () => {
    const targets = roles(
      'image a {\n  os = [centos7]\n  use nginx\n  variant large {}\n  variant huge {}\n}\n',
    );
    expect(targets).toHaveLength(3);
    for (const names of targets) expect(names.indexOf('epel')).toBe(names.indexOf('nginx') - 1);
  });

  const needing =
    'role b {\n  param size: int = 1\n  file "/b" { content = "${size}" }\n}\n\nrole c {\n  use b\n  package jq\n}\n';

  it('takes it with the values that the image gave it', () => {
    const source = `image a {\n  os = [debian12]\n  use b { size = 2 }\n  use c\n}\n\n${needing}`;
    expect(roles(source)[0]).toEqual(['vm_init', 'b', 'c', 'cleanup']);
  });

  it('comes after the image’s own use of it, if that gives values', () => {
    const source = `image a {\n  os = [debian12]\n  use c\n  use b { size = 2 }\n}\n\n${needing}`;
    expect(brief(compileText(source))).toEqual(['VK0215 at "use b"']);
  });
});
