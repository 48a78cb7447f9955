import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';

/**
 * The files that git ignores, by the `.gitignore` files of a repository. Patterns of deeper folders come
 * later and win.
 */
export class Ignores {
  /** The absolute path that patterns are relative to. */
  readonly #top: string;
  readonly #patterns: Ignore;

  private constructor(top: string, patterns: Ignore) {
    this.#top = top;
    this.#patterns = patterns;
  }

  /**
   * Returns the patterns for the contents of `folder`: those of its own file and of the files above it, up to
   * the top of the repository. A named folder that is itself ignored uses only its own file.
   */
  static above(folder: string): Ignores {
    const own = none(folder).within(folder);
    const folders: string[] = [];
    for (let at = folder; ; at = dirname(at)) {
      folders.unshift(at);
      if (existsSync(join(at, '.git'))) {
        const all = folders.reduce((some, each) => some.within(each), none(at));
        return at !== folder && all.ignores(folder, true) ? own : all;
      }
      if (dirname(at) === at) return own;
    }
    function none(top: string): Ignores {
      return new Ignores(top, ignore({ ignorecase: false }));
    }
  }

  /** Adds the patterns of one more folder, if it has any. */
  within(folder: string): Ignores {
    let text;
    try {
      text = readFileSync(join(folder, '.gitignore'), 'utf8');
    } catch {
      return this;
    }
    const base = this.#relative(folder);
    const patterns = text.split(/\r?\n/).map((line) => (base === '' ? line : rebased(line, base)));
    return new Ignores(this.#top, ignore({ ignorecase: false }).add(this.#patterns).add(patterns));
  }

  /** True if git ignores this file or folder. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.#patterns.ignores(this.#relative(path) + (isFolder ? '/' : ''));
  }

  #relative(path: string): string {
    return relative(this.#top, path).split(sep).join('/');
  }
}

/** Rewrites a line of the `.gitignore` in the folder `base` for a `.gitignore` at the top. */
function rebased(line: string, base: string): string {
  if (line.trim() === '' || line.startsWith('#')) return '';
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const anchored = pattern.trimEnd().replace(/\/$/, '').includes('/');
  const literal = base.replace(/[\\*?[\]!#]/g, '\\$&');
  return `${negated ? '!' : ''}/${literal}/${anchored ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}
