import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { scan } from '../../grammar/scan/scanner.ts';
import { compileFiles } from '../support/compile.ts';
import { processorTime } from '../support/processor-time.ts';
import { randomNumbers } from '../support/random.ts';

/** Examples with how often each is mutated: the small ones more often. 20,000 in all. */
const TIMES: Readonly<Record<string, number>> = {
  'examples/minimal/minimal.vkimage': 8500,
  'examples/large-disk/large.vkimage': 6500,
  'examples/debian/debian.vkimage': 3000,
  'examples/layers/layers.vkimage': 500,
  'examples/service/service.vkimage': 1000,
  'examples/multi-os/postgres.vkimage': 500,
};

const root = join(import.meta.dirname, '../..');
/** Texts that are timed together, since asking for the time takes some itself. */
const AT_ONCE = 20;
/** Milliseconds of processor time for them; 100 are usual. */
const SLOW = 4000;

/** What no author should ever read: values of JavaScript, stacks, names of tokens, paths of the schemas. */
const INTERNAL =
  /undefined|\bNaN\b|\[object|\bat \w+ \(|TypeError|\b(?:LBrace|RBrace|LBracket|StringOpen|InterpolationOpen|BadOperator)\b|invalid_type|ZodError/;

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The text with one of its tokens deleted, doubled, or in the place of another. */
function mutate(text: string, tokens: readonly Piece[], next: () => number): string {
  const pick = () => tokens[Math.floor(next() * tokens.length)]!;
  const of = ({ start, end }: Piece) => text.slice(start, end);
  const one = pick();
  switch (Math.floor(next() * 3)) {
    case 0:
      return text.slice(0, one.start) + text.slice(one.end);
    case 1:
      return `${text.slice(0, one.end)} ${of(one)}${text.slice(one.end)}`;
    default: {
      const other = pick();
      const [a, b] = one.start <= other.start ? [one, other] : [other, one];
      if (a === b) return text;
      return text.slice(0, a.start) + of(b) + text.slice(a.end, b.start) + of(a) + text.slice(b.end);
    }
  }
}

test('the mutations are 20,000', () => {
  expect(Object.values(TIMES).reduce((sum, times) => sum + times)).toBe(20_000);
  expect(fastGlob.sync('examples/**/*.vkimage', { cwd: root }).sort()).toEqual(Object.keys(TIMES).sort());
});

describe.each(Object.entries(TIMES))('%s', (example, times) => {
  const folder = join(root, dirname(example));
  const beside = Object.fromEntries(
    fastGlob.sync('files/**', { cwd: folder }).map((file) => [file, readFileSync(join(folder, file))]),
  );
  const original = readFileSync(join(root, example), 'utf8');
  const tokens = scan('main.vkimage', original)
    .tokens.map((token) => ({ start: token.startOffset, end: token.endOffset + 1 }))
    .filter(({ start, end }) => end > start);

  /** What is wrong with what the compiler says of a text. */
  function complaints(text: string): string[] {
    const { diagnostics, images, sources, callErrors } = compileFiles({ ...beside, 'main.vkimage': text });
    const wrong: string[] = [];
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    if (errors + callErrors.length === 0 && images.length === 0) wrong.push('neither an error nor an image');
    for (const { code, message, help, span, related } of diagnostics) {
      if (INTERNAL.test(`${message} ${help ?? ''}`)) wrong.push(`${code} ${message} ${help}`);
      for (const each of [span, ...related.map((other) => other.span)]) {
        const length = sources.get(each.file)?.text.length ?? -1;
        if (each.start < 0 || each.start > each.end || each.end > length) wrong.push(`${code} is nowhere`);
      }
    }
    return wrong;
  }

  test(`${times} times one token is deleted, doubled or moved`, () => {
    const next = randomNumbers(times);
    for (let done = 0; done < times; done += AT_ONCE) {
      const texts = Array.from({ length: AT_ONCE }, () => mutate(original, tokens, next));
      const took = processorTime(() => {
        for (const text of texts) expect({ text, wrong: complaints(text) }).toEqual({ text, wrong: [] });
      });
      if (took > SLOW) expect({ texts, took }).toEqual({ texts, took: 'less' });
    }
  });
});
