import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { MARK, sweep } from '../../../cli/packer/sweep.ts';
import { checkAnsible, ownFamily } from '../../../cli/packer/preflight.ts';
import type { Finding } from '../../../cli/doctor/findings.ts';
import { tryAccelerator } from '../../../cli/host/kvm.ts';
import { runProcess, startProcess } from '../../../cli/host/process.ts';
import { findTool, knowsInit } from '../../../cli/host/tools.ts';
import { compile } from '../../../stdlib/index.ts';
import type { BuiltTarget } from '../../../cli/tree/built.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { ownTemporaries } from '../../support/temporaries.ts';

/** A folder of scripts, by name. */
function scripts(bodies: Readonly<Record<string, string>>): Record<string, string> {
  const bin = folder();
  for (const [name, body] of Object.entries(bodies))
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  for (const name of ['sh', 'sleep']) symlinkSync(`/bin/${name}`, join(bin, name));
  return { PATH: bin, HOME: bin };
}

const said = (found: readonly Finding[]) => Object.fromEntries(found.map(({ id, state }) => [id, state]));

describe('vkc doctor', () => {
  test('looks at this machine, and boots another one on it', async () => {
    const cwd = folder();
    const temporaries = ownTemporaries();
    const { exit, out } = await vkc(cwd, ['doctor', '--json'], { env: process.env });
    const { ready, findings } = JSON.parse(out) as { ready: boolean; findings: Finding[] };
    expect({ exit, ready }).toEqual({ exit: 0, ready: true });
    const states = said(findings);
    for (const id of ['packer', 'ansible', 'qemu', 'qemuImg', 'seedCd', 'ssh', 'sshKeygen', 'tcg']) {
      expect(states[id], id).toBe('ok');
    }
    expect(findings.find(({ id }) => id === 'packer')!.version).toMatch(/^\d+\.\d+\.\d+$/);
    const tcg = findings.find(({ id }) => id === 'tcg')!;
    expect(tcg.detail).toMatch(/^a machine was booted on it in \d+\.\d s$/);
    const kvm = findings.find(({ id }) => id === 'kvm')!;
    expect(kvm.state === 'ok' ? kvm.detail : kvm.remedy).toMatch(/a machine was booted|--accel tcg/);
    expect(temporaries()).toEqual([]);
  });

  test('reports missing tools with install commands, and ends with 3', async () => {
    const env = scripts({
      packer: 'echo Packer v1.4.0',
      ssh: 'echo OpenSSH_9.2p1 Debian >&2',
      mkisofs: 'echo mkisofs 3.02',
    });
    const { exit, out } = await vkc(folder(), ['doctor'], { env });
    expect(exit).toBe(3);
    expect(out).toMatch(
      /^missing {2}Packer +1\.4\.0 +version 1\.4\.0 is too old: 1\.6\.0 is needed; it builds the images\n +-> .*install/m,
    );
    expect(out).toMatch(/^missing {2}QEMU +is not here; it runs the machine that is built\n +-> \w.*qemu/m);
    expect(out).toMatch(/^no {7}openstack client +is not here; it uploads images, for `vkc publish`\n +-> /m);
    expect(out).toMatch(/^ok {7}xorriso +3\.02 +mkisofs, which makes the CD/m);
    expect(out).toMatch(/^ok {7}ssh +9\.2p1 /m);
    expect(out).toMatch(/\nImages cannot be built here: Packer, ansible-core, QEMU, .* missing\.\n$/);
    expect(out).not.toContain('KVM');
  });

  test('reports the tools that only some images need', async () => {
    const cwd = folder({
      'a.vkimage': `image xaas-a {
  title = "A"
  os    = [debian12]
  build { firmware = efi }
  collection "community.docker" { version = "4.0.0" }
}
`,
    });
    const find = async (...argv: string[]) => {
      const { out } = await vkc(cwd, ['doctor', '--json', ...argv], { compile, env: process.env });
      return JSON.parse(out) as { images: string[]; findings: Finding[] };
    };
    const general = said((await find()).findings);
    expect([general['ovmf'], general['galaxy']]).toEqual([undefined, undefined]);
    const { images, findings } = await find('a.vkimage');
    expect(images).toEqual(['xaas-a']);
    expect(said(findings)['ovmf']).toBe(existsSync('/usr/share/ovmf/OVMF.fd') ? 'ok' : 'missing');
    await vkc(cwd, ['compile', '-q'], { compile });
    expect(said((await find('out/xaas-a')).findings)).toEqual(said(findings));
    const wrong = await vkc(cwd, ['doctor', 'nix'], { compile, env: process.env });
    expect(wrong.exit).toBe(2);
  });

  test('checks that ansible-core supports the Python versions of the images', async () => {
    const image = (os: string) => `image xaas-a {\n  title = "A"\n  os = [${os}]\n}\n`;
    const ansible = async (version: string, os: string) => {
      const cwd = folder({ 'a.vkimage': image(os) });
      const env = scripts({ 'ansible-playbook': `echo "ansible-playbook [core ${version}]"` });
      const { out } = await vkc(cwd, ['doctor', '--json', 'a.vkimage'], { compile, env });
      return (JSON.parse(out) as { findings: Finding[] }).findings.find(({ id }) => id === 'ansible')!;
    };
    expect(await ansible('2.14.18', 'debian12')).toMatchObject({ state: 'ok' });
    expect(await ansible('2.14.18', 'ubuntu2404')).toMatchObject({
      state: 'missing',
      detail: expect.stringMatching(/^does not work with Ubuntu 24.04 LTS \(Python 3.12\); it provisions/),
      remedy:
        "ansible-core 2.15 or newer works with all of these systems: pip install 'ansible-core==2.15.*'",
    });
    expect(await ansible('2.19.1', 'almalinux8, ubuntu2404')).toMatchObject({
      state: 'missing',
      detail: expect.stringContaining('AlmaLinux 8 (Python 3.6)'),
      remedy: "ansible-core 2.15 to 2.16 works with all of these systems: pip install 'ansible-core==2.16.*'",
    });
    expect(await ansible('2.16.0', 'almalinux8, ubuntu2404')).toMatchObject({ state: 'ok' });
  });

  test('looks for the plugins of a Packer that has none built in', async () => {
    const env = scripts({ packer: 'echo Packer v1.11.2' });
    const plugins = async () => {
      const { out } = await vkc(folder(), ['doctor', '--json'], { env });
      return (JSON.parse(out) as { findings: Finding[] }).findings.find(({ id }) => id === 'plugins')!;
    };
    expect(await plugins()).toMatchObject({
      state: 'wanted',
      detail: expect.stringContaining('qemu, ansible'),
    });
    const home = folder({
      '.config/packer/plugins/github.com/hashicorp/qemu/packer-plugin-qemu_v1.1.0_x5.0_linux_amd64': '',
      '.config/packer/plugins/github.com/hashicorp/ansible/packer-plugin-ansible_v1.1.2_x5.0_linux_amd64': '',
    });
    env['HOME'] = home;
    expect(await plugins()).toMatchObject({ state: 'ok' });
  });
});

test('a build is refused before it begins if ansible-core does not support its targets', () => {
  const target = (title: string, python: string) => ({ title, python }) as BuiltTarget;
  const noble = target('Ubuntu 24.04 LTS', '3.12');
  const el8 = target('AlmaLinux 8', '3.6');
  const messages = (version: string | null, ...targets: BuiltTarget[]) =>
    checkAnsible(version, targets).map(({ message, hint }) => `${message} ${hint}`);
  expect(messages('2.14.18', target('Debian 12', '3.11'))).toEqual([]);
  expect(messages(null, noble)).toEqual([]);
  expect(messages('2.14.18', noble, target('Ubuntu 24.04 LTS', '3.12'))).toEqual([
    "ansible-core 2.14.18 is too old for Ubuntu 24.04 LTS, which has Python 3.12: it needs ansible-core 2.15 or newer. Install one that works with all of these targets: pip install 'ansible-core==2.15.*'",
  ]);
  expect(messages('2.17.1', noble, el8)).toEqual([
    "ansible-core 2.17.1 is too new for AlmaLinux 8, which has Python 3.6: it needs ansible-core 2.14 to 2.16. Install one that works with all of these targets: pip install 'ansible-core==2.16.*'",
  ]);
  expect(messages('2.16.1', target('Own', '3.14'), el8)[0]).toContain('build them one system at a time');
});

describe('an accelerator', () => {
  const attempt = (body: string) => tryAccelerator('tcg', scripts({ 'qemu-system-x86_64': body }));

  test('works if the machine reports that it runs, not if QEMU only ends', async () => {
    expect(await attempt('exit 33')).toMatchObject({ works: true });
    expect(await attempt('exit 0')).toMatchObject({ works: false, reason: 'QEMU ends without a message' });
    const said = "echo 'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69' >&2; exit 134";
    expect(await attempt(said)).toMatchObject({
      works: false,
      reason: 'QEMU says: failed to set MSR 0x10a to 0x69',
    });
    expect(await tryAccelerator('tcg', { PATH: folder() })).toMatchObject({
      works: false,
      reason: 'there is no qemu-system-x86_64',
    });
  });

  // As KVM within a virtual machine can be.
  test('does not count as working if emulation is faster', async () => {
    const boots = (kvm: number, tcg: number) =>
      tryAccelerator('kvm', {}, undefined, async (accelerator) => ({
        works: true,
        reason: '',
        seconds: accelerator === 'kvm' ? kvm : tcg,
      }));
    expect(await boots(1.5, 0.2)).toEqual({
      works: false,
      reason: 'a machine takes 1.5 s to start on it, and 0.2 s when it is emulated',
      seconds: 1.5,
    });
    expect(await boots(1.5, 1)).toMatchObject({ works: true });
    expect(await boots(0.5, 0.1)).toMatchObject({ works: true });
  });

  test('without its device file does not work', async () => {
    const there = existsSync('/dev/kvm');
    expect(await tryAccelerator('kvm', scripts({ 'qemu-system-x86_64': 'exit 33' }))).toMatchObject({
      works: there,
      reason: there ? '' : 'there is no /dev/kvm',
    });
  });

  test('really boots a machine', async () => {
    expect(await tryAccelerator('tcg')).toMatchObject({ works: true, reason: '' });
  });
});

test('tools are told by their version', async () => {
  expect(knowsInit('1.6.6')).toBe(false);
  expect(knowsInit('1.10.0')).toBe(true);
  expect(knowsInit('1.7')).toBe(true);
  expect(
    await findTool('ansible', scripts({ 'ansible-playbook': 'echo "ansible-playbook [core 2.13.1]"' })),
  ).toEqual({
    tool: 'ansible',
    command: 'ansible-playbook',
    version: '2.13.1',
    problem: 'version 2.13.1 is too old: 2.14.0 is needed',
  });
  const release = join(folder({ a: 'ID=almalinux\nID_LIKE="rhel centos fedora"\n' }), 'a');
  expect(ownFamily(release)).toBe('redhat');
  expect(ownFamily(join(folder({ a: 'ID=ubuntu\nID_LIKE=debian\n' }), 'a'))).toBe('debian');
  expect(ownFamily('/none')).toBeNull();
});

test('a process of a build is ended even if it left its process group', async () => {
  const mark = `test-${process.pid}`;
  const env = { ...process.env, [MARK]: mark };
  // It has left the group before the program ends: what is left in it is ended with the program.
  const left =
    "setsid sh -c 'echo $$; : >left; exec sleep 600 >/dev/null 2>&1' & until [ -e left ]; do sleep 0.05; done";
  const { stdout } = await runProcess('sh', ['-c', left], { env, cwd: folder() });
  const marked = () =>
    runProcess('sh', ['-c', `grep -lz '^${MARK}=${mark}$' /proc/${stdout.trim()}/environ 2>/dev/null`]);
  expect(stdout).not.toBe('');
  // Between fork and exec a process has no environment of its own yet.
  await vi.waitFor(async () => expect((await marked()).stdout).not.toBe(''), 600_000);
  await sweep(mark);
  expect((await marked()).stdout).toBe('');
});

test('a program that alone is asked to end also ends its child processes', async () => {
  const script = `sh -c 'trap "echo child asked" TERM; while :; do sleep 0.1; done' & child=$!
    trap 'sleep 0.3; echo over; kill -9 $child; exit 7' TERM; echo ready; while :; do sleep 0.1; done`;
  const stop = new AbortController();
  const { done } = startProcess('sh', ['-c', script], {
    signal: stop.signal,
    askAlone: true,
    onLine: (line) => line === 'ready' && stop.abort(),
  });
  expect(await done).toMatchObject({ code: 7, stdout: 'ready\nover\n', because: 'aborted' });
});
