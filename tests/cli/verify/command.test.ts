import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { problems } from '../../support/sbom-schemas.ts';
import { project, stats, task } from '../../support/fakes/machine.ts';
import type { Project } from '../../support/fakes/machine.ts';

const sum = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Times are what they are. */
const timeless = (text: string) => text.replace(/ +\d+ s\b/g, ' N s');

function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function nothingIsLeft(found: Project): void {
  expect(found.left()).toEqual([]);
  if (found.has('pid')) expect(lives(Number(found.get('pid')))).toBe(false);
}

interface Json {
  readonly holds: boolean;
  readonly totals: Record<string, number>;
  readonly points: readonly { id: string; state: string; source: object | null; why: string | null }[];
}

describe('an image whose checks all pass', () => {
  test('is started four times, checked each time, and reported', async () => {
    const found = await project();
    const before = sum(found.image);
    chmodSync(found.image, 0o444);
    const { exit, out, err } = await found.verify('xaas-hello', '--accel', 'tcg');
    expect({ exit, out }).toEqual({ exit: 0, out: 'xaas-hello: all 10 checks pass.\n' });
    expect(timeless(err)).toMatchInlineSnapshot(`
      "xaas-hello: out/xaas-hello/output/xaas-hello/xaas-hello.qcow2, 14 bytes, emulated
        First boot N s
          all checks N s  6 pass
        Packages N s  5 installed
        Soft reboot N s
          all checks N s  7 pass
        Hard reset N s
          all checks N s  9 pass
        Deployment N s
          all checks N s  4 pass
      Reports: out/xaas-hello/reports/xaas-hello.html, .xml, .json, .spdx.json, .cdx.json
      "
    `);
    expect(sum(found.image)).toBe(before);
    expect(found.get('boots')).toBe('xxxx');
    nothingIsLeft(found);
    expect(readdirSync(found.reports).sort()).toEqual(
      ['cdx.json', 'html', 'json', 'spdx.json', 'xml'].map((ending) => `xaas-hello.${ending}`),
    );
    expect(problems('spdx', found.report('.spdx.json'))).toEqual([]);
    expect(problems('cyclonedx', found.report('.cdx.json'))).toEqual([]);
    const json = JSON.parse(found.report('.json')) as Json & { file: { sha256: string } };
    expect(json.file.sha256).toBe(before);
    expect(json).toMatchObject({ holds: true, totals: { points: 10, held: 10, broken: 0, unseen: 0 } });
  });

  test('is booted from an overlay with the devices of the cloud, and runs the checks of its tree', async () => {
    const found = await project();
    await found.verify('--quick', '--memory', '1536', '--accel', 'tcg');
    const [create, resize] = found.get('qemu-img').split('\n');
    expect(create).toMatch(
      new RegExp(
        `^create -q -f qcow2 -F qcow2 -b ${found.image} \\S+/tmp/vkc-verify-\\w+/machine/disk.qcow2$`,
      ),
    );
    expect(resize).toMatch(/disk\.qcow2 \+1G$/);
    const qemu = JSON.parse(found.get('qemu.json')) as string[];
    expect(qemu.join(' ')).not.toContain(found.image);
    expect(qemu).toContain('virtserialport,chardev=agent,name=org.qemu.guest_agent.0');
    expect(qemu.join(' ')).toContain('-machine pc,accel=tcg -cpu max -smp 2 -m 1536');
    expect(found.get('boots')).toBe('x');
    const [folder, ...args] = found.get('ansible-1').trim().split('\n');
    expect(folder).toBe(join(found.cwd, 'out/xaas-hello'));
    expect(args.at(-1)).toBe('tests/verify.yml');
    expect(args).toContain('debian');
    expect(existsSync(join(found.cwd, '.ssh'))).toBe(false);
  });
});

test('a failed check is reported with its message and source line', async () => {
  const found = await project();
  const playbook = readFileSync(join(found.cwd, 'out/xaas-hello/tests/verify.yml'), 'utf8').split('\n');
  const line = playbook.findIndex((text) => text.includes('- name: Service nginx ')) + 1;
  const broken = task('service-nginx', 'failed', 'ActiveState=failed, <b>dead</b>', line);
  found.set('record', task('no-passwords', 'failed', 'open: root') + task('ssh-at-boot') + stats);
  found.set('record-2', task('no-passwords', 'failed', 'open: root') + broken + task('ssh-at-boot') + stats);
  found.set('identity-3', 'another');
  found.set('no-freeze', '');
  const { exit, out } = await found.verify('debian12');
  expect(exit).toBe(1);
  expect(out).toMatchInlineSnapshot(`
    "
    CHECK                WHEN                                      FOUND                                        SOURCE
    guest-agent-freezes  after a hard reset                        frozen stiff                                 -
    identity-kept        after a hard reset                        they differ from those after the first boot  -
    no-passwords         always                                    open: root                                   hello.vkimage:1
    service-nginx        after the first boot, after a hard reset  not run                                      hello.vkimage:8
    service-nginx        after a soft reboot                       ActiveState=failed, <b>dead</b>              hello.vkimage:8

    xaas-hello: 4 of 11 checks fail.
    "
  `);
  nothingIsLeft(found);
  const json = JSON.parse(found.report('.json')) as Json;
  const of = (id: string) => json.points.find((point) => point.id === id);
  expect(of('no-passwords')).toMatchObject({ state: 'broken', why: expect.stringMatching(/password/) });
  expect(of('service-nginx')).toMatchObject({ source: { file: 'hello.vkimage', line: 8 } });
  expect(found.report('.html')).toContain('&lt;b&gt;dead&lt;/b&gt;');
  expect(found.report('.html')).not.toContain('<b>dead');
  expect(found.report('.xml')).toContain('hello.vkimage:8: service-nginx: ActiveState=failed, &lt;b&gt;');
});

describe('a machine', () => {
  test('that nobody can log in to is a failed check, with its console output', async () => {
    const found = await project();
    found.set('no-login-1', '');
    const { exit, out } = await found.verify('--timeout', '1');
    expect(exit).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "
      CHECK          WHEN                  FOUND                                                                            SOURCE
      machine-boots  after the first boot  no login as debian within 1 s: debian@127.0.0.1: Permission denied (publickey).  -

      xaas-hello: 1 of 2 checks fails.
      "
    `);
    expect(found.report('.html')).toContain('Linux version 6.1.0-13-amd64');
    expect(existsSync(join(found.reports, 'xaas-hello.spdx.json'))).toBe(false);
    nothingIsLeft(found);
  });

  test('that does not start again leaves its checks open', async () => {
    const found = await project();
    found.set('no-login-2', '');
    const { exit, out } = await found.verify('--timeout', '1');
    expect(exit).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "
      CHECK                WHEN                 FOUND                                                                            SOURCE
      machine-boots        after a soft reboot  no login as debian within 1 s: debian@127.0.0.1: Permission denied (publickey).  -
      playbook-runs        after a soft reboot  not run                                                                          -
      guest-agent-answers  after a soft reboot  not run                                                                          -
      ssh-at-boot          after a soft reboot  not run                                                                          hello.vkimage:1
      service-nginx        after a soft reboot  not run                                                                          hello.vkimage:1

      xaas-hello: 1 of 6 checks fails, 4 were not run.
      "
    `);
    expect(found.get('boots')).toBe('xx');
  });

  test('with a kernel panic is not waited for', async () => {
    const found = await project();
    found.set('no-login-1', '');
    found.set(
      'console',
      'Linux version 6\n[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs\n',
    );
    const { out } = await found.verify('--timeout', '60');
    expect(out).toContain('Kernel panic - not syncing: VFS: Unable to mount root fs');
  });

  test('that stops during the checks is reported', async () => {
    const found = await project();
    found.set('record', task('ssh-at-boot') + task('x', 'unreachable', 'Connection timed out'));
    const { exit, out } = await found.verify('--quick');
    expect(exit).toBe(1);
    expect(out).toContain('the machine no longer answers: Connection timed out');
  });
});

describe('the environment is wrong, not the image,', () => {
  test('if QEMU does not start', async () => {
    const found = await project();
    found.set('no-qemu', '');
    const { exit, err } = await found.verify();
    expect(exit).toBe(3);
    expect(err).toContain('QEMU does not start: qemu-system-x86_64: -m 99999999: cannot set up guest memory');
    nothingIsLeft(found);
  });

  test('if Ansible cannot run the playbook', async () => {
    const found = await project();
    rmSync(join(found.cwd, 'fake/record'));
    const { exit, err } = await found.verify();
    expect(exit).toBe(3);
    expect(err).toContain('ansible-playbook ended with 1: ERROR! the playbook');
    nothingIsLeft(found);
  });

  test('if tools are missing, and all of them are named', async () => {
    const found = await project();
    rmSync(join(found.cwd, 'bin/qemu-img'));
    rmSync(join(found.cwd, 'bin/xorriso'));
    const { vkc } = await import('../../support/command-line.ts');
    const { exit, err } = await vkc(found.cwd, ['verify'], { env: { PATH: join(found.cwd, 'bin') } });
    expect({ exit, err }).toMatchInlineSnapshot(`
      {
        "err": "vkc: qemu-img, which resizes and compresses disks, is not here.
           apt-get install qemu-utils
      vkc: xorriso, which makes the CD with the build's seed, is not here.
           apt-get install xorriso
      vkc: ssh-keygen, which makes the key of the build, is not here.
           apt-get install openssh-client
      ",
        "exit": 3,
      }
    `);
  });

  test('if no target is built', async () => {
    const found = await project();
    rmSync(found.image);
    expect(await found.verify()).toMatchInlineSnapshot(`
      {
        "err": "vkc: out/xaas-hello/output/xaas-hello/xaas-hello.qcow2: not built yet.
           Run \`vkc build\`, or name the file of an image: vkc verify FILE --tree out/xaas-hello
      ",
        "exit": 3,
        "out": "",
      }
    `);
    expect((await found.verify('nothing.qcow2')).err).toBe('vkc: nothing.qcow2: there is no such image.\n');
  });
});

test('Ctrl-C ends all of it, and leaves nothing behind', async () => {
  const found = await project();
  found.set('hang', '');
  const verified = found.verify();
  while (!found.has('hangs')) await wait(20);
  const pid = Number(found.get('pid'));
  expect(lives(pid)).toBe(true);
  expect(found.left().length).toBe(1);
  process.emit('SIGINT');
  const { exit, out } = await verified;
  expect({ exit, out }).toEqual({ exit: 130, out: '' });
  expect(lives(pid)).toBe(false);
  nothingIsLeft(found);
  expect(existsSync(found.reports)).toBe(false);
});

describe('a file', () => {
  test('is verified as the target of the tree that is named, raw or not', async () => {
    const found = await project();
    const file = join(found.cwd, 'other.img');
    writeFileSync(file, '\0'.repeat(512));
    const alone = await found.verify('other.img');
    expect({ exit: alone.exit, err: alone.err }).toEqual({
      exit: 2,
      err: 'vkc: other.img: is not in a tree of vkc.\n     Name the tree that it was built from with --tree.\n',
    });
    const { exit } = await found.verify('other.img', '--tree', 'out/xaas-hello', '--quick', '--reports', 'r');
    expect(exit).toBe(0);
    expect(found.get('qemu-img')).toContain(`-F raw -b ${file}`);
    expect(readdirSync(join(found.cwd, 'r'))).toContain('xaas-hello.cdx.json');
  });

  test('of a tree with several targets is matched by its name, or needs --target', async () => {
    const found = await project('image xaas-two {\n  os = [debian12, ubuntu2404]\n  package jq\n}\n');
    const tree = join(found.cwd, 'out/xaas-two');
    writeFileSync(join(tree, 'x.qcow2'), 'QFI\xfb', 'latin1');
    writeFileSync(join(tree, 'xaas-two-ubuntu24.qcow2'), 'QFI\xfb', 'latin1');
    const unnamed = await found.verify('out/xaas-two/x.qcow2');
    expect({ exit: unnamed.exit, err: unnamed.err }).toMatchInlineSnapshot(`
      {
        "err": "vkc: out/xaas-two/x.qcow2: the tree has several targets, and none has the name of the file.
           Name the target with --target. Its targets: xaas-two-debian12, xaas-two-ubuntu24.
      ",
        "exit": 2,
      }
    `);
    const wrong = await found.verify('out/xaas-two/x.qcow2', '--target', 'y');
    expect({ exit: wrong.exit, err: wrong.err }).toMatchInlineSnapshot(`
      {
        "err": "vkc: There is no target \`y\` in out/xaas-two.
           Its targets: xaas-two-debian12, xaas-two-ubuntu24.
      ",
        "exit": 2,
      }
    `);
    const named = await found.verify('out/xaas-two/xaas-two-ubuntu24.qcow2', '--quick', '--sbom', 'none');
    expect(named.exit).toBe(0);
    expect(readdirSync(join(tree, 'reports')).sort()).toEqual(
      ['html', 'json', 'xml'].map((ending) => `xaas-two-ubuntu24.${ending}`),
    );
    expect(found.get('ansible-1')).toContain('@playbook/targets/xaas-two-ubuntu24.yml');
  });
});

test.each([
  [['--memory', '1G'], '`1G` is not a value for --memory.'],
  [['--timeout', '0'], '`0` is not a value for --timeout.'],
  [['--accel', 'xen'], '`xen` is not a value for --accel.'],
  [['--sbom', 'swid'], '`swid` is not a value for --sbom.'],
  [['nonsense'], 'There is no target `nonsense`.'],
])('%j is a call that is wrong', async (argv, words) => {
  const found = await project();
  const { exit, err } = await found.verify(...argv);
  expect(exit).toBe(2);
  expect(err).toContain(words);
});

test('if KVM does not work, a note says why the machine is emulated', async () => {
  const found = await project();
  const { err } = await found.verify('--quick');
  expect(err).toMatch(/^KVM does not work here \(.+\): machines are emulated, which takes/);
  expect(JSON.parse(found.get('qemu.json'))).toContain('pc,accel=tcg');
});

test('reports go where they are asked for', async () => {
  const found = await project();
  const { exit } = await found.verify(
    '--quick',
    '--junit',
    'j/x.xml',
    '--json',
    'x.json',
    '--html',
    'x.html',
    '--sbom',
    'spdx',
  );
  expect(exit).toBe(0);
  for (const name of ['j/x.xml', 'x.json', 'x.html']) expect(existsSync(join(found.cwd, name))).toBe(true);
  expect(readdirSync(found.reports)).toEqual(['xaas-hello.spdx.json']);
});
