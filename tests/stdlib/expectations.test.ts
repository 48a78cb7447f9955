import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldNames, fieldOf } from '../../compiler/model/schema.ts';
import { imageSchema } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { brief, compileText } from '../support/compile.ts';
import { root } from '../support/examples.ts';

const kinds = [...library.expectations.values()];
const systems = readdirSync(join(root, 'stdlib/systems')).map((file) => file.replace('.vkimage', ''));

const image = (body: string) =>
  `image a {\n  os = [debian12, almalinux9]\n  package jq\n  expect {\n${body}\n  }\n}\n`;

/** What is looked at and judged on Debian, point by point. */
function points(body: string, os = 'debian12') {
  const { images, diagnostics } = compileText(image(body));
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const target = images[0]!.targets.find((each) => each.os.name === os)!;
  const { checks } = target.verify.find(({ from }) => from === 'image')!;
  return checks.map(({ title, look, that }) => ({ title, look, that }));
}

test('kinds are the files of their folder', () => {
  const files = readdirSync(join(root, 'stdlib/expectations')).map((file) => file.replace('.ts', ''));
  expect([...library.expectations.keys()].sort()).toEqual(files.sort());
});

describe.each(kinds)('$name', (kind) => {
  test('is documented', () => {
    expect(kind.doc).toMatch(/^\p{Lu}.*\.$/su);
    expect(kind.label.what).toMatch(/^(a|an|the) /);
    for (const name of fieldNames(kind.schema)) {
      expect(fieldOf(kind.schema, name)?.doc, name).toMatch(/^\p{Lu}.*\.$/su);
    }
  });

  test('its example compiles on every system', () => {
    const source = image(kind.example).replace('debian12, almalinux9', systems.join(', '));
    const { images, diagnostics } = compileText(source);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(imageSchema.safeParse(images[0]).error?.issues ?? []).toEqual([]);
    for (const { name, verify } of images[0]!.targets) {
      const group = verify.find(({ from }) => from === 'image');
      expect(group?.checks.length, name).toBeGreaterThan(0);
      for (const check of group!.checks) {
        expect(check.title).toMatch(/^\p{Lu}/u);
        expect(check.kind).toBe(kind.name);
      }
    }
  });
});

describe('what expectations look at', () => {
  test('a command, whose output holds a text, as root or as somebody else', () => {
    expect(points('command "psql --version" { output = "16" }')).toEqual([
      {
        title: 'Command psql --version prints 16',
        look: 'exec </dev/null; psql --version',
        that: ['seen.rc == 0', "'16' in (seen.stdout ~ seen.stderr)"],
      },
    ]);
    const [other] = points('command "echo \'it\'" { code = 3  user = "app" }');
    expect(other).toEqual({
      title: "Command echo 'it' ends with 3",
      look: `exec </dev/null; su -s /bin/sh -c 'echo '\\''it'\\''' app`,
      that: ['seen.rc == 3'],
    });
  });

  test('a service that is there but neither enabled nor running', () => {
    expect(points('service nginx { enabled = false  state = stopped }')[0]).toEqual({
      title: 'Service nginx is not enabled and does not run',
      look: 'systemctl show --property=LoadState,UnitFileState,ActiveState nginx.service',
      that: [
        'seen.rc == 0',
        "'LoadState=not-found' not in seen.stdout",
        "'UnitFileState=enabled' not in seen.stdout",
        "'ActiveState=active' not in seen.stdout",
      ],
    });
  });

  test('a port, open on one address only, or closed', () => {
    const [open, closed] = points('port 80 { address = "127.0.0.1" }\nport 5432 { open = false }');
    expect(open!.that).toEqual([
      'seen.rc == 0',
      "':80 ' in seen.stdout",
      "seen.stdout.count(' 127.0.0.1:80 ') == seen.stdout.count(':80 ')",
    ]);
    expect(closed!.that).toEqual(['seen.rc == 0', "':5432 ' not in seen.stdout"]);
  });

  test('a package, as the package manager of the system tells', () => {
    expect(points('package jq { version = "1.6" }')[0]!.look).toMatch(/^dpkg-query /);
    const [rpm] = points('package jq { version = "1.6" }', 'almalinux9');
    expect(rpm!.look).toMatch(/^rpm /);
    expect(rpm!.that).toContain("seen.stdout.startswith('installed 1.6')");
  });

  test('the modes of files without leading zeros, as stat writes them', () => {
    const modes = ['0644', '0000'].map((mode) => points(`file "/a" { mode = ${mode} }`)[0]!.that[1]);
    expect(modes).toEqual(['644', '0'].map((mode) => `seen.stdout.split()[0] == '${mode}'`));
  });

  test('a text of an author is never part of a condition when it could be more than text', () => {
    const [, inside] = points(String.raw`file "/a" { contains = "it's {{ x }} \\ \"y\"" }`);
    expect(inside!.that).toEqual(['seen.rc == 0', 'wanted_text in seen.stdout']);
  });
});

describe('what makes no sense is refused', () => {
  test.each([
    ['file "/a" { exists = false  mode = 0644 }', 'file \\"/a\\"'],
    ['port 80 { open = false  address = "127.0.0.1" }', 'port 80'],
    ['package jq { installed = false  version = "1" }', 'package jq'],
    ['service x { exists = false  enabled = false }', 'service x'],
    ['user x { exists = false  shell = "/bin/sh" }', 'user x'],
    ['mount "/a" { mounted = false  fstype = "ext4" }', 'mount \\"/a\\"'],
    ['port http', 'http'],
    ['port 70000', '70000'],
    ['file "etc/motd"', '\\"etc/motd\\"'],
    ['http "example.org"', '\\"example.org\\"'],
  ])('%s', (body, at) => {
    expect(brief(compileText(image(body)))).toEqual([`VK0403 at "${at}"`]);
  });
});
