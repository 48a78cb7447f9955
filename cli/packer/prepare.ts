import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTree } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { runProcess } from '../host/process.ts';
import { knowsInit } from '../host/tools.ts';
import { buildersOf } from '../host/builders.ts';
import { recognize } from './known-failures.ts';
import { packerEnvironment } from './target-run.ts';

interface How {
  /** Whether a target is built that needs the key of the build. */
  readonly seed: boolean;
  readonly packer: string;
  readonly env: Io['env'];
  readonly signal: AbortSignal;
  readonly logs: string;
}

/** Prepares a tree before its targets are built: the build key and the plugins. Returns null on success. */
export async function prepareTree(tree: BuiltTree, how: How): Promise<Failure | null> {
  mkdirSync(how.logs, { recursive: true });
  const others = removeAbandoned(join(tree.dir, 'output'));
  // Another build of this tree that runs needs the key that it has given to its machine.
  const needed = others > 0 && existsSync(join(tree.dir, 'seed/id_ed25519.pub'));
  if (how.seed && !needed) {
    const failure = await step(tree, how, './seed.sh', [], 'The key of the build could not be made');
    if (failure !== null) return failure;
  }
  // Packer before 1.7 has its plugins built in.
  if (!knowsInit(how.packer)) return null;
  const failure = await step(tree, how, 'packer', ['init', '.'], 'Packer could not get its plugins');
  // It refuses development versions that were installed from files, which a build uses all the same.
  return failure === null || (await hasPlugins(tree, how)) ? null : failure;
}

async function hasPlugins(tree: BuiltTree, { env, signal }: How): Promise<boolean> {
  const all = { ...env, ...packerEnvironment(env) };
  const ended = await runProcess('packer', ['plugins', 'installed'], { cwd: tree.dir, env: all, signal });
  return (
    ended.code === 0 &&
    [...buildersOf([tree.image]), 'ansible'].every((name) => ended.stdout.includes(`packer-plugin-${name}_`))
  );
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
  return {
    exit: EXIT.environment,
    message: `${tree.image.name}: ${message}: ${reasonOf(said) || `${command} says nothing of why`}`,
    hint: known === null ? `All that was said is in ${join(logs, 'prepare.log')}.` : known.remedies.join(' '),
  };
}

/** Returns the first lines, as far as they only announce others. */
function reasonOf(said: string): string {
  const lines = said.split('\n').flatMap((line) => line.replace(/^[\s*]+/, '').trim() || []);
  const end = lines.findIndex((line) => !line.endsWith(':'));
  return lines.slice(0, (end === -1 ? lines.length : end) + 1).join(' ');
}

/** Removes the unfinished output of builds that were killed. Returns the number of those that run. */
function removeAbandoned(output: string): number {
  let names: string[];
  try {
    names = readdirSync(output);
  } catch {
    return 0;
  }
  let running = 0;
  for (const name of names) {
    const pid = /^\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    if (runs(Number(pid))) running++;
    else rmSync(join(output, name), { recursive: true, force: true });
  }
  return running;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
