import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

interface Pattern {
  /** Folder of the `.gitignore`, absolute. */
  readonly base: string;
  readonly expression: RegExp;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

/** What git leaves out, by the `.gitignore` files of a repository. The patterns of deeper folders come later and win. */
export class Ignores {
  readonly #patterns: readonly Pattern[];

  private constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
  }

  /** For what is in `folder`: its own file, and those above it up to the repository's top. */
  static above(folder: string): Ignores {
    const folders: string[] = [];
    for (let at = folder; ; at = dirname(at)) {
      folders.unshift(at);
      if (existsSync(join(at, '.git')))
        return folders.reduce((all, each) => all.within(each), new Ignores([]));
      if (dirname(at) === at) return new Ignores([]).within(folder);
    }
  }

  /** With the patterns of one more folder, where it has some. */
  within(folder: string): Ignores {
    let text;
    try {
      text = readFileSync(join(folder, '.gitignore'), 'utf8');
    } catch {
      return this;
    }
    return new Ignores([...this.#patterns, ...text.split(/\r?\n/).flatMap((line) => parse(line, folder))]);
  }

  /** Whether git leaves this file or folder out. Its parent must not be left out. */
  ignores(path: string, isFolder: boolean): boolean {
    const match = this.#patterns.findLast(({ base, expression, foldersOnly }) => {
      if (foldersOnly && !isFolder) return false;
      return expression.test(relative(base, path).split(sep).join('/'));
    });
    return match !== undefined && !match.negated;
  }
}

function parse(line: string, base: string): Pattern[] {
  let text = line.replace(/(?<!\\)((?:\\\\)*)[ \t]+$/, '$1');
  if (text === '' || text.startsWith('#')) return [];
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '') return [];
  const source = `${anchored ? '' : '(?:.*/)?'}${translate(text)}`;
  try {
    return [{ base, expression: new RegExp(`^${source}$`, 's'), negated, foldersOnly }];
  } catch {
    return [];
  }
}

function translate(glob: string): string {
  let out = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    const first = i === 0 || glob[i - 1] === '/';
    if (first && glob.startsWith('**/', i)) {
      out += '(?:.*/)?';
      i += 2;
    } else if (first && glob.slice(i) === '**') {
      out += '.+';
      i++;
    } else if (c === '*') {
      out += '[^/]*';
      while (glob[i + 1] === '*') i++;
    } else if (c === '?') out += '[^/]';
    else if (c === '[' && glob.indexOf(']', i + 2) > 0) {
      const end = glob.indexOf(']', i + 2);
      const set = glob
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/[[\\]/g, '\\$&');
      out += `(?!/)[${set}]`;
      i = end;
    } else if (c === '\\' && i + 1 < glob.length) out += escape(glob[++i]!);
    else out += escape(c);
  }
  return out;
}

function escape(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&');
}
