import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { grammarPage, RULE_NOTES } from '../../../cli/reference/grammar.ts';
import { parserRules } from '../../../cli/reference/parser-rules.ts';
import { parse } from '../../../grammar/parse/parser.ts';
import { root } from '../../support/examples.ts';

/** The rules of the page, each as its words. */
const page = new Map(
  [...grammarPage().matchAll(/^(\w+) =([^;]*(?:"[^"]*"[^;]*)*) ;/gm)].map(([, name, text]) => [
    name!,
    text!
      .replace(/\(\*.*?\*\)/g, '')
      .trim()
      .replace(/\n\s*/g, ' ')
      .split(/ +/),
  ]),
);

/** What stands for each token in the sentences. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  name: ['alpha', 'beta-2', '_c'],
  integer: ['0', '-3', '42'],
  size: ['50G', '512M'],
  duration: ['30s', '2h'],
  mode: ['0644'],
  operator: ['&&', '||'],
  text: ['some text', '\\n'],
  expression: ['"a"', '1', 'a.b', 'f(1)', '!c', 'a in ["x"]', '(a && b)', 'a == 1 ? "x" : "y"'],
};

/** Sentences that the grammar allows, made from a row of numbers that is the same each time. */
class Sentences {
  #state = 20_240_601;
  #depth = 0;

  next(limit: number): number {
    this.#state = (this.#state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.#state / 2_147_483_648) * limit);
  }

  make(rule: string): string {
    const words = WORDS[rule];
    if (words !== undefined) return words[this.next(words.length)]!;
    // A string is one lexeme: no space may come between its parts.
    if (rule === 'string') return `"a${this.#depth < 6 && this.next(3) === 0 ? '${beta}' : ''}"`;
    // What the notes ask for beyond the EBNF.
    this.#depth++;
    let text = this.#sequence(page.get(rule)!);
    if (rule === 'element' && text.trim().split(' ').length === 1) text += ' { }';
    this.#depth--;
    return text;
  }

  #sequence(words: readonly string[]): string {
    const choices = split(words);
    // Deep inside, the last alternative is the shortest one.
    const chosen = this.#depth > 14 ? choices.length - 1 : this.next(choices.length);
    return this.#parts(choices[chosen]!);
  }

  #parts(words: readonly string[]): string {
    let text = '';
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if ('([{'.includes(word)) {
        const end = closing(words, i);
        const inner = words.slice(i + 1, end);
        const most = word === '(' ? 1 : this.#depth > 12 ? 0 : this.next(word === '{' ? 3 : 2);
        for (let n = 0; n < most; n++) text += ` ${this.#sequence(inner)}`;
        i = end;
      } else text += ` ${word.startsWith('"') ? word.slice(1, -1) : this.make(word)}`;
    }
    return text;
  }
}

function closing(words: readonly string[], open: number): number {
  for (let i = open, depth = 0; ; i++) {
    if ('([{'.includes(words[i]!)) depth++;
    if (')]}'.includes(words[i]!) && --depth === 0) return i;
  }
}

function split(words: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (let i = 0; i < words.length; i++) {
    const end = '([{'.includes(words[i]!) ? closing(words, i) : i;
    if (words[i] === '|') found.push([]);
    else found.at(-1)!.push(...words.slice(i, end + 1));
    i = end;
  }
  return found;
}

/** The codes that the parser reports, but for that of an `else` before other arms, which EBNF does not rule out. */
function refused(text: string): string[] {
  return parse('a.vkimage', text).diagnostics.flatMap(({ code }) => (code === 'VK0153' ? [] : [code]));
}

describe('the grammar page', () => {
  it('has notes on rules of the parser only', () => {
    for (const name of Object.keys(RULE_NOTES)) expect([...parserRules().keys()]).toContain(name);
  });

  it('defines everything that it names', () => {
    const named = [...page.values()].flat().filter((word) => /^[a-z_]+$/.test(word));
    const known = new Set([...page.keys(), ...Object.keys(WORDS)]);
    const letters = ['letter', 'digit', 'nonzero', 'octal', 'hex', 'any', 'to', 'the', 'end', 'of', 'line'];
    for (const word of named) expect([...known, ...letters]).toContain(word);
  });

  it('allows nothing that the parser refuses', () => {
    const sentences = new Sentences();
    const rules = split(page.get('primary')!).map(([rule]) => rule!);
    expect(rules).toContain('match_expr');
    for (const rule of rules) {
      for (let i = 0; i < 40; i++) {
        const text = `let a = ${sentences.make(rule)}`;
        expect(refused(text), text).toEqual([]);
      }
    }
    for (let i = 0; i < 400; i++) {
      const text = sentences.make('file').trim();
      expect(refused(text), text).toEqual([]);
    }
  });

  it('has every rule that the sources of the library and the examples need', () => {
    const used = new Set<string>();
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('node' in node) used.add(String(node.node));
      for (const each of Object.values(node)) visit(each);
    };
    for (const file of fastGlob.sync(['stdlib/**/*.vkimage', 'examples/**/*.vkimage'], { cwd: root }))
      visit(parse(file, readFileSync(join(root, file), 'utf8')).file);
    const rules = { listfor: 'list_for', matchexpr: 'match_expr' };
    const own = ['attribute', 'param', 'let', 'use', 'when', 'match', 'element', 'call', 'list', 'map'];
    for (const node of [...own, ...Object.keys(rules)]) {
      expect(used).toContain(node);
      expect([...page.keys()]).toContain(rules[node as 'listfor'] ?? node);
    }
  });
});
