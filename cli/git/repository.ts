import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

/** A file that differs between a commit and the working tree. */
export interface ChangedFile {
  /** POSIX path from the top of the repository. */
  readonly path: string;
  /** A renamed file is removed under its old name and added under its new one. */
  readonly change: 'added' | 'changed' | 'removed';
}

export interface Tag {
  readonly name: string;
  readonly commit: string;
  /** The day on which it was made, `2026-11-24`. */
  readonly date: string;
}

/** A git repository, which is only read. */
export class Repository {
  /** An absolute path without symbolic links. */
  readonly top: string;
  readonly #cwd: string;
  readonly #env: Io['env'];

  constructor(top: string, cwd: string, env: Io['env']) {
    this.top = top;
    this.#cwd = cwd;
    this.#env = env;
  }

  /** Returns the path of a folder or file from the top, with slashes; it starts with `..` if it is outside. */
  inside(path: string): string {
    return relative(this.top, join(realpathSync(this.#cwd), relative(this.#cwd, path)))
      .split(sep)
      .join('/');
  }

  /** Returns the absolute path of a file of the repository, in the terms of the current folder. */
  absolute(path: string): string {
    return join(this.#cwd, relative(realpathSync(this.#cwd), join(this.top, path)));
  }

  /** Returns the hash of the commit that a name stands for. */
  commit(ref: string): string | Failure {
    if (ref === '' || ref.startsWith('-'))
      return usageFailure(`\`${ref}\` is no revision of git.`, 'Give a branch, a tag or a commit.');
    const { ok, text } = this.#git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
    if (ok) return text.trim();
    const message = `git knows no revision \`${ref}\` here.`;
    return this.#isShallow()
      ? { exit: EXIT.environment, message, hint: SHALLOW }
      : usageFailure(message, 'Give a branch, a tag or a commit; `git fetch` brings those of the server.');
  }

  /** Returns the commit from which the current state and another commit have gone their own ways. */
  mergeBase(commit: string): string | Failure {
    const { ok, text } = this.#git('merge-base', commit, 'HEAD');
    if (ok) return text.trim();
    if (this.#isShallow())
      return {
        exit: EXIT.environment,
        message: 'This clone does not reach back to where the branch began.',
        hint: SHALLOW,
      };
    return usageFailure('The revision and the current commit have no commit in common.');
  }

  /** Returns what differs between a commit and the working tree, with files that git does not know yet. */
  changes(commit: string): readonly ChangedFile[] | Failure {
    const diff = this.#git('diff', '--name-status', '--no-renames', '-z', commit, '--');
    const others = this.#git('ls-files', '--others', '--exclude-standard', '-z', '--', ':/');
    if (!diff.ok || !others.ok) return failed(diff.ok ? others.error : diff.error);
    const words = diff.text.split('\0').slice(0, -1);
    const changed: ChangedFile[] = [];
    for (let i = 0; i < words.length; i += 2)
      changed.push({ path: words[i + 1]!, change: CHANGES[words[i]![0]!] ?? 'changed' });
    const known = new Set(changed.map(({ path }) => path));
    for (const path of others.text.split('\0').slice(0, -1)) {
      // Untracked names are relative to the folder in which git runs.
      const full = this.inside(join(this.#cwd, path));
      if (!known.has(full)) changed.push({ path: full, change: 'added' });
    }
    return changed.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Returns the tags that the current commit descends from, oldest first, of which `since` must be one unless it is null. */
  tags(pattern: string | null, since: string | null): readonly Tag[] | Failure {
    const format = '%(refname:strip=2)%00%(*objectname)%00%(objectname)%00%(creatordate:short)';
    const list = pattern === null ? [] : ['--list', pattern];
    const { ok, text, error } = this.#git(
      'tag',
      '--merged',
      'HEAD',
      '--sort=creatordate',
      `--format=${format}`,
      ...list,
    );
    if (!ok) return failed(error);
    const tags = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [name, peeled, own, date] = line.split('\0') as [string, string, string, string];
        return { name, commit: peeled || own, date };
      });
    if (tags.some(({ name }) => name === since) || !this.#isShallow()) return tags;
    return {
      exit: EXIT.environment,
      message: 'Versions that this clone does not have would be missing.',
      hint: SHALLOW,
    };
  }

  /** Returns the files of a commit: mode and name of the content by path. */
  files(commit: string): ReadonlyMap<string, { readonly mode: string; readonly id: string }> | Failure {
    const { ok, text, error } = this.#git('ls-tree', '-r', '-z', '--full-tree', commit);
    if (!ok) return failed(error);
    return new Map(
      text
        .split('\0')
        .slice(0, -1)
        .map((line) => {
          const [mode, , id] = line.split(/\s/, 3) as [string, string, string];
          return [line.slice(line.indexOf('\t') + 1), { mode, id }];
        }),
    );
  }

  /** Returns the contents with these names. */
  contents(ids: readonly string[]): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>();
    if (ids.length === 0) return found;
    const { stdout } = this.#run(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    let at = 0;
    for (const id of ids) {
      const end = stdout.indexOf('\n', at);
      if (end < 0) break;
      const size = Number(/ blob (\d+)$/.exec(stdout.toString('latin1', at, end))?.[1] ?? Number.NaN);
      at = end + 1;
      // Content that a partial clone does not have.
      if (Number.isNaN(size)) continue;
      found.set(id, stdout.subarray(at, at + size));
      at += size + 1;
    }
    return found;
  }

  #isShallow(): boolean {
    return this.#git('rev-parse', '--is-shallow-repository').text.trim() === 'true';
  }

  #git(...args: readonly string[]): { readonly ok: boolean; readonly text: string; readonly error: string } {
    const { status, stdout, stderr } = this.#run(args);
    return { ok: status === 0, text: stdout.toString(), error: stderr.toString().trim() };
  }

  #run(args: readonly string[], input?: string) {
    return runGit(this.#cwd, this.#env, args, input);
  }
}

const SHALLOW =
  'The clone is shallow. Get the whole history: `git fetch --unshallow`, `GIT_DEPTH: 0` in GitLab, `fetch-depth: 0` in GitHub.';

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = { A: 'added', D: 'removed' };

const failed = (error: string): Failure => ({
  exit: EXIT.environment,
  message: `git failed: ${error.split('\n')[0]}`,
});

function runGit(cwd: string, env: Io['env'], args: readonly string[], input?: string) {
  // Paths as they are, nothing written, not even the index, and no question to the user.
  const options = ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false'];
  return spawnSync('git', [...options, ...args], {
    cwd,
    env: { ...process.env, ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    input: input ?? '',
    maxBuffer: 2 ** 31 - 1,
  });
}

/** Opens the repository around the current folder. */
export function openRepository({ cwd, env }: Pick<Io, 'cwd' | 'env'>): Repository | Failure {
  const { status, stdout, stderr, error } = runGit(cwd, env, ['rev-parse', '--show-toplevel']);
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    return { exit: EXIT.environment, message: 'git is not installed.', hint: 'Install it: apt install git' };
  if (status === 0) return new Repository(stdout.toString().replace(/\n$/, ''), cwd, env);
  const said = stderr.toString();
  return said.includes('not a git repository')
    ? usageFailure('The current folder is in no git repository.', 'Run this in a clone of it.')
    : failed(said);
}
