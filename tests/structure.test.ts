import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';

/** What each room may import besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  grammar: [],
  compiler: ['grammar'],
  stdlib: ['grammar', 'compiler'],
  emit: ['grammar', 'compiler'],
  cli: ['grammar', 'compiler', 'stdlib', 'emit'],
};

/** Node's own modules that only these files may use: the rest works on values alone. */
const EFFECTS = /^node:(fs|child_process|http|https|net|os|process|readline|tty)/;
const MAY_ACT = /^(cli\/|emit\/tree(-\w+)?\.ts$)/;

const root = join(import.meta.dirname, '..');
const files = fastGlob.sync(
  Object.keys(MAY).map((room) => `${room}/**/*.ts`),
  { cwd: root, ignore: ['**/*.generated.ts'] },
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)/gms)].map(
    (m) => m[1] ?? m[2]!,
  );
}

test('the rooms hold files', () => {
  expect(files.length).toBeGreaterThan(50);
});

describe.each(files)('%s', (file) => {
  test('imports nothing upwards', () => {
    const room = file.split('/')[0]!;
    const rooms = importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => normalize(join(dirname(file), name)).split('/')[0]!);
    expect(rooms.filter((other) => other !== room && !MAY[room]!.includes(other))).toEqual([]);
  });

  test('leaves files and processes to those whose work they are', () => {
    const effects = importsOf(file).filter((name) => EFFECTS.test(name));
    expect(MAY_ACT.test(file) ? [] : effects).toEqual([]);
  });

  test('is short enough to hold', () => {
    expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(350);
  });
});
