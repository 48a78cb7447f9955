import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folder } from '../command-line.ts';

/** A git repository in a temporary folder, with its first commit. */
export interface GitProject {
  readonly cwd: string;
  /** Writes files, and commits everything. */
  commit(files: Readonly<Record<string, string>>, tag?: string): void;
  write(files: Readonly<Record<string, string>>): void;
  git(...args: readonly string[]): string;
}

/** Dates go up by a day with each commit. */
export function gitProject(files: Readonly<Record<string, string>>): GitProject {
  const cwd = folder();
  let day = 1;
  const git = (...args: readonly string[]) => {
    const date = `2026-03-${String(day).padStart(2, '0')}T12:00:00Z`;
    const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org' };
    const env = {
      ...process.env,
      ...who,
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.org',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, encoding: 'utf8', env });
  };
  const write = (some: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(some)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), text);
    }
  };
  const commit = (some: Readonly<Record<string, string>>, tag?: string) => {
    write(some);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', `day ${day}`);
    if (tag !== undefined) git('tag', tag);
    day++;
  };
  git('init', '--quiet', '--initial-branch=main');
  commit(files);
  return { cwd, commit, write, git };
}
