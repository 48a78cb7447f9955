import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTree } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { runProcess } from '../host/process.ts';
import { knowsInit } from '../host/tools.ts';
import { recognize } from './known-failures.ts';
import { packerEnvironment } from './target-run.ts';

interface How {
  readonly packer: string;
  readonly env: Io['env'];
  readonly signal: AbortSignal;
  readonly logs: string;
}

/** Prepares a tree before its targets are built: the build key and the plugins. Returns null on success. */
export async function prepareTree(tree: BuiltTree, how: How): Promise<Failure | null> {
  mkdirSync(how.logs, { recursive: true });
  removeAbandoned(join(tree.dir, 'output'));
  if (tree.image.sources === 'own') {
    const failure = await step(tree, how, './seed.sh', [], 'The key of the build could not be made');
    if (failure !== null) return failure;
  }
  // Packer before 1.7 has its plugins built in.
  if (!knowsInit(how.packer)) return null;
  return step(tree, how, 'packer', ['init', '.'], 'Packer could not get its plugins');
}

async function step(
  tree: BuiltTree,
  { env, signal, logs }: How,
  command: string,
  args: readonly string[],
  message: string,
): Promise<Failure | null> {
  const all = { ...env, ...packerEnvironment(env) };
  const ended = await runProcess(command, args, { cwd: tree.dir, env: all, signal });
  if (ended.code === 0 || signal.aborted) return null;
  const said = (ended.stderr || ended.stdout).trim();
  writeFileSync(join(logs, 'prepare.log'), `${ended.stdout}${ended.stderr}`);
  const known = recognize([said]);
  const [last = `${command} says nothing of why`] = said.split('\n').filter((line) => line.trim() !== '');
  return {
    exit: EXIT.environment,
    message: `${tree.image.name}: ${message}: ${last}`,
    hint: known === null ? `All that was said is in ${join(logs, 'prepare.log')}.` : known.remedies.join(' '),
  };
}

/** Removes the unfinished output of a build that was killed. */
function removeAbandoned(output: string): void {
  let names: string[];
  try {
    names = readdirSync(output);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = /^\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !runs(Number(pid))) rmSync(join(output, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
