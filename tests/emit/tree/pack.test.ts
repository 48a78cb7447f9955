import { expect, test } from 'vitest';
import type { OutputFile } from '../../../emit/output.ts';
import { TreePacks } from '../../../emit/tree/pack.ts';
import { randomNumbers } from '../../support/random.ts';
import { at } from '../../support/values.ts';

const LINES = [
  '',
  'one',
  'two',
  'xaas-a',
  'name: xaas-a1',
  'ключ',
  '\u0001',
  '\u{1f600} x',
  '  - "a\\n"',
  'xaas-a1xaas-a1',
];

/** A tree of random files, texts and others, of which many lines are alike. */
function tree(name: string, random: () => number): OutputFile[] {
  const among = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  return Array.from({ length: 1 + Math.floor(random() * 6) }, (_, i) => {
    const lines = Array.from({ length: Math.floor(random() * 60) }, () =>
      random() < 0.1 ? `${name} ${random()}` : among(LINES),
    );
    const text = lines.join('\n');
    const content = random() < 0.15 ? new TextEncoder().encode(text) : text;
    return { path: `${name}/f${i}`, content, executable: random() < 0.2, lines: [], origin: at(1) };
  });
}

test('packed trees are the same when they are unpacked, in any order', () => {
  const random = randomNumbers(7);
  const packs = new TreePacks();
  const trees = Array.from({ length: 500 }, (_, i) => {
    const name = `xaas-a${i % 12}`;
    const files = tree(name, random);
    return { files, packed: packs.pack(name, files) };
  });
  for (const { files, packed } of [...trees].reverse()) {
    expect(packed.count).toBe(files.length);
    expect(packed.load()).toEqual(files);
  }
});
