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

/** The rooms within a room, from the ground up: each may import those before it. */
const FLOORS: Readonly<Record<string, string>> = {
  grammar: 'span diagnostic syntax messages scan parse print serialize',
  compiler:
    'model language sdk diagnostics options contents load check evaluate assemble rules pipeline index',
  stdlib: 'shared platform secrets packages expectations resources rules invariants rule-set index',
  emit: 'output text merge ansible packer ci outputs tree render',
  cli: 'html host sbom shell project machine fix contents doctor report tree packer verify publish explain commands reference program main start',
};

/** Node's own modules that only these files may use: the rest works on values alone. */
const EFFECTS = /^node:(fs|child_process|http|https|net|os|process|readline|tty)/;
const MAY_ACT = /^(cli\/|emit\/tree\/)/;

const root = join(import.meta.dirname, '..');
const files = fastGlob.sync(
  Object.keys(MAY).map((room) => `${room}/**/*.ts`),
  { cwd: root, ignore: ['**/*.generated.ts'] },
);

/** `compiler/check/names.ts` is of `compiler` and of `check` in it. */
function roomOf(file: string): [string, string] {
  const [top, room] = file.split('/') as [string, string];
  return [top, room.replace(/\.ts$/, '')];
}

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

  test('imports only what stands below it', () => {
    const [top, room] = roomOf(file);
    const floors = FLOORS[top]!.split(' ');
    expect(floors).toContain(room);
    const above = importsOf(file)
      .filter((name) => name.startsWith('.') && !name.includes('.generated.'))
      .map((name) => roomOf(normalize(join(dirname(file), name))))
      .filter(([other, inner]) => other === top && floors.indexOf(inner) > floors.indexOf(room));
    expect(above).toEqual([]);
  });

  test('leaves files and processes to those whose work they are', () => {
    const effects = importsOf(file).filter((name) => EFFECTS.test(name));
    expect(MAY_ACT.test(file) ? [] : effects).toEqual([]);
  });

  test('is short enough to hold', () => {
    expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(350);
  });
});
