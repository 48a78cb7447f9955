import type { Effects } from '../../compiler/sdk/effects.ts';
import { byText } from '../../compiler/sdk/by-text.ts';
import { globExpression } from './globs.ts';
import { shellWords } from './shell-words.ts';

type Takes = NonNullable<Effects['takes']>;
type Kind = Parameters<Takes>[1];
type Fate = ReturnType<Takes>;

interface Entry {
  readonly path: string;
  readonly what: Kind;
  readonly depth: number;
}

/** Judges an entry, and notes what becomes of it. */
type Test = (entry: Entry, note: (fate: Fate) => void) => boolean;

/**
 * What `find … -delete` and `rm` take away, and what `find … -exec truncate` empties. Null for other commands, and for
 * those with a test of which only the machine knows the answer.
 */
export const findTakes = byText((line): Takes | null => {
  const words = shellWords(line);
  if (words[0] === 'rm') return removing(words.slice(1));
  if (words[0] !== 'find' || !/ -delete\b| truncate | rm /.test(line)) return null;
  const begin = words.findIndex((word, i) => i > 0 && /^[-(!]/.test(word));
  if (begin < 2) return null;
  const roots = words.slice(1, begin).map((root) => root.replace(/(?<=.)\/+$/, ''));
  const reader = new Reader(words.slice(begin));
  const test = reader.all();
  if (test === null) return null;
  const { least, most } = reader;
  return (path, what) => {
    let fate: Fate = null;
    for (const root of roots) {
      if (path !== root && !path.startsWith(root === '/' ? '/' : `${root}/`)) continue;
      const depth = path === root ? 0 : path.slice(root.length).split('/').length - (root === '/' ? 0 : 1);
      if (depth < least || depth > most) continue;
      test({ path, what, depth }, (noted) => (fate ??= noted));
    }
    return fate;
  };
});

/** `rm -rf` of what it names; a pattern has no slash in what it stands for. */
function removing(words: readonly string[]): Takes | null {
  const paths = words.filter((word) => word.startsWith('/'));
  const deep = words.some((word) => /^-\w*[rR]|^--recursive$/.test(word));
  if (paths.length === 0) return null;
  const expressions = paths.map(
    (path) => new RegExp(`^${globExpression(path.replace(/(?<=.)\/+$/, ''), '[^/]')}${deep ? '(/|$)' : '$'}`),
  );
  return (path, what) =>
    (deep || what === 'file') && expressions.some((each) => each.test(path)) ? 'removed' : null;
}

/** Reads the expression of `find`. */
class Reader {
  least = 0;
  most = Number.POSITIVE_INFINITY;
  readonly #words: string[];

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  /** Null for what is not understood. */
  all(): Test | null {
    const test = this.#either();
    return this.#words.length > 0 ? null : test;
  }

  #either(): Test | null {
    const tests: Test[] = [];
    do {
      const next = this.#both();
      if (next === null) return null;
      tests.push(next);
    } while (this.#take('-o') || this.#take('-or'));
    return (entry, note) => tests.some((test) => test(entry, note));
  }

  #both(): Test | null {
    const tests: Test[] = [];
    while (this.#words.length > 0 && !/^(\)|-o|-or)$/.test(this.#words[0]!)) {
      if (this.#take('-a') || this.#take('-and')) continue;
      const next = this.#one();
      if (next === null) return null;
      tests.push(next);
    }
    return (entry, note) => tests.every((test) => test(entry, note));
  }

  #one(): Test | null {
    if (this.#take('-not') || this.#take('!')) {
      const inner = this.#one();
      return inner && ((entry, note) => !inner(entry, note));
    }
    if (this.#take('(')) {
      const inner = this.#either();
      return this.#take(')') ? inner : null;
    }
    const word = this.#words.shift();
    switch (word) {
      case '-print':
      case '-xdev':
      case '-mount':
      case '-depth':
        return () => true;
      case '-regextype':
        this.#words.shift();
        return () => true;
      case '-mindepth':
        this.least = Number(this.#words.shift());
        return () => true;
      case '-maxdepth':
        this.most = Number(this.#words.shift());
        return () => true;
      case '-type': {
        const type = this.#words.shift();
        return ({ what }) => type === (what === 'file' ? 'f' : 'd');
      }
      case '-size':
        return this.#words.shift() === '+0' ? ({ what }) => what === 'file' : null;
      case '-name':
      case '-iname': {
        const name = new RegExp(
          `^${globExpression(this.#words.shift() ?? '', '.')}$`,
          word === '-iname' ? 'i' : '',
        );
        return ({ path }) => name.test(path.slice(path.lastIndexOf('/') + 1));
      }
      case '-path': {
        const path = new RegExp(`^${globExpression(this.#words.shift() ?? '', '.')}$`);
        return (entry) => path.test(entry.path);
      }
      case '-regex':
        return regex(this.#words.shift() ?? '');
      case '-delete':
        return (_, note) => (note('removed'), true);
      case '-exec':
        return this.#execution();
      default:
        return null;
    }
  }

  #execution(): Test | null {
    const end = this.#words.findIndex((word) => word === ';' || word === '+');
    if (end < 0) return null;
    const [program, ...rest] = this.#words.splice(0, end + 1);
    if (program === 'rm') return (_, note) => (note('removed'), true);
    if (program === 'truncate' && rest.some((word) => /^--size=0$|^-s0?$/.test(word)))
      return (_, note) => (note('emptied'), true);
    // What a program answers only the machine knows.
    return () => false;
  }

  #take(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }
}

function regex(text: string): Test | null {
  try {
    const expression = new RegExp(`^(?:${text})$`);
    return ({ path }) => expression.test(path);
  } catch {
    return null;
  }
}
