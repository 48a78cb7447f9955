import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../host/process.ts';
import type { ProcessOptions } from '../host/process.ts';
import { isProblem } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** Settings for all programs that work on a machine. */
export type ProcessSettings = Pick<ProcessOptions, 'env' | 'signal'>;

/** Runs a program that has to succeed. Returns its output. */
export async function must(
  command: string,
  args: readonly string[],
  options: ProcessSettings & Pick<ProcessOptions, 'cwd'>,
): Promise<Outcome<string>> {
  const { code, stdout, stderr, because } = await runProcess(command, args, { ...options, timeout: 120_000 });
  if (code === 0) return { value: stdout };
  if (because === 'missing') return { problem: `${command} is not installed` };
  return { problem: `${command}: ${because ?? (stderr.trim() || stdout.trim() || `exit code ${code}`)}` };
}

/** Creates a key pair in `directory`. Returns the public key. */
export async function makeKey(
  directory: string,
  name: string,
  comment: string,
  processSettings: ProcessSettings,
): Promise<Outcome<string>> {
  const path = join(directory, name);
  const made = await must(
    'ssh-keygen',
    ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path],
    processSettings,
  );
  return isProblem(made) ? made : { value: readFileSync(`${path}.pub`, 'utf8').trim() };
}

/** What cloud-init in a machine is told. */
export interface SeedContents {
  readonly hostname: string;
  readonly publicKey: string;
  readonly mac: string;
}

/** Makes the files of a seed in a folder. Returns the label of its disk. */
export type SeedFiles = (folder: string, contents: SeedContents) => string;

/** The seed of a local virtual machine: cloud-init's NoCloud. */
export const noCloud: SeedFiles = (folder, { hostname, publicKey }) => {
  // JSON is valid YAML, and quotes every string.
  const config = JSON.stringify({ ssh_authorized_keys: [publicKey] });
  writeFileSync(join(folder, 'user-data'), `#cloud-config\n${config}\n`);
  writeFileSync(join(folder, 'meta-data'), `instance-id: ${hostname}\nlocal-hostname: ${hostname}\n`);
  return 'cidata';
};

/** The config drive of OpenStack: https://docs.openstack.org/nova/latest/user/metadata.html */
export const configDrive: SeedFiles = (folder, { hostname, publicKey, mac }) => {
  const latest = join(folder, 'openstack/latest');
  mkdirSync(latest, { recursive: true });
  const files = {
    'meta_data.json': {
      uuid: randomUUID(),
      name: hostname,
      hostname: `${hostname}.novalocal`,
      public_keys: { [hostname]: publicKey },
      availability_zone: 'nova',
      launch_index: 0,
    },
    'network_data.json': {
      links: [{ id: 'tap0', type: 'phy', ethernet_mac_address: mac, mtu: 1500 }],
      networks: [{ id: 'network0', type: 'ipv4_dhcp', link: 'tap0', network_id: randomUUID() }],
      services: [],
    },
    'vendor_data.json': {},
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(latest, name), JSON.stringify(content));
  return 'config-2';
};

/** Makes a disk with the files of a seed. Returns its path. */
export async function makeSeed(
  directory: string,
  files: SeedFiles,
  contents: SeedContents,
  processSettings: ProcessSettings,
): Promise<Outcome<string>> {
  const seed = join(directory, 'seed.iso');
  const folder = join(directory, 'seed');
  mkdirSync(folder);
  const label = files(folder, contents);
  const options = ['-quiet', '-volid', label, '-joliet', '-rock', '-o', seed, folder];
  for (const [command, ...args] of [['xorriso', '-as', 'mkisofs'], ['mkisofs'], ['genisoimage']] as const) {
    const ended = await runProcess(command, [...args, ...options], { cwd: directory, ...processSettings });
    if (ended.code === 0) return { value: seed };
    if (ended.because !== 'missing')
      return { problem: `${command}: ${ended.because ?? ended.stderr.trim()}` };
  }
  return { problem: 'nothing is here that makes a CD: xorriso, mkisofs or genisoimage' };
}
