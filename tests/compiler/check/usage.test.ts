import { describe, expect, test } from 'vitest';
import { brief, compileFiles, compileText } from '../../support/compile.ts';

const two = 'image a {\n  os = [debian12, almalinux9]\n  use web\n}\n\n';

describe('what is superfluous', () => {
  test('is not said while something is wrong: that may be the reason', () => {
    const result = compileText(
      'let port = 80\n\nimage a {\n  os = [debian12]\n  file "/etc/a" { content = "${prot}" }\n}\n',
    );
    expect(brief(result)).toEqual(['VK0201 at "prot"']);
  });

  test('is not said of a file without images: others may use what it declares', () => {
    const files = {
      'main.vkimage': 'import "roles.vkimage"\n\nimage a {\n  os = [debian12]\n  use web\n}\n',
      'roles.vkimage':
        'let unused = 1\n\nrole web {\n  package nginx\n}\n\nrole other {\n  when os.family == redhat { package jq }\n  package vim\n}\n',
    };
    expect(brief(compileFiles(files))).toEqual([]);
    expect(brief(compileFiles(files, { entries: ['roles.vkimage'] }))).toEqual([]);
  });

  test('is said of the params and lets of a role wherever it stands', () => {
    const text = `${two}role web {\n  param port: int = 80\n  let name = "a"\n  package nginx\n}\n`;
    expect(brief(compileText(text))).toEqual(['VK0703 at "port"', 'VK0701 at "name"']);
  });

  test('is not said of params that are given at deployment', () => {
    expect(
      brief(compileText(`${two}role web {\n  param mail: string = runtime\n  package nginx\n}\n`)),
    ).toEqual([]);
  });
});

describe('what no target reaches', () => {
  const match =
    'role web {\n  match os.family {\n    debian { package nginx }\n    redhat { package httpd }\n  }\n}\n';

  test('is judged over all images together', () => {
    const images = 'image a {\n  os = [debian12, debian13]\n  use web\n}\n\n';
    expect(brief(compileText(images + match))).toEqual(['VK0708 at "redhat"']);
    const other = 'image b {\n  os = [rocky9]\n  use web\n}\n\n';
    expect(brief(compileText(images + other + match))).toEqual([]);
  });

  test('is not said when only some of the targets are compiled, nor of a single one', () => {
    expect(brief(compileText(two + match, { os: ['debian12'] }))).toEqual([]);
    expect(brief(compileText(`image a {\n  os = [debian12]\n  use web\n}\n\n${match}`))).toEqual([]);
  });

  test('is not said of what depends on a param', () => {
    const role =
      'role web {\n  param tls: bool = false\n  when tls && os.family == debian { package certbot }\n  package nginx\n}\n';
    expect(brief(compileText(two + role))).toEqual([]);
  });
});

describe('what is declared twice', () => {
  test('is fine on different targets, under conditions of the machine, and where it can be repeated', () => {
    const role = `role web {
  match os.family {
    debian { service rsyslog { enabled = true } }
    redhat { service rsyslog { enabled = false } }
  }
  file "/etc/a" {
    content   = "x"
    condition = jinja"first"
  }
  file "/etc/a" {
    content   = "y"
    condition = jinja"not first"
  }
  line "/etc/b" { line = "one" }
  line "/etc/b" { line = "two" }
}
`;
    expect(brief(compileText(two + role))).toEqual([]);
  });

  test('is an error on the targets on which the values differ', () => {
    const role =
      'role web {\n  service rsyslog { enabled = true }\n  when os.family == redhat {\n    service rsyslog { enabled = false }\n  }\n}\n';
    const result = compileText(two + role);
    expect(brief(result)).toEqual(['VK0510 at "service rsyslog"']);
    expect(result.diagnostics[0]!.targets).toEqual(['almalinux9']);
  });
});
