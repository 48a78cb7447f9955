import { Chunk } from '@codemirror/merge';
import { Text } from '@codemirror/state';
import type { Lines } from './marked-lines.ts';

/** What became of a generated file. */
export type Mark = 'added' | 'changed' | 'removed' | 'same';

/** A tree in memory: texts by path. */
export type Texts = ReadonlyMap<string, string>;

/** What differs between two trees, by path, in order of the paths. */
export function compared(before: Texts, after: Texts): Map<string, Mark> {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => path !== MANIFEST).sort();
  return new Map(
    paths.map((path) => {
      const [old, fresh] = [before.get(path), after.get(path)];
      if (old === undefined) return [path, 'added'];
      if (fresh === undefined) return [path, 'removed'];
      return [path, old === fresh ? 'same' : 'changed'];
    }),
  );
}

/** It has the sums of all others, so it differs whenever one of them does. */
const MANIFEST = '.vkc/manifest.json';

/** Lines of a text that another one does not have. */
export function changedLines(before: string, after: string): Lines[] {
  if (before === after) return [];
  const [a, b] = [before, after].map((text) => Text.of(text.split('\n'))) as [Text, Text];
  return Chunk.build(a, b, { scanLimit: 500 }).map(({ fromB, endB }) => ({
    from: b.lineAt(Math.min(fromB, b.length)).number - 1,
    to: b.lineAt(Math.min(Math.max(fromB, endB), b.length)).number - 1,
  }));
}
