import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { compileText } from '../support/compile.ts';
import { writeFiles } from '../support/examples.ts';

/** What `export { … }` asks for, as real Packer makes it. */

const run = promisify(execFile);
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vkc-export-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const env = () => ({
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  PACKER_CACHE_DIR: join(root, 'cache'),
  // Packer leaves files there.
  TMPDIR: root,
});

interface Export {
  readonly format: 'qcow2' | 'raw';
  readonly checksum: readonly string[];
  readonly compress: boolean;
  readonly manifest: boolean;
}

/** The tree of an image, written below the folder of this test. */
function tree(name: string, systems: string, { format, checksum, compress, manifest }: Export): string {
  const text = `image ${name} {
  os      = [${systems}]
  version = "1.0"
  package jq
  export {
    format   = ${format}
    checksum = [${checksum.join(', ')}]
    compress = ${compress}
    manifest = ${manifest}
  }
}
`;
  const result = compileText(text);
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const folder = join(root, name);
  mkdirSync(folder);
  writeFiles(renderImage(result.images[0]!, packerAnsible, result), folder);
  return folder;
}

/** What a target's folder holds, which has to be all that was asked for and nothing else. */
function expectExported(output: string, target: string, asked: Export, builder: string): void {
  const { format, checksum, compress, manifest } = asked;
  const folder = join(output, target);
  const made = [`${target}.${format}`, ...(compress ? [`${target}.tar.gz`] : [])];
  const wanted = made.flatMap((file) => [file, ...checksum.map((algorithm) => `${file}.${algorithm}`)]);
  expect(readdirSync(folder).sort()).toEqual([...wanted, ...(manifest ? ['manifest.json'] : [])].sort());
  for (const file of made) {
    for (const algorithm of checksum) {
      const list = `${file}.${algorithm}`;
      // One line, which names the file as it is called from its own folder.
      expect(readFileSync(join(folder, list), 'utf8')).toMatch(new RegExp(`^[0-9a-f]+\\t${file}\\n$`));
      const said = execFileSync(`${algorithm}sum`, ['-c', '--strict', list], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(said).toBe(`${file}: OK\n`);
    }
  }
  if (compress) {
    const args = ['-xOzf', `${target}.tar.gz`, `${target}.${format}`];
    const inside = execFileSync('tar', args, { cwd: folder, maxBuffer: 1e9 });
    expect(inside.equals(readFileSync(join(folder, `${target}.${format}`)))).toBe(true);
  }
  if (manifest) {
    const { builds } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      builds: { builder_type: string; files: { name: string }[]; custom_data: unknown }[];
    };
    expect(builds).toMatchObject([
      {
        builder_type: builder,
        files: [{ name: `${target}.${format}` }],
        custom_data: { target, version: '1.0' },
      },
    ]);
  }
}

describe('every combination', () => {
  const combinations = (['qcow2', 'raw'] as const).flatMap((format) =>
    [[], ['sha256'], ['md5', 'sha1', 'sha256', 'sha512']].flatMap((checksum) =>
      [false, true].flatMap((compress) =>
        [false, true].map((manifest): Export => ({ format, checksum, compress, manifest })),
      ),
    ),
  );
  const names = (i: number) => [`x${i}-debian12`, `x${i}-debian13`];

  test('gives what it asks for, whole and again', async () => {
    const folder = join(root, 'all');
    mkdirSync(folder);
    const sources: string[] = [];
    const builds = combinations.map((asked, i) => {
      const written = readFileSync(join(tree(`x${i}`, 'debian12, debian13', asked), `x${i}.pkr.hcl`), 'utf8');
      const first = /^ {2}post-processors? /m.exec(written);
      const processors = first === null ? '}\n' : written.slice(first.index);
      // The post-processors as they are, behind a builder that needs no machine.
      const used = names(i).map((name) => {
        sources.push(`source "file" "${name}" {\n  content = "${name} \${var.content}"\n}\n`);
        const target = `\${var.output_directory}/${name}/${name}.${asked.format}`;
        return `  source "file.${name}" {\n    name = "${name}"\n    target = "${target}"\n  }\n`;
      });
      return `build {\n${used.join('')}${processors}`;
    });
    const variables = ['output_directory', 'content'].map((name) => `variable "${name}" { type = string }\n`);
    writeFileSync(join(folder, 'all.pkr.hcl'), [...variables, ...sources, ...builds].join('\n'));
    for (const content of ['first', 'second']) {
      // As Packer's own builder of disks does with -force.
      rmSync(join(folder, 'output'), { recursive: true, force: true });
      const vars = ['-var', 'output_directory=output', '-var', `content=${content}`];
      await run('packer', ['build', '-color=false', ...vars, '.'], {
        cwd: folder,
        env: env(),
        maxBuffer: 1e8,
      });
      for (const [i, asked] of combinations.entries())
        for (const name of names(i)) expectExported(join(folder, 'output'), name, asked, 'file');
    }
  });
});

/** A disk from which a machine starts, waits two seconds and switches itself off. */
function bootDisk(path: string, mark: number): void {
  const sector = Buffer.alloc(1024 * 1024);
  // int 15h, ah=86h: wait for 001e8480h microseconds; then 2000h to the port that powers off QEMU's pc.
  Buffer.from('b486b91e00ba8084cd15ba0406b80020effaf4ebfd', 'hex').copy(sector);
  sector.writeUInt16LE(0xaa55, 510);
  sector.fill(mark, 4096, 8192);
  writeFileSync(`${path}.raw`, sector);
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', `${path}.raw`, path]);
}

describe('a machine', () => {
  test.each<Export>([
    { format: 'qcow2', checksum: ['sha256', 'md5'], compress: true, manifest: true },
    { format: 'raw', checksum: ['sha512'], compress: true, manifest: true },
  ])('is exported as $format, and nothing of an earlier build stays', async (asked) => {
    const name = `machine-${asked.format}`;
    const folder = tree(name, 'debian12, debian13', asked);
    execFileSync(join(folder, 'seed.sh'), { cwd: folder });
    const path = join(folder, `${name}.pkr.hcl`);
    // All as it is, but for what needs an operating system in the machine.
    const machine = 'communicator = "none"\n  boot_wait    = "-1s"\n  disable_vnc  = true';
    const text = readFileSync(path, 'utf8')
      .replace(/^ {2}provisioner "ansible" \{.*?^ {2}\}\n/ms, '')
      .replace(/^ +(ssh_\w+|shutdown_command) .*\n/gm, '')
      .replace(/^(source "qemu" .*)$/gm, `$1\n  ${machine}`);
    writeFileSync(path, text);
    const disks = ['12', '13'].map((release) => join(folder, `base${release}.img`));
    const variables = [
      'accelerator=tcg',
      'disk_size=16M',
      'memory=64',
      'cpus=1',
      ...disks.flatMap((disk, i) => [`debian_1${2 + i}_image=${disk}`, `debian_1${2 + i}_checksum=none`]),
    ];
    const args = ['build', '-force', '-color=false', ...variables.flatMap((each) => ['-var', each]), path];
    const contents: string[] = [];
    for (const mark of [1, 2]) {
      for (const disk of disks) bootDisk(disk, mark);
      rmSync(join(root, 'cache'), { recursive: true, force: true });
      await run('packer', args, { cwd: folder, env: env(), maxBuffer: 1e8 });
      for (const target of [`${name}-debian12`, `${name}-debian13`]) {
        const output = join(folder, 'output');
        expectExported(output, target, asked, 'qemu');
        const disk = join(output, target, `${target}.${asked.format}`);
        const { stdout } = await run('qemu-img', ['info', '--output=json', disk]);
        expect(JSON.parse(stdout)).toMatchObject({ format: asked.format, 'virtual-size': 16 * 1024 ** 2 });
        contents.push(readFileSync(`${disk}.${asked.checksum[0]}`, 'utf8').split('\t')[0]!);
      }
    }
    expect(contents[0]).not.toBe(contents[2]);
    expect(existsSync(join(folder, 'output', 'manifest.json'))).toBe(false);
  });
});

test('Packer takes machines with ARM processors and with Secure Boot, and the seed brings its variables', async () => {
  const text =
    'image machines {\n  os = [debian12]\n  package jq\n  variant arm { arch = arm64 }\n  variant secure { build { firmware = secure_boot } }\n}\n';
  const result = compileText(text);
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const folder = join(root, 'machines');
  mkdirSync(folder);
  writeFiles(renderImage(result.images[0]!, packerAnsible, result), folder);
  const [keys, disk] = ['keys.fd', 'disk.img'].map((name) => join(root, name));
  writeFileSync(keys!, 'the keys of Microsoft');
  writeFileSync(disk!, '');
  await run('sh', ['seed.sh'], { cwd: folder, env: { ...env(), EFI_VARS: keys } });
  const own = join(folder, 'seed/machines-debian12-secure.qcow2.vars.fd');
  expect(readFileSync(own, 'utf8')).toBe('the keys of Microsoft');
  const variables = ['debian_12', 'debian_12_arm64'].flatMap((name) => [
    '-var',
    `${name}_image=${disk!}`,
    '-var',
    `${name}_checksum=none`,
  ]);
  // It fails with what Packer says.
  await run('packer', ['validate', ...variables, 'machines.pkr.hcl'], { cwd: folder, env: env() });
  const broken = readFileSync(join(folder, 'machines.pkr.hcl'), 'utf8').replace('"virtio-scsi"', '["x"]');
  writeFileSync(join(folder, 'broken.pkr.hcl'), broken);
  await expect(
    run('packer', ['validate', ...variables, 'broken.pkr.hcl'], { cwd: folder, env: env() }),
  ).rejects.toThrow();
});
