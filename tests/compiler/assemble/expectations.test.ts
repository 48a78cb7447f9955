import { describe, expect, test } from 'vitest';
import type { BootCheckGroup } from '../../../compiler/model/ir.ts';
import { brief, compileText } from '../../support/compile.ts';

const image = (body: string, rest = '') => `image a {\n  os = [debian12]\n${body}\n}\n${rest}`;

function compiled(source: string) {
  const { images, diagnostics } = compileText(source);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  return images[0]!.targets;
}

/** The titles of checks, but for those of rules. */
const titles = (groups: readonly BootCheckGroup[]) =>
  groups.filter(({ from }) => from !== 'rules').flatMap(({ checks }) => checks.map(({ title }) => title));

const ids = (groups: readonly BootCheckGroup[]) => groups.flatMap(({ checks }) => checks.map(({ id }) => id));

const web = (body: string) => `role web {\n  package jq\n  ${body}\n}\n`;

describe('expect', () => {
  test('stands in image, variant and role; roles come first, in the order in which they run', () => {
    const source = image(
      '  use web\n  expect { port 80 }\n  variant large {\n    expect { port 81 }\n  }',
      web('expect { port 82 }'),
    );
    const [plain, large] = compiled(source);
    expect(titles(plain!.verify)).toEqual(['Port 82 is open', 'Port 80 is open']);
    expect(titles(large!.verify)).toEqual(['Port 82 is open', 'Port 80 is open', 'Port 81 is open']);
  });

  test('is decided for each target, with loops and the values of the role', () => {
    const role = web(
      'param ports: list(int) = [80, 81]\n  expect {\n    for port in ports { port "${port}" }\n' +
        '    when os.family == redhat { package jq } else { package curl }\n  }',
    );
    const [target] = compiled(image('  use web', role));
    expect(titles(target!.verify)).toEqual([
      'Port 80 is open',
      'Port 81 is open',
      'Package curl is installed',
    ]);
  });

  test('in start is for the machine after its start phase, and may depend on what it is given', () => {
    const role = web(
      'param on: bool = runtime(true)\n  package nginx\n  start {\n    service nginx { state = started }\n' +
        '    expect {\n      service nginx { state = started }\n      when on { port 80 }\n    }\n  }',
    );
    const [target] = compiled(image('  use web', role));
    // What the start phase lies in is expected of every image that has one.
    expect(titles(target!.verify.filter(({ role }) => role !== 'playbooks'))).toEqual([]);
    expect(titles(target!.verify_start)).toEqual(['Service nginx runs', 'Port 80 is open']);
    expect(target!.verify_start[0]!.checks[1]!.conditions).toMatchObject([{ value: 'on | bool' }]);
  });

  test('of the image holds where a role says otherwise, and that of a variant before both', () => {
    const source = image(
      '  use web\n  expect { port 80 { open = false } }\n  variant large {\n    expect { port 80 { address = "127.0.0.1" } }\n  }',
      web('expect { port 80 }'),
    );
    const [plain, large] = compiled(source);
    expect(titles(plain!.verify)).toEqual(['Port 80 is closed']);
    expect(titles(large!.verify)).toEqual(['Port 80 is open on 127.0.0.1 only']);
  });

  test('what two roles expect alike is one point; what differs has ids of its own', () => {
    const roles = `${web('expect { port 80 }')}role other {\n  package vim\n  expect {\n    port 80\n    port 81\n    command "x y"\n    command "x-y"\n  }\n}\n`;
    const [target] = compiled(image('  use web\n  use other', roles));
    const own = ids(target!.verify).filter((id) => /^(port|command)-/.test(id));
    expect(own).toEqual(['port-80', 'port-81', 'command-x-y', 'command-x-y-2']);
  });

  test('twice about one thing in one place is reported as resources are', () => {
    expect(
      brief(compileText(image('  package jq\n  expect {\n    port 80\n    port 80 { open = false }\n  }'))),
    ).toEqual(['VK0510 at "port 80"']);
  });

  test('the words of expectations and of resources do not get into each other’s way', () => {
    expect(brief(compileText(image('  package jq\n  expect { pakage jq }')))).toEqual(['VK0205 at "pakage"']);
    expect(compileText(image('  package jq\n  expect { pakage jq }')).diagnostics[0]!.help).toContain(
      '`package`',
    );
    expect(brief(compileText(image('  package jq\n  expect { service x { masked = true } }')))).toEqual([
      'VK0204 at "masked"',
    ]);
    expect(brief(compileText(image('  package jq\n  expect { use docker }')))).toEqual([
      'VK0220 at "use docker"',
    ]);
  });
});

describe('groups of boot checks', () => {
  const from = (groups: readonly BootCheckGroup[]) =>
    groups.map(({ from, role, expectations }) => [from, role, expectations.map(({ label }) => label)]);

  test('say whose they are, and a role may have the name of any of them', () => {
    const source = image(
      '  use image\n  use rules\n  expect { port 80 }\n  variant large {\n    expect { port 81 }\n  }',
      'role image {\n  package jq\n  expect { port 82 }\n}\nrole rules {\n  package vim\n  expect { port 83 }\n}\n',
    );
    const [, large] = compiled(source);
    expect(from(large!.verify)).toEqual([
      ['rules', null, []],
      ['role', 'image', ['82']],
      ['role', 'rules', ['83']],
      ['image', 'a', ['80']],
      ['variant', 'a', ['81']],
    ]);
  });
});

describe('the checklist', () => {
  const checklist = (source: string) => ids(compiled(source)[0]!.verify.slice(0, 1));

  test('comes first in every image, with ids that are those of the rules', () => {
    const found = checklist(image('  package jq'));
    for (const id of ['cloud-init-done', 'ssh-at-boot', 'no-passwords', 'ports-closed', 'guest-agent-runs']) {
      expect(found).toContain(id);
    }
    expect(new Set(found).size).toBe(found.length);
  });

  test('leaves out what the image allows to be otherwise, and that counts as used', () => {
    const allow = '  allow no-development-tools { reason = "It is a builder." }';
    expect(checklist(image(`  package jq\n${allow}`))).not.toContain('no-development-tools');
  });

  test('lets those ports be open that are expected to be', () => {
    const [target] = compiled(
      image('  package jq\n  expect {\n    port [80, 443]\n    port 5432 { open = false }\n  }'),
    );
    const point = target!.verify[0]!.checks.find(({ title }) => title.startsWith('Nothing listens'));
    expect(point!.look).toContain(':(22|80|443)$/');
  });

  const lookOf = (source: string, title: string) => {
    const [target] = compiled(source);
    const point = target!.verify[0]!.checks.find((each) => each.title.startsWith(title));
    return point!.look;
  };

  test('leaves out the keys of users who may log in for a reason, and no others', () => {
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFsaWNlIGluIHRoZSBleGFtcGxlIG9mIHRoZSBk alice';
    const reason = 'allow authorized-key-in-image { reason = "Alice looks after it." }';
    const user = (name: string, more = '') =>
      `  user ${name} {\n    ssh_keys = ["${key}"]\n${more}    ${reason}\n  }`;
    const look = lookOf(image(`${user('alice')}\n${user('bob', '    home = "/srv/bob"\n')}`), 'Only keys');
    expect(look).toContain(
      'case "$file" in /home/alice/.ssh/authorized_keys|/srv/bob/.ssh/authorized_keys) continue;; esac;',
    );
    expect(lookOf(image('  package jq'), 'Only keys')).not.toContain('case');
  });

  test('says of the port that Debian opens by itself how it is closed', () => {
    const [target] = compiled(image('  package jq'));
    const point = target!.verify[0]!.checks.find(({ title }) => title.startsWith('Nothing listens'));
    expect(point!.found).toContain("'; LLMNR=no closes 5355' if ':5355' in seen.stdout");
  });
});
