import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compile } from '../../stdlib/index.ts';
import { vkc } from './command-line.ts';
import { root } from './examples.ts';

const program = join(root, 'node_modules/gitlab-ci-local/dist/index.js');

/** A git repository with a remote that is as it is, so that changes can be told. `done` removes both. */
export interface Repository {
  readonly path: string;
  readonly done: () => void;
}

export function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function repository(): Repository {
  const base = mkdtempSync(join(tmpdir(), 'vkc-ci-'));
  const path = join(base, 'repository');
  git(base, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  git(base, 'init', '-q', '-b', 'main', 'repository');
  git(path, 'remote', 'add', 'origin', `file://${join(base, 'origin.git')}`);
  return { path, done: () => rmSync(base, { recursive: true, force: true }) };
}

/** Everything that is there is in the repository and its remote from now on. */
export function push(path: string): void {
  git(path, 'add', '-A');
  git(path, 'commit', '-q', '-m', 'All', '--allow-empty');
  git(path, 'push', '-q', 'origin', 'main');
  git(path, 'fetch', '-q');
  git(path, 'remote', 'set-head', 'origin', 'main');
}

/** `vkc compile` with the real compiler. */
export const compileHere = (cwd: string, ...argv: readonly string[]) =>
  vkc(cwd, ['compile', ...argv], { compile });

export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** gitlab-ci-local, which holds a pipeline to GitLab's own schema, and runs jobs as processes of this machine. */
export function gitlabCi(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Run {
  const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  const all = ['--no-color', '--force-shell-executor', '--home', join(cwd, '.home'), ...given, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...all], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
  });
  return { status, output: args.includes('--list-json') ? stdout || stderr : `${stdout}${stderr}` };
}

export interface Job {
  readonly name: string;
  readonly stage: string;
  readonly when: string;
  readonly needs?: readonly { readonly job: string }[];
}

/** The jobs that a pipeline would have, `never` left out. */
export function jobs(cwd: string, file: string, variables: Readonly<Record<string, string>> = {}): Job[] {
  const { status, output } = gitlabCi(cwd, ['--file', file, '--list-json'], variables);
  if (status !== 0) throw new Error(output);
  const all = JSON.parse(output.slice(output.search(/^\[$/m))) as Job[];
  return all.filter(({ when }) => when !== 'never');
}

export const names = (all: readonly Job[]): string[] => all.map(({ name }) => name);

type Tree = Readonly<Record<string, unknown>>;

/** A pipeline as a YAML reader sees it; `!reference` is the list that it is. */
export function readPipeline(text: string): Readonly<Record<string, Tree>> {
  const customTags = [
    { tag: '!reference', collection: 'seq' as const, resolve: (value: unknown) => value },
  ] as never;
  return parse(text, { customTags }) as Readonly<Record<string, Tree>>;
}

export const readText = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');
