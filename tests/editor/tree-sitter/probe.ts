import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTo } from '../../../compiler/model/multimap.ts';
import { root } from '../../support/examples.ts';

export const grammarFolder = join(root, 'editor/tree-sitter');

/** What the parser for tree-sitter, or a query, found: its name, with the start and the end in characters. */
export interface Found {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** What a query sets for it, as `injection.language bash`. */
  readonly set?: string;
}

/** The parser that was made of the grammar, built with the machine's C compiler. */
export class Probe {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vkc-tree-sitter-'));
  readonly #program = join(this.#folder, 'probe');

  constructor() {
    const include = join(grammarFolder, 'src');
    const sources = [
      join(include, 'parser.c'),
      join(include, 'scanner.c'),
      join(import.meta.dirname, 'probe.c'),
    ];
    execFileSync('cc', ['-std=c11', '-O1', '-I', include, ...sources, '-ltree-sitter', '-o', this.#program]);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The named nodes of each text, each node before those in it. */
  nodes(texts: readonly string[]): Found[][] {
    return this.#run('nodes', texts).map((answer, i) => read(answer, texts[i]!));
  }

  /** The tree of each text as an S-expression. */
  expressions(texts: readonly string[]): string[] {
    return this.#run('expression', texts);
  }

  /** What a query captures in each text, where its predicates hold. */
  captures(query: string, texts: readonly string[]): Found[][] {
    const [head, ...answers] = this.#run(query, texts);
    const predicates = linesOf(head!).map((line) => line.split('\t'));
    return answers.map((answer, i) => {
      const text = texts[i]!;
      const matches = new Map<string, Found[]>();
      for (const found of read(answer, text)) {
        const [, match, name] = /^(\d+ \d+) (.*)$/.exec(found.name)!;
        addTo(matches, match!, { ...found, name: name! });
      }
      return [...matches].flatMap(([match, found]) => {
        const own = predicates.filter(([pattern]) => pattern === match.split(' ')[0]);
        if (!own.every(([, ...predicate]) => holds(predicate, found, text))) return [];
        const set = own
          .find(([, operator]) => operator === 'set!')
          ?.slice(2)
          .join(' ');
        return set === undefined ? found : found.map((each) => ({ ...each, set }));
      });
    });
  }

  #run(what: string, texts: readonly string[]): string[] {
    const count = texts.length + (what.endsWith('.scm') ? 1 : 0);
    const input = texts.map((text) => `${Buffer.byteLength(text)}\n${text}`).join('');
    const output = execFileSync(this.#program, [what], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
    const answers = output.split('\n=\n').slice(0, -1);
    if (answers.length !== count) throw new Error(`${answers.length} answers in place of ${count}`);
    return answers.map((answer) => answer.trim());
  }
}

function read(answer: string, text: string): Found[] {
  const bytes = Buffer.from(text);
  const isNarrow = bytes.length === text.length;
  const at = (byte: string) => (isNarrow ? Number(byte) : bytes.subarray(0, Number(byte)).toString().length);
  return linesOf(answer).map((line) => {
    const [, name, start, end] = /^(.*) (\d+) (\d+)$/.exec(line)!;
    return { name: name!, start: at(start!), end: at(end!) };
  });
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** Whether a predicate of a query holds for a match. */
function holds([operator, of, ...words]: readonly string[], found: readonly Found[], text: string): boolean {
  const texts = found.filter(({ name }) => `@${name}` === of).map(({ start, end }) => text.slice(start, end));
  switch (operator) {
    case 'set!':
      return true;
    case 'eq?':
    case 'any-of?':
      return texts.every((each) => words.includes(each));
    case 'not-any-of?':
      return !texts.some((each) => words.includes(each));
    case 'match?':
      return texts.every((each) => new RegExp(words[0]!).test(each));
    default:
      throw new Error(`Nobody knows the predicate \`${operator}\``);
  }
}
