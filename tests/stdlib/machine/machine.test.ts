import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileText } from '../../support/compile.ts';

/** Rules that go by what is on the machine while the resources run. */
const RULES: ReadonlySet<string> = new Set([
  'cleaned-away',
  'late-package',
  'loosened-mode',
  'missing-file',
  'missing-folder',
  'missing-target',
  'overwritten-file',
  'unknown-account',
  'unknown-unit',
]);

/** Programs of a file: `== NAME (SYSTEMS)`, and the body of a role. */
const programsIn = (file: string) =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .split(/^== /m)
    .slice(1)
    .map((text) => {
      const [, name, systems = 'debian12'] = /^(.*?)(?: \(([^()]*)\))?\n/.exec(text)!;
      const body = text.slice(text.indexOf('\n') + 1).trimEnd();
      return { name: name!, systems, body };
    });

/** What is said of a program, by the line of its body. */
function said(systems: string, body: string) {
  const before = `image a {\n  os = [${systems}]\n  use r\n}\n\nrole r {\n`;
  const { diagnostics } = compileText(`${before}${body}\n}\n`);
  const errors = diagnostics.filter(({ code, severity }) => severity === 'error' && code.startsWith('VK'));
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const found = diagnostics.filter(({ code }) => RULES.has(code));
  const first = before.split('\n').length - 1;
  return found.map((each) => ({ ...each, line: each.span.line - first, first }));
}

describe('nothing is said of', () => {
  const sound = programsIn('sound.txt');

  test('as many programs as there are habits', () => {
    expect(sound.length).toBeGreaterThan(45);
  });

  test.each(sound)('$name', ({ systems, body }) => {
    expect(said(systems, body).map(({ code, line, message }) => `${code}:${line} ${message}`)).toEqual([]);
  });
});

describe('something is said of', () => {
  test.each(programsIn('wrong.txt'))('$name', ({ systems, body }) => {
    const wanted = body.split('\n').flatMap((text, i) => {
      const [, codes = ''] = /  # ([a-z -]+)$/.exec(text) ?? [];
      return codes
        .split(' ')
        .filter(Boolean)
        .map((code) => `${i + 1} ${code}`);
    });
    expect(wanted.length).toBeGreaterThan(0);
    expect(
      said(systems, body)
        .map(({ line, code }) => `${line} ${code}`)
        .sort(),
    ).toEqual(wanted.sort());
  });

  test('what comes too late, with the line on which it comes', () => {
    const [found] = said('debian12', 'directory "/opt/shop" { owner = "shop" }\nuser shop');
    expect(found!.message).toBe('The user `shop` is made only later.');
    expect(found!.related.map(({ span }) => span.line - found!.first)).toEqual([2]);
  });

  test('what is nearly right, with the right name', () => {
    const helps = (body: string) => said('debian12', body).map(({ help }) => help);
    expect(helps('package nginx\nservice ngnix')).toEqual(['Did you mean `nginx`?']);
    expect(helps('user ops { groups = ["wheel"] }')[0]).toContain('`sudo`');
  });
});

describe('a base image that nobody knows', () => {
  const os = `os base {
  family      = debian
  title       = "Company"
  distro      = "debian"
  release     = "12"
  version     = "12"
  codename    = "bookworm"
  short       = "base"
  user        = "debian"
  source      = "base"
  python      = "3.11"
  end_of_life = "2028-06"
  image {
    url      = "https://images.example.org/base.qcow2"
    checksum = "sha256:${'0'.repeat(64)}"
  }
}
`;

  test('may have whatever is needed', () => {
    const body = '  file "/etc/acme/x" { content = "x\\n" owner = "shop" }\n  service acme\n';
    const { diagnostics } = compileText(`${os}\nimage a {\n  os = [base]\n${body}}\n`);
    expect(diagnostics.filter(({ code }) => RULES.has(code))).toEqual([]);
  });
});

describe('the contents of an image', () => {
  const paths = (body: string) => {
    const result = compileText(`image a {\n  os = [debian12]\n${body}}\n`);
    const [target] = result.judged[0]!.targets;
    return result.contents(target!).provision.files;
  };

  test('do not have what cleanup removes', () => {
    const files = paths('  file ["/var/tmp/keep.txt", "/opt/keep.txt"] { content = "x\\n" }\n');
    expect(files.map(({ path }) => path)).toContain('/opt/keep.txt');
    expect(files.map(({ path }) => path)).not.toContain('/var/tmp/keep.txt');
  });

  test('have the empty file that cleanup leaves of a log', () => {
    const log = paths('  file "/var/log/shop.log" { content = "begin\\n" }\n').find(
      ({ path }) => path === '/var/log/shop.log',
    );
    expect(log!.from.sha256).toMatch(/^e3b0c442/);
  });
});
