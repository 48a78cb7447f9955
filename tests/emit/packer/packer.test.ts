import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Image } from '../../../compiler/model/ir.ts';
import { bool, list, string, type Value } from '../../../compiler/model/value.ts';
import gitignore from '../../../emit/outputs/gitignore.ts';
import imagesYaml from '../../../emit/outputs/images-yaml.ts';
import packerOutput from '../../../emit/outputs/packer.ts';
import plugins from '../../../emit/outputs/plugins.ts';
import seed from '../../../emit/outputs/seed.ts';
import yamllint from '../../../emit/outputs/yamllint.ts';
import { gib, given, image, system, target } from '../../support/trees/packer-image.ts';
import { at } from '../../support/values.ts';
import { renderContext } from '../../support/render-context.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vkc-packer-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const context = renderContext();
const env = { ...process.env, CHECKPOINT_DISABLE: '1' };

/** Writes what does not need Packer 1.7, makes the seed, and returns the folder. */
function tree(value: Image): string {
  const folder = mkdtempSync(join(root, 'tree-'));
  for (const output of [packerOutput, seed, gitignore, imagesYaml, yamllint]) {
    for (const file of output.render(value, context)) {
      const path = join(folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
      if (file.executable) chmodSync(path, 0o755);
    }
  }
  mkdirSync(join(folder, 'playbook'));
  writeFileSync(
    join(folder, 'playbook/provision.yml'),
    '---\n- name: Provision\n  hosts: default\n  tasks: []\n',
  );
  if (value.sources === 'own') execFileSync(join(folder, 'seed.sh'), { cwd: '/' });
  return folder;
}

const text = (value: Image): string => packerOutput.render(value, context)[0]!.content as string;

/** What Packer has to say, or nothing. */
function complaints(folder: string, args: readonly string[] = []): string {
  const format = spawnSync('packer', ['fmt', '-check', '-diff', '.'], { cwd: folder, encoding: 'utf8', env });
  const validate = spawnSync('packer', ['validate', ...args, '.'], { cwd: folder, encoding: 'utf8', env });
  return [
    format.status === 0 ? '' : format.stdout + format.stderr,
    validate.status === 0 ? '' : validate.stdout + validate.stderr,
  ].join('');
}

const ubuntu = system('ubuntu2404');
const alma = system('almalinux9');
const everything = { checksum: ['sha256', 'md5'], compress: true, manifest: true, origin: at(20) };
const raw = new Map<string, Value>([
  ['boot_wait', string('5s', at(30))],
  ['qemuargs', list([list([string('-name', null), string('${odd} "text"', null)], null)], at(31))],
  ['skip_compaction', bool(true, at(32))],
  ['ssh_timeout', string('1h', at(33))],
]);

const cases: Readonly<Record<string, Image>> = {
  'one target': image([target('xaas-nginx', ubuntu)]),
  'one target with everything': image(
    [
      target('xaas-nginx', ubuntu, {
        disk: gib(50, 3),
        memory: given(1536 * 1024 ** 2, 4),
        cpus: given(4, 5),
        cpu_model: { value: 'Haswell-v4', origin: at(6) },
        timeout: given(5400, 7),
        firmware: given('efi', 8),
      }),
    ],
    { export: { format: 'qcow2', ...everything } },
  ),
  'several targets': image(
    [
      target('xaas-nginx-ubuntu24', ubuntu, { disk: gib(50, 3) }),
      target('xaas-nginx-ubuntu24-large', ubuntu, { disk: gib(100, 9), memory: gib(8, 10) }),
      target('xaas-nginx-almalinux9', alma, { disk: gib(50, 3) }),
    ],
    { export: { format: 'qcow2', checksum: ['sha256'], compress: false, manifest: false, origin: at(20) } },
  ),
  'targets that boot in different ways': image([
    target('a', ubuntu, { firmware: given('efi', 8) }),
    target('b', ubuntu, { timeout: given(3600, 7) }),
    target('c', alma, { cpu_model: { value: 'qemu64', origin: at(9) } }),
  ]),
  'raw and compressed': image([target('xaas-nginx', alma)], {
    export: { format: 'raw', checksum: [], compress: true, manifest: true, origin: at(20) },
  }),
  'raw settings': image([target('a', ubuntu, { timeout: given(60, 7) }), target('b', alma)], {
    packer: raw,
    ansible: new Map<string, Value>([['extra_arguments', list([string('-v', null)], at(40))]]),
    export: { format: 'qcow2', ...everything },
  }),
};

const source = (name: string): string =>
  `source "qemu" "${name}" {\n  iso_url      = "x.img"\n  iso_checksum = "none"\n  disk_image   = true\n  ssh_username = "x"\n  ssh_password = "x"\n}\n`;

/** The tool writes text that looks like a template with its sign doubled. */
const plain = (found: string): string => found.replace(/([$%])\1\{/g, '$1{');

describe('<image>.pkr.hcl', () => {
  it.each(Object.keys(cases))('passes packer fmt and validate: %s', (name) => {
    const folder = tree(cases[name]!);
    expect(complaints(folder)).toBe('');
    expect(execFileSync('packer', ['inspect', '.'], { cwd: folder, encoding: 'utf8', env })).toContain('ansible');
  }); // prettier-ignore

  it('takes its variables from the command line', () => {
    const folder = tree(cases['several targets']!);
    const variables = {
      disk_size: '7G',
      memory: '512',
      cpus: '1',
      accelerator: 'tcg',
      cpu_model: 'max',
      headless: 'false',
    };
    const args = Object.entries(variables).map(([key, value]) => `-var=${key}=${value}`);
    expect(complaints(folder, args)).toBe('');
  });

  it('passes with the sources that a pipeline brings', () => {
    const targets = [
      target('a', ubuntu, { cpus: given(4, 5) }),
      target('b', ubuntu),
      target('c', alma),
    ] as const;
    const folder = tree(image([...targets], { sources: 'external' }));
    expect(text(image([...targets], { sources: 'external' }))).not.toContain('source "qemu"');
    writeFileSync(join(folder, 'sources.pkr.hcl'), `${source('ubuntu-24')}\n${source('almalinux-9')}`);
    expect(complaints(folder)).toBe('');
  });

  it('carries any text of a system and of raw settings', async () => {
    const odd = '${a} %{b} "c" \\ {{ d }} ё';
    const os = system('ubuntu2404', { image: { url: odd, checksum: 'none' } });
    const value = image([target('xaas-nginx', os)], { packer: new Map([['vm_note', string(odd, null)]]) });
    const read = (await parse('x.hcl', text(value))) as {
      variable: Record<string, [{ default: string }]>;
      source: { qemu: Record<string, [{ vm_note: string }]> };
    };
    expect(plain(read.variable['ubuntu_24_image']![0].default)).toBe(odd.replace('{{', '{{`{{`}}'));
    expect(plain(read.source.qemu['ubuntu-24']![0].vm_note)).toBe(odd);
  });

  it('reads as a person would write it', () => {
    expect(text(cases['one target']!)).toMatchSnapshot();
    expect(text(cases['several targets']!)).toMatchSnapshot();
    expect(text(cases['targets that boot in different ways']!)).toMatchSnapshot();
    expect(text(cases['raw settings']!)).toMatchSnapshot();
  });

  it('traces a setting to the line that asked for it', () => {
    const file = packerOutput.render(cases['one target with everything']!, context)[0]!;
    const lines = (file.content as string).split('\n');
    const line = (start: string): number | undefined =>
      file.lines[lines.findIndex((content) => content.trim().startsWith(start))]?.line;
    expect([line('disk_size'), line('memory'), line('cpus '), line('ssh_timeout')]).toEqual([3, 4, 5, 7]);
    expect([line('qemuargs'), line('post-processor'), line('iso_url')]).toEqual([6, 20, 2]);
    expect(file.lines.length).toBe(lines.length - 1);
  });

  it('makes checksums that sha256sum finds right, anew in each build', () => {
    const folder = tree(cases['one target with everything']!);
    const written = text(cases['one target with everything']!);
    const processors = written.slice(written.indexOf('  post-processor "checksum"'));
    // The post-processors as they are, behind a builder that needs no machine.
    const output = join(folder, 'output/xaas-nginx');
    const stand = `variable "output_directory" {\n  default = "output"\n}\n\nsource "file" "a" {\n  content = "image"\n}\n\nbuild {\n  source "file.a" {\n    name   = "xaas-nginx"\n    target = "output/xaas-nginx/xaas-nginx.qcow2"\n  }\n\n${processors}`;
    writeFileSync(join(folder, 'xaas-nginx.pkr.hcl'), stand);
    for (let i = 0; i < 2; i++) {
      rmSync(output, { recursive: true, force: true });
      execFileSync('packer', ['build', '-force', '.'], { cwd: folder, env });
      const check = (tool: string, name: string): string =>
        execFileSync(tool, ['-c', name], { cwd: output, encoding: 'utf8' });
      expect(check('sha256sum', 'xaas-nginx.qcow2.sha256')).toBe('xaas-nginx.qcow2: OK\n');
      expect(check('md5sum', 'xaas-nginx.qcow2.md5')).toBe('xaas-nginx.qcow2: OK\n');
      expect(check('sha256sum', 'xaas-nginx.tar.gz.sha256')).toBe('xaas-nginx.tar.gz: OK\n');
      expect(execFileSync('tar', ['-tzf', 'xaas-nginx.tar.gz'], { cwd: output, encoding: 'utf8' })).toBe(
        'xaas-nginx.qcow2\n',
      );
      const manifest = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8')) as {
        builds: { files: { name: string }[] }[];
      };
      expect(manifest.builds.map((build) => build.files.map((file) => file.name))).toEqual([
        ['xaas-nginx.qcow2'],
      ]);
    }
  });
});

describe('the other files', () => {
  it('names both plugins', async () => {
    const file = plugins.render(cases['one target']!, context)[0]!;
    expect(file.path).toBe('plugins.pkr.hcl');
    expect(await parse(file.path, file.content as string)).toMatchInlineSnapshot(`
      {
        "packer": [
          {
            "required_plugins": [
              {
                "ansible": {
                  "source": "github.com/hashicorp/ansible",
                  "version": "~> 1.1",
                },
                "qemu": {
                  "source": "github.com/hashicorp/qemu",
                  "version": "~> 1.1",
                },
              },
            ],
          },
        ],
      }
    `);
    const folder = mkdtempSync(join(root, 'plugins-'));
    writeFileSync(join(folder, file.path), file.content);
    execFileSync('packer', ['fmt', '-check', '.'], { cwd: folder, env });
  });

  it('writes metadata as strings and only the overrides that were given', () => {
    const file = imagesYaml.render(cases['several targets']!, context)[0]!;
    expect(file.content).toMatchInlineSnapshot(`
      "---
      xaas-nginx-ubuntu24:
        metadata:
          os_admin_user: "ubuntu"
          os_version: "24"
          hw_qemu_guest_agent: "yes"
          mcs_name: "PostgreSQL 16: \\"ёлка\\""
        build_override:
          disk_size: 50G

      xaas-nginx-ubuntu24-large:
        metadata:
          os_admin_user: "ubuntu"
          os_version: "24"
          hw_qemu_guest_agent: "yes"
          mcs_name: "PostgreSQL 16: \\"ёлка\\""
        build_override:
          disk_size: 100G
          memory: 8192

      xaas-nginx-almalinux9:
        metadata:
          os_admin_user: "almalinux"
          os_version: "9"
          hw_qemu_guest_agent: "yes"
          mcs_name: "PostgreSQL 16: \\"ёлка\\""
        build_override:
          disk_size: 50G
      "
    `);
    expect(parseYaml(file.content as string, { version: '1.1' })).toMatchObject({
      'xaas-nginx-ubuntu24': { metadata: { os_version: '24', hw_qemu_guest_agent: 'yes' } },
    });
    const folder = tree(cases['several targets']!);
    expect(spawnSync('yamllint', ['-s', '.'], { cwd: folder, encoding: 'utf8' }).stdout).toBe('');
  });

  it('makes a seed that only its owner reads, with a new key each time', () => {
    const folder = tree(cases['one target']!);
    expect(statSync(join(folder, 'seed')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'seed/id_ed25519')).mode & 0o777).toBe(0o600);
    const userData = readFileSync(join(folder, 'seed/user-data'), 'utf8');
    expect(userData.startsWith('#cloud-config\n')).toBe(true);
    const key = readFileSync(join(folder, 'seed/id_ed25519.pub'), 'utf8').trim();
    expect(parseYaml(userData)).toEqual({ ssh_authorized_keys: [key] });
    execFileSync('sh', [join(folder, 'seed.sh')], { cwd: '/' });
    const next = readFileSync(join(folder, 'seed/id_ed25519.pub'), 'utf8').trim();
    expect(next).not.toBe(key);
    expect(readFileSync(join(folder, 'seed/user-data'), 'utf8')).toBe(userData.replace(key, next));
    expect(seed.render(image([target('a', ubuntu)], { sources: 'external' }), context)).toEqual([]);
  });

  it('keeps the key and what is built out of git', () => {
    const folder = tree(cases['one target']!);
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    mkdirSync(join(folder, 'output/a'), { recursive: true });
    writeFileSync(join(folder, 'output/a/a.qcow2'), '');
    git('add', '-A');
    expect(git('ls-files').trim().split('\n')).toEqual(
      ['.gitignore', '.images.yaml', '.yamllint', 'playbook/provision.yml', 'seed.sh', 'xaas-nginx.pkr.hcl'],
    );
  }); // prettier-ignore
});
