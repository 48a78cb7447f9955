// What the marketplace asks of an image, asserted on what the probe saw in a booted machine.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rootOf } from './disk.mjs';
import { must } from './machine.mjs';
import { run } from './process.mjs';

const probe = readFileSync(fileURLToPath(new URL('probe.py', import.meta.url)), 'utf8');
const unless = (right, problem) =>
  right ? '' : typeof problem === 'string' ? problem : JSON.stringify(problem);
/** The key itself, without its type and comment. */
const body = (key) => key.split(' ')[1];
const common = (one, other) => one.filter((item) => other.includes(item));

/** Looks into the machine; returns what there is. */
export async function look(machine) {
  const { code, stdout, stderr } = await machine.ssh('sudo -n python3 -', { input: probe, seconds: 400 });
  if (code !== 0) throw new Error(`the probe failed: ${stderr.trim()}`);
  return JSON.parse(stdout);
}

/** The whole checklist. `buildKey` is the public key that the build was done with. */
export async function assertChecklist(
  check,
  machine,
  seen,
  { buildKey, packages, removed = [], ports, contents },
) {
  const running = (unit) => seen.units[unit].active[0] === 'active';
  const enabled = (unit) => seen.units[unit].enabled[0] === 'enabled';

  const { cloud_init: cloudInit, cloud_init_result: result } = seen;
  const done = cloudInit.code === 0 && /^status: done$/m.test(cloudInit.output);
  check('cloud-init is done', unless(done, cloudInit.output));
  check('cloud-init met no error', unless(result.errors?.length === 0, result));
  check(
    'cloud-init knows no instance but this',
    unless(seen.instances.join() === machine.hostname, seen.instances),
  );
  check('the host name is the new one', unless(seen.hostname === machine.hostname, seen.hostname));
  check('curl runs', unless(seen.curl.code === 0, seen.curl.output));
  check('systemd is init', unless(seen.init === 'systemd', seen.init));
  check(
    'no unit has failed',
    unless(seen.system === 'running' && seen.failed_units === '', seen.failed_units || seen.system),
  );
  const foreignPorts = seen.listening.filter(
    (port) => !/^(127\.|\[::1\])/.test(port) && !ports.includes(Number(port.split(':').pop())),
  );
  check('nothing listens but what is meant to', unless(foreignPorts.length === 0, foreignPorts));
  const missing = packages.filter((name) => !seen.packages.includes(name));
  check('the packages are installed', unless(missing.length === 0, `not there: ${missing.join(', ')}`));

  const left = removed.filter((name) => seen.packages.includes(name));
  check('development tools of the base image are gone', unless(left.length === 0, left));

  const ssh = ['ssh', 'sshd', 'ssh.socket'];
  check(
    'ssh is enabled and runs',
    unless(
      ssh.some((unit) => enabled(unit) && running(unit)),
      seen.units,
    ),
  );
  for (const [command, expected] of contents) {
    const { stdout } = await machine.ssh(command);
    check(`${command} says ${JSON.stringify(expected)}`, unless(stdout.includes(expected), stdout));
  }
  const pong = await machine.ping().catch((error) => ({ error: error.message }));
  check('the guest agent answers over its virtio port', unless('return' in pong, pong.error));

  for (const driver of ['virtio_net', 'virtio_blk']) {
    check(`the driver ${driver} is in use`, unless(seen.drivers.includes(driver), seen.drivers));
  }
  if (seen.virtiofs_shipped)
    check('virtiofs can be loaded', unless(seen.virtiofs.code === 0, seen.virtiofs.output));
  const [address] = Object.values(seen.interfaces);
  check('the network does not depend on the MAC address', unless(address === machine.mac, seen.interfaces));

  const open = seen.passwords.filter(([, field]) => !/^[!*]/.test(field)).map(([name]) => name);
  check('no account has a password', unless(open.length === 0, `open: ${open.join(', ')}`));
  const keys = Object.entries(seen.authorized_keys).flatMap(([path, lines]) =>
    lines.map((line) => `${path}: ${line}`),
  );
  check(
    'the key of the build is in no authorized_keys',
    unless(!keys.some((line) => line.includes(body(buildKey))), keys),
  );
  const foreign = keys.filter((line) => !line.includes(body(machine.publicKey)));
  check('no key but the new one lets anyone in', unless(foreign.length === 0, foreign));
  check('there is no history file', unless(seen.histories.length === 0, seen.histories));
  check('the build left no files behind', unless(seen.leftovers.length === 0, seen.leftovers));

  const firewalls = ['ufw', 'firewalld', 'nftables', 'iptables'].filter(
    (unit) => running(unit) || enabled(unit),
  );
  check('no firewall is on', unless(firewalls.length === 0, firewalls));
  const serial = /(^| )console=ttyS0(,\S+)?( |$)/.test(seen.command_line);
  check('the serial console is on the kernel command line', unless(serial, seen.command_line));
  check('the serial console is one of the kernel’s', unless(/\bttyS0\b/.test(seen.console), seen.console));
  const log = readFileSync(machine.console, 'utf8');
  check(
    'the kernel logs to the serial console',
    unless(/Linux version .*[\s\S]*Command line: /.test(log), log.slice(-200)),
  );

  const id = seen.machine_id;
  check('there is a machine id', unless(/^[0-9a-f]{32}$/.test(id), id));
  const build = seen.build_machine_id;
  check(
    'the machine id is not the build’s',
    unless(/^[0-9a-f]{32}$/.test(build) && id !== build, `${id}, in the build ${build}`),
  );
  check(
    'D-Bus has the same machine id',
    unless([null, id].includes(seen.dbus_machine_id), seen.dbus_machine_id),
  );
  check('the journal of the build is gone', unless(!seen.journals.includes(build), seen.journals));
  const { host_keys: hostKeys, build_host_keys: buildHostKeys } = seen;
  check('there are host keys', unless(hostKeys.length > 0 && buildHostKeys.length > 0, seen.build_host_keys));
  check('the host keys are not the build’s', unless(common(hostKeys, buildHostKeys).length === 0, hostKeys));
  const share = seen.root_bytes / seen.disk_bytes;
  check(
    'the root file system grows with the disk',
    unless(share > 0.9, `${Math.round(share * 100)} % of the disk`),
  );
}

/** Two machines from one image share no identity. */
export function assertDifferent(check, one, other) {
  check(
    'a second machine has another machine id',
    unless(one.machine_id !== other.machine_id, one.machine_id),
  );
  const shared = common(one.host_keys, other.host_keys);
  check('a second machine has other host keys', unless(shared.length === 0, shared));
}

/** After a hard reset the machine is the same, and what ran runs again. */
export async function assertReset(check, machine, before, after) {
  check('cloud-init is done', unless(after.cloud_init.code === 0, after.cloud_init.output));
  check('no unit has failed', unless(after.failed_units === '', after.failed_units));
  // A service that systemd starts for a moment, on demand, says nothing about the boot.
  const lasting = before.active_services.filter(
    (name) => !/^(user@|session|getty@tty1|systemd-(hostnamed|timedated|localed))/.test(name),
  );
  const lost = lasting.filter((name) => !after.active_services.includes(name));
  check(
    'the services are up again',
    unless(lasting.length > 0 && lost.length === 0, `not running: ${lost.join(', ')}`),
  );
  const pong = await machine.ping().catch((error) => ({ error: error.message }));
  check('the guest agent answers', unless('return' in pong, pong.error));
  check('the machine id is the same', unless(after.machine_id === before.machine_id, after.machine_id));
  check(
    'the host keys are the same',
    unless(after.host_keys.join() === before.host_keys.join(), after.host_keys),
  );
}

/** Nothing that the build deleted is in the blocks of the disk, and `files` are what they should. The token is made of the machine id of the build. */
export async function assertForgotten(check, image, { build_machine_id: id }, { folder, files = {} }) {
  const token = createHash('sha256').update(`${id}\n`).digest('hex');
  const raw = `${folder}/published.raw`;
  await must('qemu-img', ['convert', '-O', 'raw', image, raw], { seconds: 600 });
  const { stdout } = await run('grep', ['--text', '--count', token, raw], { seconds: 600 });
  for (const [path, expected] of Object.entries(files)) {
    const found = await must('/sbin/debugfs', ['-R', `cat ${path}`, await rootOf(raw)]);
    check(`${path} of the image says ${JSON.stringify(expected)}`, unless(found === expected, found));
  }
  rmSync(raw);
  check(
    'nothing that the build deleted can be read from the disk',
    unless(stdout.trim() === '0', `${stdout.trim()} lines of it`),
  );
}

/** The built file itself, before anything boots from it. */
export async function assertArtifact(check, image, folder) {
  const info = JSON.parse(await must('qemu-img', ['info', '--output=json', image]));
  check(
    'the image is a qcow2 file on its own',
    unless(info.format === 'qcow2' && !info['backing-filename'], info),
  );
  const virtual = info['virtual-size'];
  check('the disk has at most 50 GB', unless(virtual <= 50 * 2 ** 30, virtual));
  const megabytes = Math.round(info['actual-size'] / 2 ** 20);
  check(`the file is well under 50 GB (${megabytes} MB)`, unless(megabytes < 5000, megabytes));
  await must('qemu-img', ['check', '-q', image], { seconds: 300 }).then(
    () => check('qemu-img finds the image sound', ''),
    (error) => check('qemu-img finds the image sound', error.message),
  );
  const sums = await must('find', ['.', '-maxdepth', '1', '-name', '*sha256*'], { cwd: folder });
  const [file] = sums.trim().split('\n');
  if (!check('there is a checksum file', unless(file, 'none'))) return;
  const verified = await must('sha256sum', ['--check', '--strict', file], {
    cwd: folder,
    seconds: 300,
  }).catch(String);
  check('sha256sum -c accepts it', unless(verified.includes(': OK'), verified));
}
