import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import type { StartValues } from './start-phase.ts';

/** Reads the file of --values: YAML or JSON with a map of variables, as `ansible-playbook --extra-vars @FILE` takes it. */
export function readValues(args: Args, io: Io): { readonly values: StartValues } | Failure {
  const name = args.value('values');
  if (name === null) return { values: {} };
  let content: unknown;
  try {
    content = parse(readFileSync(resolve(io.cwd, name), 'utf8')) as unknown;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return { exit: EXIT.environment, message: `${name}: cannot be read: ${reason}` };
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return { values: content as StartValues };
  return usageFailure(`${name}: is no map of variables.`, 'Write one variable on each line: `name: value`.');
}
