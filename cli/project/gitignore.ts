import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';

/** What git leaves out, by the `.gitignore` files of a repository. The patterns of deeper folders come later and win. */
export class Ignores {
  /** Absolute: where the paths begin that are matched. */
  readonly #top: string;
  readonly #patterns: Ignore;

  private constructor(top: string, patterns: Ignore) {
    this.#top = top;
    this.#patterns = patterns;
  }

  /**
   * For the contents of `folder`: its own file, and those above it up to the repository's top. What stands in a folder
   * that is ignored itself, and was named all the same, goes by its own file alone.
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

  /** With the patterns of one more folder, if it has some. */
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

  /** Whether git leaves this file or folder out. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.#patterns.ignores(this.#relative(path) + (isFolder ? '/' : ''));
  }

  #relative(path: string): string {
    return relative(this.#top, path).split(sep).join('/');
  }
}

/** A line of a `.gitignore` in the folder `base`, as it would stand in one at the top. */
function rebased(line: string, base: string): string {
  if (line.trim() === '' || line.startsWith('#')) return '';
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const anchored = pattern.trimEnd().replace(/\/$/, '').includes('/');
  const literal = base.replace(/[\\*?[\]!#]/g, '\\$&');
  return `${negated ? '!' : ''}/${literal}/${anchored ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}
