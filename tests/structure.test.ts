import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const DRAWING = /^### (?:The house|In `(\w+)`)\n\n```text\n(.*?)^```$/gms;

function floors(drawing: string): string[][] {
  return drawing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .reverse();
}

/**
 * The drawings in docs/architecture.md, by the heading above each, the lowest floor first: a folder may import what is
 * on the floors below its own. Folders on one floor know nothing of each other.
 */
const drawings = new Map(
  [...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(DRAWING)].map(
    ([, folder, drawing]) => [folder ?? 'house', floors(drawing!)],
  ),
);
const house = drawings.get('house')!;

/** Rooms that a folder keeps to where it takes something from another one; it may take all where nothing is said. */
const FACES: Readonly<Record<string, string>> = {
  'stdlib → compiler': 'model  sdk  pipeline',
  'emit → compiler': 'model  sdk  diagnostics',
  'emit → grammar': 'span',
};

/** Node's own modules that only these files may use: the rest works on values alone. */
const EFFECTS = /^node:(fs|child_process|http|https|net|os|process|readline|tty)/;
const MAY_ACT = /^(cli\/|emit\/tree\/)/;

/** Folders that are lists of things of one sort: one file for each. */
const LISTS =
  /^(stdlib\/(rules|invariants|resources|expectations|roles|systems)|cli\/commands|import\/lift\/kinds|tests\/(broken\/cases|stdlib\/kinds|cli\/commands\/tables))$/;
const MOST_FILES = 25;
const MOST_LINES = 350;

const all = fastGlob.sync(
  house.flat().map((folder) => `${folder}/**`),
  { cwd: root, ignore: ['**/*.generated.ts'] },
);
const files = all.filter((path) => path.endsWith('.ts')).sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** `compiler/check/context.ts` is in `compiler`, and there in `check`. */
function place(file: string): { folder: string; room: string } {
  const [folder, room] = file.split('/') as [string, string];
  return { folder, room: room.replace(/\.\w+$/, '') };
}

function importsOf(file: string): string[] {
  const found = texts.get(file)!.matchAll(/^(?:import|export)[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)/gms);
  return [...found].map((match) => match[1] ?? match[2]!);
}

const arrows = files.flatMap((from) =>
  importsOf(from)
    .filter((name) => name.startsWith('.') && !name.includes('.generated.'))
    .map((name) => ({ from, to: normalize(join(dirname(from), name)) })),
);
const written = (found: readonly { from: string; to: string }[]) =>
  found.map(({ from, to }) => `${from} imports ${to}`);

/** Whether one place is not on a floor below the other. */
function notBelow(drawing: readonly string[][], from: string, to: string): boolean {
  const floorOf = (name: string) => drawing.findIndex((floor) => floor.includes(name));
  return from !== to && floorOf(to) >= floorOf(from);
}

test('every file has its place in the drawing', () => {
  const drawn = house.flat().flatMap((folder) =>
    drawings
      .get(folder)!
      .flat()
      .map((room) => `${folder}/${room}`),
  );
  const there = new Set(files.map((file) => Object.values(place(file)).join('/')));
  expect([...there].sort()).toEqual(drawn.sort());
});

test('nothing imports a folder that is not below its own', () => {
  const wrong = arrows.filter(({ from, to }) => notBelow(house, place(from).folder, place(to).folder));
  expect(written(wrong)).toEqual([]);
});

test('nothing imports a room that is not below its own', () => {
  const wrong = arrows.filter(({ from, to }) => {
    const [a, b] = [place(from), place(to)];
    return a.folder === b.folder && notBelow(drawings.get(a.folder)!, a.room, b.room);
  });
  expect(written(wrong)).toEqual([]);
});

test.each(Object.entries(FACES))('%s keeps to the face of it', (arrow, rooms) => {
  const [by, of] = arrow.split(' → ');
  const wrong = arrows.filter(
    ({ from, to }) =>
      place(from).folder === by && place(to).folder === of && !floors(rooms).flat().includes(place(to).room),
  );
  expect(written(wrong)).toEqual([]);
});

test('files and processes are left to those whose work they are', () => {
  const acting = files.filter((file) => importsOf(file).some((name) => EFFECTS.test(name)));
  expect(acting.filter((file) => !MAY_ACT.test(file))).toEqual([]);
});

test('files are short enough to read, and folders to look through', () => {
  const long = [...texts].filter(([, text]) => text.split('\n').length > MOST_LINES);
  expect(long.map(([file]) => file)).toEqual([]);
  const beside = new Map<string, number>();
  const tests = fastGlob.sync('tests/**', { cwd: root, ignore: ['**/node_modules/**', 'tests/golden/*/**'] });
  for (const path of [...all, ...tests]) beside.set(dirname(path), (beside.get(dirname(path)) ?? 0) + 1);
  const full = [...beside].filter(([folder, count]) => count > MOST_FILES && !LISTS.test(folder));
  expect(full).toEqual([]);
});

test('control characters are written as escapes, since git takes a file with one for binary', () => {
  const raw = [...texts].filter(([, text]) => /(?!\n)\p{Cc}/u.test(text));
  expect(raw.map(([file]) => file)).toEqual([]);
});

/** The names of what the library declares: kinds, roles, systems, families, and what systems say of themselves. */
function libraryNames(): ReadonlySet<string> {
  const paths = fastGlob.sync('stdlib/{resources,expectations,roles,systems,families}/*', { cwd: root });
  const said = paths
    .filter((path) => path.endsWith('.vkimage') && !path.includes('/roles/'))
    .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(SAID)].map(([, name]) => name!));
  return new Set([...paths.map((path) => path.split('/').at(-1)!.replace(/\..*$/, '')), ...said]);
}

const SAID = /^ +(?:distro|ansible|package_manager|ssh_unit|firewall_unit|source|short) += +"?([\w-]+)/gm;

/** Comments, which are passed over, and strings, of which the text is wanted. */
const TOKENS = /\/\*[\s\S]*?\*\/|\/\/.*|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g;

const CATEGORIES = /^compiler\/sdk\/categories\.ts$/;
const EFFECTS_OF_KINDS = /^compiler\/sdk\/effects\.ts$/;

/** Words that mean something else in the compiler. */
const OTHER_MEANING: Readonly<Record<string, RegExp>> = {
  // A type of values, and what a host finds at a path.
  file: /^/,
  // Of things that are in an image: gone, fetched as an archive or a package, the shell of a user.
  absent: CATEGORIES,
  archive: CATEGORIES,
  package: new RegExp(`${CATEGORIES.source}|${EFFECTS_OF_KINDS.source}`),
  shell: CATEGORIES,
  // What resources need on the machine and make there.
  group: EFFECTS_OF_KINDS,
  unit: EFFECTS_OF_KINDS,
  // A function of texts.
  replace: /^compiler\/language\/functions\.ts$/,
  // A node of the syntax tree.
  block: /^/,
  // An area of diagnostics.
  limits: /^compiler\/diagnostics\//,
  // The format of a project's settings.
  yaml: /^compiler\/load\/settings\.ts$/,
  // An example of a value.
  ubuntu2404: /^compiler\/model\/types\.ts$/,
  // A field of `os`, the admin user, and an account that resources need.
  user: /^compiler\/(?:assemble\/systems|sdk\/effects)\.ts$/,
};

describe('the library says what the compiler does not know', () => {
  const names = libraryNames();

  test('the library has names', () => {
    for (const name of ['service', 'port', 'vm_init', 'rocky9', 'redhat', 'RedHat', 'ubuntu', 'yum', 'sshd'])
      expect(names).toContain(name);
  });

  // Examples of diagnostics are texts of several lines, so no single word of them is a literal.
  test.each(files.filter((file) => file.startsWith('compiler/')))('%s names nothing of it', (file) => {
    const code = readFileSync(join(root, file), 'utf8');
    const literals = [...code.matchAll(TOKENS)].map((found) => found[1] ?? found[2] ?? '');
    const known = literals.filter((text) => names.has(text) && !OTHER_MEANING[text]?.test(file));
    const hint =
      'Ask the library for it. If the word means something else here, add it to OTHER_MEANING in this test';
    expect(known, hint).toEqual([]);
  });
});
