import { readFileSync, writeFileSync } from 'node:fs';
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

/** Creates a disk with the NoCloud files for cloud-init. Returns its path. */
export async function makeSeed(
  directory: string,
  hostname: string,
  publicKey: string,
  processSettings: ProcessSettings,
): Promise<Outcome<string>> {
  const seed = join(directory, 'seed.iso');
  // JSON is valid YAML, and quotes every string.
  const config = JSON.stringify({ ssh_authorized_keys: [publicKey] });
  writeFileSync(join(directory, 'user-data'), `#cloud-config\n${config}\n`);
  writeFileSync(join(directory, 'meta-data'), `instance-id: ${hostname}\nlocal-hostname: ${hostname}\n`);
  const options = ['-quiet', '-volid', 'cidata', '-joliet', '-rock', '-o', seed, 'user-data', 'meta-data'];
  for (const [command, ...args] of [['xorriso', '-as', 'mkisofs'], ['mkisofs'], ['genisoimage']] as const) {
    const ended = await runProcess(command, [...args, ...options], { cwd: directory, ...processSettings });
    if (ended.code === 0) return { value: seed };
    if (ended.because !== 'missing')
      return { problem: `${command}: ${ended.because ?? ended.stderr.trim()}` };
  }
  return { problem: 'nothing is here that makes a CD: xorriso, mkisofs or genisoimage' };
}
