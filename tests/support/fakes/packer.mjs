#!/usr/bin/env node
// In place of Packer, for what a real one cannot be made to do: says and does what FAKE_PACKER tells.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const args = process.argv.slice(2);
if (args[0] === 'version') {
  console.log(`Packer v${process.env.FAKE_VERSION ?? '1.6.6'}`);
  process.exit(0);
}
if (args[0] === 'init') {
  writeFileSync('init.ran', '');
  const code = Number(process.env.FAKE_INIT ?? 0);
  if (code !== 0)
    console.error('Failed getting the "qemu" plugin:\n1 error occurred:\n\t* dial tcp: no such host\n\nmore');
  process.exit(code);
}
if (args[0] === 'plugins') {
  console.log(process.env.FAKE_PLUGINS ?? '');
  process.exit(0);
}
const variable = (name) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
const only = args.find((arg) => arg.startsWith('-only=')).slice(6);
const target = only.split('.').pop();
const folder = join(variable('output_directory'), target);
const say = (text, kind = 'say') =>
  console.log(
    `1795540423,,ui,${kind},==> ${only}: ${text.replaceAll(',', '%!(PACKER_COMMA)').replaceAll('\n', '\\n')}`,
  );
const event = (values) =>
  appendFileSync(process.env.VKC_RECORD, `${JSON.stringify({ time: Date.now() / 1000, ...values })}\n`);
const task = (line) => ({
  role: 'hello',
  task: 'Install nginx-light',
  path: `${process.cwd()}/playbook/provision_roles/hello/tasks/main.yml:${line}`,
  module: 'ansible.builtin.apt',
});

appendFileSync('packer.calls', `${JSON.stringify({ args, tmp: process.env.TMPDIR })}\n`);
writeFileSync(join(process.env.TMPDIR, 'packer-log1'), '');
writeFileSync(process.env.PACKER_LOG_PATH, 'debug\n');
if (only.includes('.openstack.')) {
  for (const text of [
    'Loading flavor: f',
    'Launching server...',
    'Stopping server: s ...',
    'Creating the image: a',
  ])
    say(text);
  if (process.env.FAKE_PACKER === 'early') process.exit(1);
  mkdirSync(folder, { recursive: true });
  const id = `00000000-1a9e-4000-8000-${String(Date.now()).slice(-12)}`;
  const builds = [{ artifact_id: id, packer_run_uuid: 'r' }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ builds, last_run_uuid: 'r' }));
  process.exit(0);
}
say('Retrieving ISO');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, `${target}.qcow2`), 'half');
say('Starting VM, booting disk image');
if (process.env.FAKE_PACKER === 'hang') {
  say('Waiting for SSH to become available...');
  setInterval(() => {}, 1000);
} else if (process.env.FAKE_PACKER === 'early') {
  say('Timeout waiting for SSH.', 'error');
  console.log(`1795540423,,ui,error,Build '${only}' errored after 1 second: Timeout waiting for SSH.`);
  process.exit(1);
} else if (process.env.FAKE_PACKER === 'machine') {
  say('Found port for communicator (SSH, WinRM, etc): 2298.');
  spawn('qemu-system-fake', ['60'], { stdio: 'ignore' }).unref();
  say('Error executing Ansible: Non-zero exit status: exit status 2', 'error');
  process.exit(1);
} else {
  say('Provisioning with Ansible...');
  event({ event: 'play', tasks: 2 });
  event({ event: 'task', handler: false, ...task(2) });
  if (process.env.FAKE_PACKER === 'task' || process.env.FAKE_PACKER === target) {
    event({
      event: 'result',
      outcome: 'failed',
      message: "No package matching 'nginx-light' is available",
      ...task(2),
    });
    say('Error executing Ansible: Non-zero exit status: exit status 2', 'error');
    process.exit(1);
  }
  event({ event: 'result', outcome: 'changed', ...task(2) });
  say('Converting hard drive...');
  say('Running post-processor:  (type checksum)');
  const disk = Buffer.alloc(4096);
  disk.write('QFI\xfb', 'latin1');
  disk.writeBigUInt64BE(4n * 1024n ** 3n, 24);
  writeFileSync(join(folder, `${target}.qcow2`), disk);
  writeFileSync(join(folder, `${target}.qcow2.sha256`), `${'ab'.repeat(32)}\t${target}.qcow2\n`);
}
