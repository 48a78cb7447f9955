import * as fc from 'fast-check';
import { features } from '../../../editor/features.generated.ts';
import type { Position } from 'vscode-languageserver';
import type { RawClient } from './raw-client.ts';
import { DOCUMENTS, FOLDERS, ON_DISK, TEXTS } from './world.ts';
import type { World } from './world.ts';

/** One thing that happens: in the editor, on disk, or nothing for a while. */
export interface Step {
  readonly title: string;
  readonly perform: (client: RawClient, world: World) => Promise<void> | void;
}

/** How other programs' changes reach the server: each file by itself, or the folder alone. */
const [MADE, CHANGED, REMOVED] = [1, 2, 3] as const;

const METHODS = features.flatMap(({ requests = {}, general = {} }) => [
  ...Object.keys(requests),
  ...Object.keys(general),
]);

const step = <T>(of: fc.Arbitrary<T>, title: (value: T) => string, perform: (value: T) => Step['perform']) =>
  of.map((value): Step => ({ title: title(value), perform: perform(value) }));

const document = fc.constantFrom(...DOCUMENTS);
const pick = fc.nat({ max: 9 });
const textOf = (path: string, which: number): string => TEXTS[path]![which % TEXTS[path]!.length]!;
/** Positions, of which some are beyond the text. */
const position = fc.record({
  line: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(1e3, 2 ** 31 - 1)),
  character: fc.oneof(fc.nat({ max: 30 }), fc.constantFrom(1e3, 2 ** 31 - 1)),
});

const before = (a: Position, b: Position) =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);
const range = fc
  .tuple(position, position)
  .map(([a, b]) => (before(a, b) ? { start: a, end: b } : { start: b, end: a }));
const INSERTED = ['', '"', '{', '}', '\n', '\r\n', '# 🐧\n', ' ', 'x', 'package jq\n', '/*', '"""', '${'];
const piece = fc.record({ range, text: fc.constantFrom(...INSERTED) });

const open = step(fc.tuple(document, pick), String, ([path, which]) => (client, world) => {
  const uri = world.uri(path);
  if (!client.open.has(uri)) client.didOpen(uri, textOf(path, which));
});
const edit = step(
  fc.tuple(pick, fc.array(piece, { minLength: 1, maxLength: 3 })),
  (value) => `edit ${JSON.stringify(value)}`,
  ([which, changes]) =>
    (client) => {
      const uri = [...client.open.keys()][which % client.open.size];
      if (uri !== undefined) client.didChange(uri, changes);
    },
);
const rewrite = step(
  fc.tuple(document, pick),
  (value) => `rewrite ${value}`,
  ([path, which]) =>
    (client, world) => {
      const uri = world.uri(path);
      if (client.open.has(uri)) client.didChange(uri, [{ text: textOf(path, which) }]);
      else client.didOpen(uri, textOf(path, which));
    },
);
const close = step(
  pick,
  (which) => `close ${which}`,
  (which) => (client) => {
    const uri = [...client.open.keys()][which % client.open.size];
    if (uri !== undefined) client.didClose(uri);
  },
);

/** What a request of any feature may hold. */
export function paramsOf(uri: string, at: Position, end: Position, more: object = {}): object {
  return {
    textDocument: { uri },
    position: at,
    positions: [at],
    range: { start: at, end },
    context: { diagnostics: [], includeDeclaration: true },
    options: { tabSize: 2, insertSpaces: true },
    newName: 'other',
    ch: '}',
    line: at.line,
    query: '',
    text: '- apt: { name: jq }\n',
    ...more,
  };
}

const request = step(
  fc.record({
    method: fc.constantFrom(...METHODS, 'textDocument/diagnostic', 'workspace/diagnostic', 'no/such'),
    path: document,
    range,
    isCancelled: fc.boolean(),
  }),
  ({ method, path }) => `${method} ${path}`,
  ({ method, path, range: { start, end }, isCancelled }) =>
    (client, world) => {
      const uri = world.uri(path);
      const item = { uri, name: 'x', kind: 1, range: { start, end }, selectionRange: { start, end } };
      const more = {
        item,
        root: world.uri('proj'),
        image: 'one',
        from: 'debian12',
        to: 'debian12',
        previousResultIds: [],
      };
      void client.ask(method, paramsOf(uri, start, end, more));
      if (isCancelled) client.notify('$/cancelRequest', { id: client.lastRequest });
    },
);

const tell = (client: RawClient, world: World, changes: readonly (readonly [path: string, type: number])[]) =>
  client.notify('workspace/didChangeWatchedFiles', {
    changes: changes.map(([path, type]) => ({ uri: world.uri(path), type })),
  });
const file = fc.constantFrom(...ON_DISK);
const write = step(
  fc.tuple(file, pick),
  (value) => `write ${value}`,
  ([path, which]) =>
    (client, world) => {
      if (world.write(path, textOf(path, which)))
        tell(client, world, [[path, which % 2 === 0 ? CHANGED : MADE]]);
    },
);
const remove = step(
  fc.constantFrom(...ON_DISK, 'proj/lib', 'proj/files', 'loose'),
  (path) => `remove ${path}`,
  (path) => (client, world) => {
    if (world.remove(path)) tell(client, world, [[path, REMOVED]]);
  },
);
const move = step(
  fc.constantFrom(
    ['proj/lib', 'proj/moved'],
    ['proj/moved', 'proj/lib'],
    ['proj/files', 'proj/texts'],
    ['proj/texts', 'proj/files'],
    ['proj/b.vkimage', 'proj/lib/b.vkimage'],
    ['loose', 'proj/loose'],
    ['proj/loose', 'loose'],
  ),
  (value) => `move ${value}`,
  ([from, to]) =>
    (client, world) => {
      if (world.move(from!, to!))
        tell(client, world, [
          [from!, REMOVED],
          [to!, MADE],
        ]);
    },
);
const spoil = step(
  fc.constantFrom('proj/files/motd.txt', 'proj/lib/roles.vkimage', 'proj/vkc.yaml'),
  (path) => `spoil ${path}`,
  (path) => (client, world) => {
    if (world.makeUnreadable(path)) tell(client, world, [[path, CHANGED]]);
  },
);
const lock = step(
  fc.tuple(fc.constantFrom(...FOLDERS), fc.boolean()),
  (value) => `lock ${value}`,
  ([path, isLocked]) =>
    (client, world) => {
      if (world.lock(path, isLocked)) tell(client, world, [[path, CHANGED]]);
    },
);
const settings = step(
  fc.constant(null),
  () => 'settings',
  () => (client) => {
    client.notify('workspace/didChangeConfiguration', { settings: { vkc: {} } });
  },
);
const folders = step(
  fc.tuple(fc.constantFrom('proj', 'loose'), fc.boolean()),
  (value) => `folders ${value}`,
  ([path, isAdded]) =>
    (client, world) =>
      client.changeFolders(world.uri(path), isAdded),
);

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));
const pause = step(
  fc.constantFrom(-1, 0, 0, 1, 3, 8, 30),
  (ms) => `pause ${ms}`,
  (ms) => async () => {
    if (ms < 0) await Promise.resolve();
    else if (ms === 0) await new Promise((done) => void setImmediate(done));
    else await sleep(ms);
  },
);

export const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: open },
    { weight: 6, arbitrary: edit },
    { weight: 5, arbitrary: rewrite },
    { weight: 2, arbitrary: close },
    { weight: 6, arbitrary: request },
    { weight: 3, arbitrary: write },
    { weight: 2, arbitrary: remove },
    { weight: 2, arbitrary: move },
    { weight: 1, arbitrary: spoil },
    { weight: 1, arbitrary: lock },
    { weight: 1, arbitrary: settings },
    { weight: 1, arbitrary: folders },
    { weight: 12, arbitrary: pause },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);
