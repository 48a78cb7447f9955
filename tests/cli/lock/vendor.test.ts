import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, onTestFinished, test } from 'vitest';
import { vendoredPath } from '../../../cli/lock/vendored.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { ownSystem } from '../../support/trees/own-system.ts';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const DISK = Buffer.alloc(300_000, 'the disk of Debian ');
const PLUGIN = Buffer.from('#!/bin/sh\necho plugin\n');
const NAME = 'packer-plugin-qemu_v1.1.3_x5.0_linux_amd64';

const SOURCE = `image xaas-hello {
  os = [own12]
  collection "community.general" { version = "6.6.2" }
  download "/opt/tool" {
    url      = "https://files.example.org/tool.bin"
    checksum = "sha256:${sha256('the tool')}"
  }
}
${ownSystem({ url: 'https://images.example.org/12/own-12.qcow2', checksum: `sha256:${sha256(DISK)}` })}`;

/** Servers of everything that the project needs, on loopback; `breaks` ends an answer after so many bytes. */
async function servers() {
  const zips = new Map(
    ['qemu', 'ansible'].map((name) => [name, Buffer.from(zipSync({ [NAME.replace('qemu', name)]: PLUGIN }))]),
  );
  const files = new Map<string, Uint8Array>([
    ['/images.example.org/12/own-12.qcow2', DISK],
    ['/files.example.org/tool.bin', Buffer.from('the tool')],
    [
      '/galaxy.ansible.com/api/v3/plugin/ansible/content/published/collections/artifacts/community-general-6.6.2.tar.gz',
      Buffer.from('the collection'),
    ],
    [
      '/galaxy.ansible.com/api/v3/plugin/ansible/content/published/collections/index/community/general/versions/6.6.2/',
      Buffer.from(JSON.stringify({ artifact: { sha256: sha256('the collection') } })),
    ],
  ]);
  for (const [name, zip] of zips) {
    const base = `/github.com/hashicorp/packer-plugin-${name}/releases/download/v1.1.3/packer-plugin-${name}_v1.1.3_`;
    files.set(`${base}x5.0_linux_amd64.zip`, zip);
    files.set(
      `${base}SHA256SUMS`,
      Buffer.from(
        `${sha256(zip)}  packer-plugin-${name}_v1.1.3_x5.0_linux_amd64.zip\n${'b'.repeat(64)}  packer-plugin-${name}_v1.1.3_x5.0_darwin_arm64.zip\n`,
      ),
    );
    files.set(
      `/api.github.com/repos/hashicorp/packer-plugin-${name}/git/matching-refs/tags`,
      Buffer.from(JSON.stringify([{ ref: 'refs/tags/v1.1.3' }])),
    );
  }
  const asked: string[] = [];
  const wrongs: { breaks: number | null; ignoresRanges: boolean } = { breaks: null, ignoresRanges: false };
  const server = createServer((request, response) => {
    const { range } = request.headers;
    asked.push(`${request.method} ${request.url}${range === undefined ? '' : ` ${range}`}`);
    const whole = files.get(request.url ?? '');
    if (whole === undefined) return void response.writeHead(404).end();
    const start = range === undefined || wrongs.ignoresRanges ? 0 : Number(/=(\d+)-/.exec(range)![1]);
    if (start >= whole.length) return void response.writeHead(416).end();
    const rest = whole.subarray(start);
    const headers = { 'content-length': rest.length };
    if (start > 0)
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}`,
      });
    else response.writeHead(200, headers);
    if (request.method === 'HEAD') return void response.end();
    const { breaks } = wrongs;
    if (breaks === null || breaks >= rest.length) return void response.end(rest);
    response.write(rest.subarray(0, breaks), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hosts = [
    'images.example.org',
    'files.example.org',
    'galaxy.ansible.com',
    'github.com',
    'api.github.com',
  ];
  const settings = `mirrors:\n${hosts.map((host) => `  https://${host}: ${address}/${host}\n`).join('')}`;
  return { files, asked, wrongs, settings };
}

async function locked(source = SOURCE) {
  const all = await servers();
  const cwd = folder({ 'vkc.yaml': all.settings, 'a.vkimage': source });
  const env = bin();
  const vkc = (...argv: string[]) => run(cwd, argv, { compile, env });
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  all.asked.length = 0;
  const vendor = (...argv: string[]) => vkc('vendor', '--platform', 'linux_amd64', ...argv);
  return { ...all, cwd, env, vkc, vendor, disk: join(cwd, 'vendor/images.example.org/12/own-12.qcow2') };
}

/** Every file below a folder. */
const below = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(dir, path)).isFile())
    .sort();

describe('vkc vendor', () => {
  test('brings all that the lock names, as its servers have it, and says the sizes', async () => {
    const { cwd, vendor, disk, asked } = await locked();
    const { exit, out, err } = await vendor();
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const zip = (name: string) =>
      `github.com/hashicorp/packer-plugin-${name}/releases/download/v1.1.3/packer-plugin-${name}_v1.1.3_x5.0_linux_amd64.zip`;
    const program = (name: string) => `plugins/github.com/hashicorp/${name}/${NAME.replace('qemu', name)}`;
    expect(below(join(cwd, 'vendor'))).toEqual(
      [
        'files.example.org/tool.bin',
        'galaxy.ansible.com/api/v3/plugin/ansible/content/published/collections/artifacts/community-general-6.6.2.tar.gz',
        'images.example.org/12/own-12.qcow2',
        ...['qemu', 'ansible'].flatMap((name) => [zip(name), program(name), `${program(name)}_SHA256SUM`]),
      ].sort(),
    );
    expect(readFileSync(disk).equals(DISK)).toBe(true);
    const plugin = join(cwd, 'vendor', program('qemu'));
    expect(readFileSync(plugin).equals(PLUGIN)).toBe(true);
    expect(statSync(plugin).mode & 0o111).not.toBe(0);
    expect(readFileSync(`${plugin}_SHA256SUM`, 'utf8')).toBe(sha256(PLUGIN));
    expect(out).toMatch(/^brought +293 KiB {2}vendor\/images\.example\.org\/12\/own-12\.qcow2$/m);
    expect(out).toMatch(/^vendor: 5 files, 29\d KiB$/m);
    // A second run only looks.
    asked.length = 0;
    const again = await vendor();
    expect(again.out.match(/^here /gm)).toHaveLength(5);
    expect(asked.filter((each) => !each.endsWith('SHA256SUMS'))).toEqual([]);
  });

  test('says what is wrong with a folder that it cannot write', async () => {
    const { cwd, vendor, vkc, disk } = await locked();
    const failed = async (...argv: string[]) => {
      const { exit, out, err } = await vendor('--into', ...argv);
      expect({ exit, out }).toEqual({ exit: 3, out: '' });
      return err.replaceAll(cwd, '');
    };
    // There `mkdir` of Node.js never ends.
    expect(await failed('/proc/x')).toBe('vkc: /proc/x: no folder can be made there. Choose another one.\n');
    writeFileSync(join(cwd, 'file'), '');
    expect(await failed('file')).toMatch(
      /: a part of the path is a file, not a folder\. Choose another path\.\n$/,
    );
    symlinkSync('nowhere', join(cwd, 'dangling'));
    expect(await failed('dangling')).toContain(': no folder can be made there. Choose another one.\n');
    symlinkSync('loop', join(cwd, 'loop'));
    expect(await failed('loop')).toContain(': symbolic links form a loop.\n');
    expect(await failed(`./${'x'.repeat(300)}`)).toContain(': the path is too long.\n');
    // A link to a folder is that folder, and so is another way to write it.
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'link'));
    expect(await vendor('--into', './link/../link/')).toMatchObject({ exit: 0, err: '' });
    expect(below(join(cwd, 'real'))).toHaveLength(9);
    // Something else has the name of one file: the others arrive.
    mkdirSync(disk, { recursive: true });
    const one = await vkc('vendor', '--platform', 'linux_amd64');
    expect(one.exit).toBe(3);
    expect(one.err).toContain(
      'own-12.qcow2 is in the way.\n     Move it, or choose another folder with --into.\n',
    );
    expect(one.out.match(/^brought /gm)).toHaveLength(4);
  });

  test('stops where the disk is full', async () => {
    const { vendor, disk, asked } = await locked();
    mkdirSync(dirname(disk), { recursive: true });
    symlinkSync('/dev/full', `${disk}.part`);
    const { exit, err } = await vendor();
    expect({ exit, err }).toEqual({
      exit: 3,
      err: `vkc: ${disk}.part: no space is left on the device. Free some, or choose another folder.\n`,
    });
    expect(asked.filter((each) => each.includes('own-12.qcow2'))).toHaveLength(1);
  });

  test('goes on where a transfer broke off, in the same run and in the next', async () => {
    const { vendor, disk, asked, wrongs } = await locked();
    wrongs.breaks = 100_000;
    const { exit, out } = await vendor();
    expect({ exit, out }).toMatchObject({ exit: 0 });
    expect(readFileSync(disk).equals(DISK)).toBe(true);
    const ranges = asked.filter((each) => each.includes('own-12.qcow2')).map((each) => each.split(' ')[2]);
    expect(ranges.length).toBeGreaterThanOrEqual(3);
    expect(ranges.slice(0, 2)).toEqual([undefined, 'bytes=100000-']);
    expect(ranges.slice(2).every((range) => /^bytes=[1-9]\d{5}-$/.test(range!))).toBe(true);
    const other = await locked();
    mkdirSync(dirname(other.disk), { recursive: true });
    writeFileSync(`${other.disk}.part`, DISK.subarray(0, 250_000));
    const next = await other.vendor();
    expect(next.out).toMatch(/^continued +293 KiB/m);
    expect(other.asked).toContain('GET /images.example.org/12/own-12.qcow2 bytes=250000-');
    expect(existsSync(`${other.disk}.part`)).toBe(false);
  });

  test('begins anew at a server that cannot go on, and if what is there was another file', async () => {
    const first = await locked();
    first.wrongs.ignoresRanges = true;
    mkdirSync(dirname(first.disk), { recursive: true });
    writeFileSync(`${first.disk}.part`, DISK.subarray(0, 1000));
    expect(await first.vendor()).toMatchObject({ exit: 0 });
    expect(readFileSync(first.disk).equals(DISK)).toBe(true);
    const second = await locked();
    mkdirSync(dirname(second.disk), { recursive: true });
    writeFileSync(`${second.disk}.part`, Buffer.alloc(1000, 'other'));
    expect(await second.vendor()).toMatchObject({ exit: 0 });
    expect(readFileSync(second.disk).equals(DISK)).toBe(true);
  });

  test('keeps nothing that is not what the lock says, and brings the others all the same', async () => {
    const { cwd, vendor, disk, files } = await locked();
    files.set('/images.example.org/12/own-12.qcow2', Buffer.alloc(300_000, 'exchanged'));
    const { exit, err } = await vendor();
    expect(exit).toBe(3);
    expect(err).toContain('https://images.example.org/12/own-12.qcow2: its checksum is sha256:');
    expect(existsSync(disk) || existsSync(`${disk}.part`)).toBe(false);
    expect(existsSync(join(cwd, 'vendor/files.example.org/tool.bin'))).toBe(true);
    // A damaged file is brought again.
    files.set('/images.example.org/12/own-12.qcow2', DISK);
    mkdirSync(dirname(disk), { recursive: true });
    writeFileSync(disk, Buffer.alloc(300_000));
    expect(await vendor()).toMatchObject({ exit: 0 });
    expect(readFileSync(disk).equals(DISK)).toBe(true);
  });

  test('says once that a plugin is not there, and brings the others', async () => {
    const { cwd, vendor, files } = await locked();
    for (const path of files.keys())
      if (path.includes('plugin-ansible') && path.endsWith('.zip')) files.delete(path);
    const { exit, err } = await vendor();
    expect(exit).toBe(3);
    expect(err.match(/^vkc: .*/gm)).toEqual([expect.stringContaining('the server answers 404.')]);
    expect(below(join(cwd, 'vendor/plugins')).join()).toContain('packer-plugin-qemu');
  });

  test('says that a list of plugins is none', async () => {
    const { vendor, files } = await locked();
    for (const path of files.keys())
      if (path.endsWith('SHA256SUMS')) files.set(path, Buffer.from('<html>Log in</html>'));
    expect(await vendor()).toMatchObject({
      exit: 3,
      err: expect.stringContaining('does not name the plugin for linux_amd64.'),
    });
  });

  test.each([
    ['https://a.example.org/b%20c/d', '/v/a.example.org/b c/d'],
    ['https://a.example.org:8443/100%/d', '/v/a.example.org_8443/100%/d'],
    ['https://a.example.org/%2e%2e/%2e%2e%2fd', '/v/a.example.org/d'],
  ])('has a place for %s', (url, path) => {
    expect(vendoredPath('/v', url)).toBe(path);
  });

  test('lists what it would bring', async () => {
    const { cwd, vendor } = await locked();
    const { exit, out } = await vendor('--dry-run');
    expect(exit).toBe(0);
    expect(out).toMatch(/^ +293 KiB {2}vendor\/images/m);
    expect(out).toMatch(/^ +8 bytes {2}vendor\/files/m);
    expect(existsSync(join(cwd, 'vendor'))).toBe(false);
  });

  test('needs a lock', async () => {
    const cwd = folder({ 'vkc.yaml': '', 'a.vkimage': SOURCE });
    const { exit, err } = await run(cwd, ['vendor'], { compile });
    expect(exit).toBe(1);
    expect(err).toContain('`vkc lock` makes it.');
  });
});

describe('vkc build --vendor', () => {
  test('gives Packer the files of the folder, and is the same build', async () => {
    const { cwd, vkc, vendor, disk } = await locked(SOURCE.replace(/ {2}collection .*\n/, ''));
    await vendor();
    const { exit, out } = await vkc('build', '--accel', 'tcg', '--vendor', 'vendor');
    expect({ exit, built: out.includes('1 built') }).toEqual({ exit: 0, built: true });
    const calls = readFileSync(join(cwd, 'out/xaas-hello/packer.calls'), 'utf8');
    expect(calls).toContain(`own_12_image=${disk}`);
    // Where from is no reason to build again.
    expect((await vkc('build', '--accel', 'tcg')).out).toContain('1 unchanged');
  });

  test('says which base image is not there', async () => {
    const { vkc } = await locked(SOURCE.replace(/ {2}collection .*\n/, ''));
    const { exit, err } = await vkc('build', '--accel', 'tcg', '--vendor', 'elsewhere');
    expect(exit).toBe(3);
    expect(err).toContain('elsewhere does not have the base image of xaas-hello');
    expect(err).toContain('vkc vendor --into elsewhere');
  });
});
