import { expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const SOURCE = `image demo {
  os = [debian12, almalinux9]
  package jq
  use motd
}

role motd {
  file "/etc/motd" { content = "Hello \${os.name}" }
  when os.name == "debian12" { package figlet }
}
`;

async function dump(pass: string, source = SOURCE): Promise<string> {
  const { exit, out, err } = await vkc(
    folder({ 'demo.vkimage': source }),
    ['ir', '--dump', pass, 'demo.vkimage'],
    { compile },
  );
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return out;
}

test('tokens have a place, a type and a text', async () => {
  expect(await dump('tokens', 'let a = "x${b}" # said\n')).toMatchInlineSnapshot(`
    "1:1     Let                 "let"
    1:5     Name                "a"
    1:7     Assign              "="
    1:9     StringOpen          "\\""
    1:10    Text                "x"
    1:11    InterpolationOpen   "\${"
    1:13    Name                "b"
    1:14    InterpolationClose  "}"
    1:15    StringClose         "\\""
    2:1     EOF
    "
  `);
});

test('tokens and the syntax tree are shown even if the source is wrong', async () => {
  expect(await dump('tokens', 'let a = 5 @\n')).toContain('1:11    Bad                 "@"');
  expect(await dump('ast', 'let a = \n')).toContain('let');
});

test('a syntax tree shows each node with its place', async () => {
  expect(await dump('ast', SOURCE.slice(SOURCE.indexOf('role')))).toMatchInlineSnapshot(`
    "file 1:1-5:1
      declarations[0]: role 1:1-4:2
        name: name text="motd" 1:6-1:10
        body: block 1:11-4:2
          members[0]: element 2:3-2:52
            kind: name text="file" 2:3-2:7
            label: string jinja=false block=false 2:8-2:19
              parts[0]: text value="/etc/motd" 2:9-2:18
            body: block 2:20-2:52
              members[0]: attribute 2:22-2:50
                name: name text="content" 2:22-2:29
                value: string jinja=false block=false 2:32-2:50
                  parts[0]: text value="Hello " 2:33-2:39
                  parts[1]: get 2:41-2:48
                    object: ref name="os" 2:41-2:43
                    name: name text="name" 2:44-2:48
          members[1]: when 3:3-3:48
            test: binary operator="==" 3:8-3:29
              left: get 3:8-3:15
                object: ref name="os" 3:8-3:10
                name: name text="name" 3:11-3:15
              right: string jinja=false block=false 3:19-3:29
                parts[0]: text value="debian12" 3:20-3:28
            then: block 3:30-3:48
              members[0]: element 3:32-3:46
                kind: name text="package" 3:32-3:39
                label: name text="figlet" 3:40-3:46
    "
  `);
});

test('the model shows what names stand for, their types and their uses', async () => {
  const source = `let http = 80

image demo {
  os = [debian12]
  use web { port = http }
}

role web {
  param port: int
  for size in [1, 2] {
    file "/etc/\${size}" { content = "\${port}" }
  }
}
`;
  expect(await dump('model', source)).toMatchInlineSnapshot(`
    "demo.vkimage:1:5  let http: a number, used at demo.vkimage:5:20
    demo.vkimage:3:7  image demo
    demo.vkimage:8:6  role web, used at demo.vkimage:5:7
    demo.vkimage:9:9  param port: a number, used at demo.vkimage:5:13, demo.vkimage:11:40
    demo.vkimage:10:7  loop variable size: a number, used at demo.vkimage:11:18
    "
  `);
});

test('the model is shown even if the source is wrong', async () => {
  const cwd = folder({ 'a.vkimage': 'let port = 80\n\nimage a {\n  os = [debian12]\n  packge jq\n}\n' });
  const { exit, out, err } = await vkc(cwd, ['ir', '--dump', 'model'], { compile });
  expect({ exit, out }).toEqual({
    exit: 1,
    out: expect.stringContaining('a.vkimage:1:5  let port: a number'),
  });
  expect(err).toContain('VK0205');
});

test('without the option, the IR is printed', async () => {
  const cwd = folder({ 'demo.vkimage': SOURCE });
  expect(await dump('ir')).toBe((await vkc(cwd, ['ir'], { compile })).out);
});

test('merged roles name their targets, and have conditions as Ansible has them', async () => {
  const [image] = JSON.parse(await dump('merged')) as [
    {
      image: string;
      provision: {
        imports: {
          role: { name: string; targets: string[]; tasks: { module: string; condition: string[] }[] };
        }[];
      };
    },
  ];
  expect(image.image).toBe('demo');
  const motd = image.provision.imports.find(({ role }) => role.name === 'motd')!.role;
  expect(motd.targets).toEqual(['demo-debian12', 'demo-almalinux9']);
  expect(motd.tasks.map(({ module, condition }) => [module, condition])).toEqual([
    ['ansible.builtin.copy', []],
    ['ansible.builtin.apt', ["os_family == 'Debian'"]],
  ]);
  expect(JSON.stringify(image)).not.toContain('"origin"');
});

test('several files have their names above', async () => {
  const cwd = folder({ 'a.vkimage': 'let a = 1\n', 'b.vkimage': 'let b = 2\n' });
  const { out } = await vkc(cwd, ['ir', '--dump', 'tokens'], { compile });
  expect(out.match(/^# .*$/gm)).toEqual(['# a.vkimage', '# b.vkimage']);
});

test('a file that is not text is reported', async () => {
  const cwd = folder({ 'a.vkimage': new Uint8Array([0x67, 0xfc]) });
  const { exit, err } = await vkc(cwd, ['ir', '--dump', 'ast'], { compile });
  expect({ exit, err }).toEqual({ exit: 1, err: 'vkc: a.vkimage: is not UTF-8 text.\n' });
});
