import { describe, expect, test } from 'vitest';
import { brief, compileFiles, compileText, titles } from '../../support/compile.ts';

const names = (text: string, options = {}) =>
  compileText(text, options).images.flatMap((image) => image.targets.map((target) => target.name));

describe('targets', () => {
  test('one target has the name of the image', () => {
    expect(names('image xaas-a {\n os = [ubuntu2404]\n package jq\n}')).toEqual(['xaas-a']);
  });

  test('several are named by system and variant, in the order of the systems', () => {
    const text = `image a {
      os = [almalinux9, ubuntu2404]
      package jq
      variant large { build { disk = 50G } }
      variant tiny { os = [ubuntu2404] }
    }`;
    expect(names(text)).toEqual([
      'a-almalinux9',
      'a-almalinux9-large',
      'a-ubuntu24',
      'a-ubuntu24-large',
      'a-ubuntu24-tiny',
    ]);
  });

  test('plain = false leaves the plain image out, name overrides the pattern', () => {
    const text =
      'image a {\n os = [debian12, debian13]\n plain = false\n name = "x-${os.codename}-${variant}"\n package jq\n variant v { team = "t" }\n}';
    expect(names(text)).toEqual(['x-bookworm-v', 'x-trixie-v']);
  });

  test('--os and --variant keep some, and names stay as they are', () => {
    const text = 'image a {\n os = [debian12, debian13]\n package jq\n variant v { team = "t" }\n}';
    expect(names(text, { os: ['debian13'] })).toEqual(['a-debian13', 'a-debian13-v']);
    expect(names(text, { variants: ['plain'] })).toEqual(['a-debian12', 'a-debian13']);
  });

  test('what is wrong only on some targets says on which, once', () => {
    const result = compileText(`image a {
      os = [debian12, almalinux9, almalinux8]
      match os { debian12 { package jq } almalinux9 { package jq } }
    }`);
    expect(brief(result)).toEqual(['VK0501 at "match os"']);
    expect(result.diagnostics[0]!.targets).toEqual(['almalinux8']);
  });
});

describe('roles', () => {
  test('run once, what they use before them, between vm_init and cleanup', () => {
    const result = compileText(`image a {
      os = [debian12]
      package own
      use top
      use base
    }
    role top { use base  package top }
    role base { package base }`);
    const order = titles(result, 'a').map((title) => title.split(':')[0]!);
    expect([...new Set(order)]).toEqual(['vm_init', 'base', 'top', 'a', 'cleanup']);
    expect(titles(result, 'a').filter((title) => title.startsWith('base'))).toEqual(['base: Install base']);
  });

  test('params of vm_init and cleanup are set by naming them', () => {
    const result = compileText(
      'image a {\n os = [debian12]\n package jq\n use vm_init { packages = ["htop"] }\n}',
    );
    expect(titles(result, 'a')).toContain('vm_init: Install htop');
    expect(titles(result, 'a')[0]).toMatch(/^vm_init/);
  });

  test('a variant changes the values of a role that the image uses', () => {
    const result = compileText(`image a {
      os = [debian12]
      use b { size = 1 }
      variant large { use b { size = 2 } }
    }
    role b { param size: int  param kind: string = "k"  file "/b" { content = "\${kind}\${size}" } }`);
    const content = result.images[0]!.targets.map((target) =>
      target.provision.find((run) => run.name === 'b')!.tasks[0]!.args.entries.get('content'),
    );
    expect(content.map((value) => value?.type === 'string' && value.value)).toEqual(['k1', 'k2']);
  });

  test('two uses with a name each are two roles', () => {
    const result = compileText(`image a {
      os = [debian12]
      use b as one { size = 1 }
      use b as two-more { size = 2 }
    }
    role b { param size: int  file "/b\${size}" { content = "x" } }`);
    expect(titles(result, 'a').filter((title) => title.includes('/b'))).toEqual([
      'one: Write /b1',
      'two_more: Write /b2',
    ]);
  });

  test('a param given at deployment is a variable of the start phase', () => {
    const result = compileText(`image a { os = [debian12]  use b }
    role b {
      # Where mail goes.
      param email: string = runtime
      start { line "/etc/aliases" { line = "root: \${email} {{ literal }}" } }
    }`);
    expect(brief(result)).toEqual([]);
    const [image] = result.images;
    expect(image!.runtime).toMatchObject([{ name: 'email', doc: 'Where mail goes.', role: 'b' }]);
    const line = image!.targets[0]!.start[0]!.tasks[0]!.args.entries.get('line');
    expect(line).toMatchObject({ type: 'jinja', value: "root: {{ email }} {{ '{' }}{ literal }}" });
  });

  test('imports bring roles, lets and params, with paths relative to their own file', () => {
    const result = compileFiles(
      {
        'main.vkimage': 'import "roles/b.vkimage"\nimage a {\n os = [debian12]\n use b\n}',
        'roles/b.vkimage':
          'import "c.vkimage"\nrole b {\n file "/b" { source = file("../files/b.txt") }\n file "/c" { content = greeting }\n}',
        'roles/c.vkimage': 'param greeting: string = "hello"',
        'files/b.txt': 'b\n',
      },
      { set: new Map([['greeting', 'bye']]) },
    );
    expect(brief(result)).toEqual([]);
    const run = result.images[0]!.targets[0]!.provision.find((each) => each.name === 'b')!;
    expect(run.assets).toMatchObject([{ folder: 'files', name: 'b.txt', path: 'files/b.txt' }]);
    expect(run.tasks[1]!.args.entries.get('content')).toMatchObject({ value: 'bye' });
  });
});

describe('secrets', () => {
  test('are looked up on the build machine by a task that is not logged', () => {
    const result = compileText(`image a {
      os = [debian12]
      command "register" { creates = "/r"  environment = { TOKEN = "Bearer \${env("TOKEN")}" } }
    }`);
    expect(brief(result)).toEqual([]);
    const task = result.images[0]!.targets[0]!.provision.find((run) => run.name === 'a')!.tasks[0]!;
    expect(task.keywords.get('no_log')).toMatchObject({ type: 'bool', value: true });
    const environment = task.keywords.get('environment');
    const token = environment?.type === 'map' ? environment.entries.get('TOKEN') : undefined;
    expect(token).toMatchObject({
      value: "Bearer {{ lookup('ansible.builtin.env', 'TOKEN') }}",
      secret: true,
    });
  });
});

describe('the machine that builds', () => {
  const build = (text: string) => compileText(`image a {\n os = [debian12]\n package jq\n${text}\n}`);
  const gib = 1024 ** 3;

  test('has its defaults in the IR, said to come from the line of the target', () => {
    const result = build('build { memory = 4G }');
    const [target] = result.images[0]!.targets;
    const usual = { given: false, origin: target!.origin };
    expect(target!.build).toEqual({
      builder: { value: 'qemu', ...usual },
      settings: new Map(),
      packer: new Map(),
      disk: { value: 10 * gib, ...usual },
      memory: { value: 4 * gib, given: true, origin: expect.objectContaining({ line: 4 }) },
      cpus: { value: 2, ...usual },
      cpu_model: null,
      timeout: { value: 900, ...usual },
      firmware: { value: 'bios', ...usual },
    });
  });

  test('is what `build` means elsewhere, wherever the block stands', () => {
    const result = build(
      'file "/a" { content = "${build.disk} ${build.cpus}" }\nbuild { cpus = 3 }\nwhen build.cpus > 2 { package curl }',
    );
    expect(brief(result)).toEqual([]);
    expect(titles(result, 'a')).toContainEqual(expect.stringContaining('curl'));
    const run = result.images[0]!.targets[0]!.provision.find(({ name }) => name === 'a');
    const file = run!.resources.find(({ kind }) => kind === 'file')!;
    expect(file.attributes.get('content')).toMatchObject({ value: '10G 3' });
  });

  test('may be set by what the target is called', () => {
    const result = build('name = "named"\nbuild { packer { http_directory = image.target } }');
    expect(brief(result)).toEqual([]);
    expect(result.images[0]!.packer.get('http_directory')).toMatchObject({ value: 'named' });
  });
});
