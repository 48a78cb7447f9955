import { rmSync } from 'node:fs';
import type { BuiltTarget } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { runProcess } from '../host/process.ts';
import { convertArgs } from './calls.ts';
import { interrupted } from './client.ts';

/** Returns the path for the converted disk: beside the original, so that a new build removes it. */
export const convertedPath = ({ artifact, publish }: BuiltTarget): string =>
  `${artifact.replace(/\.(?:qcow2|raw)$/, '')}.publish.${publish.format}`;

/** Converts the disk. Returns null on success. */
export async function convert(
  target: BuiltTarget,
  from: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Failure | null> {
  const made = convertedPath(target);
  const args = convertArgs(from, target.publish.format, target.artifact, made);
  const ended = await runProcess('qemu-img', args, { env, signal });
  if (ended.code === 0) return null;
  rmSync(made, { force: true });
  if (ended.because === 'aborted') return interrupted;
  if (ended.because === 'missing') {
    return {
      exit: EXIT.environment,
      message: `qemu-img is not installed; it converts the ${from} disk to ${target.publish.format}.`,
      hint: 'Install it: apt-get install qemu-utils, or dnf install qemu-img.',
    };
  }
  return {
    exit: EXIT.environment,
    message: `${target.name}: the disk cannot be converted: ${ended.stderr.trim().split('\n').at(-1)}`,
    hint: 'Check the free space: a raw disk needs as much as the used part of the disk.',
  };
}
