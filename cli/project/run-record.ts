import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifestPath, writerName } from '../../emit/tree/places.ts';
import type { Places } from '../shell/io.ts';
import { LOCK_FILE, MISNAMED, PROJECT_FILE } from './settings.ts';

/**
 * A run that is asked for again while nothing that it depends on has changed need not be made: it is recorded with what it said and with the
 * state of the files, as far as the file system tells without reading them.
 */
interface RunRecord {
  /** What was asked for, and by which program. */
  readonly key: string;
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly folders: readonly string[];
  readonly trees: readonly string[];
}

export type RecordedRun = Pick<RunRecord, 'exit' | 'out' | 'err'>;

/** What a run says depends on these as well. */
const VARIABLES = ['NO_COLOR', 'TERM', 'SOURCE_DATE_EPOCH', 'VKC_DEBUG'];

/** Everything but files that the result of a command line depends on. */
export function runKey(program: string, argv: readonly string[]): string {
  const screens = [process.stdout, process.stderr].map(({ isTTY, columns, rows }) =>
    isTTY ? [columns, rows] : null,
  );
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth(), now.getDate()];
  return JSON.stringify([
    program,
    process.cwd(),
    argv,
    screens,
    VARIABLES.map((name) => process.env[name]),
    day,
  ]);
}

/** What a run said when it was made the last time, if it would do and say the same now. */
export function recordedRun(key: string): RecordedRun | null {
  try {
    const path = recordPath(key);
    if (statSync(path).uid !== process.getuid?.()) return null;
    const stored = readFileSync(path, 'utf8');
    const end = stored.indexOf('\n');
    const record = JSON.parse(stored.slice(0, end)) as RunRecord;
    if (record.key !== key) return null;
    return stateOf(record)?.text === stored.slice(end + 1) ? record : null;
  } catch {
    // It was never made, or a file is gone.
    return null;
  }
}

/** More records than this are not kept. */
const MOST = 100;

/** Records a run that began at a time, in milliseconds since 1970. */
export function recordRun(key: string, run: RecordedRun, places: Places, began: number): void {
  try {
    const folders = [...places.folders].sort();
    const record: RunRecord = { key, ...run, folders, trees: [...places.trees].sort() };
    const state = stateOf(record);
    if (state === null || !isSettled(state, began)) return;
    const path = recordPath(key);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    makeRoom(dirname(path), MOST);
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(record)}\n${state.text}`, { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // Without a record the next run is made.
  }
}

/**
 * Whether a change from now on will show in the times of the files. Who has just written a file may write it again, and a file system's
 * clock goes in steps: of a few milliseconds, or of up to two seconds where its times are whole milliseconds.
 */
export function isSettled(
  { newest, newestOfAll }: Pick<State, 'newest' | 'newestOfAll'>,
  began: number,
): boolean {
  const isCoarse = newestOfAll % 1_000_000n === 0n;
  const last = Number((isCoarse ? newestOfAll : newest) / 1_000_000n);
  return last <= began - (isCoarse ? 2100 : 100);
}

const recordPath = (key: string): string => join(cacheFolder('runs'), hash(key));

/** A folder for what can be made again. */
export function cacheFolder(name: string): string {
  const { XDG_CACHE_HOME: home } = process.env;
  return join(home || join(homedir(), '.cache'), 'vkc', name);
}

/** 64 bits are enough: a record has its whole key in it. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b) + (a >>> 13);
  }
  return [a, b].map((each) => (each >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Removes the oldest files of a folder until half of `most` are left, if there are more. */
export function makeRoom(folder: string, most: number): void {
  const names = readdirSync(folder);
  if (names.length < most) return;
  const byAge = names
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => a.at - b.at);
  for (const { path } of byAge.slice(0, byAge.length - most / 2)) rmSync(path, { force: true });
}

/** The state of all that a run depends on, and when a source or a setting last changed, or any file. */
interface State {
  readonly text: string;
  /** Nanoseconds since 1970. */
  readonly newest: bigint;
  readonly newestOfAll: bigint;
}

/** With more files than this it takes too long to look at them. */
const LIMIT = 500_000;

/** What is looked for in the folders above: settings, pins, what git ignores, and where a repository begins. */
const ABOVE = [PROJECT_FILE, ...MISNAMED, LOCK_FILE, '.gitignore', '.git'];

/** Null where it cannot be told: something leads elsewhere. */
function stateOf({ folders, trees }: Pick<RunRecord, 'folders' | 'trees'>): State | null {
  const lines: string[] = [];
  let newest = 0n;
  let newestOfAll = 0n;
  const note = (name: string, stats: BigIntStats): void => {
    lines.push(`${name} ${stats.ino} ${stats.size} ${stats.mode} ${stats.mtimeNs} ${stats.ctimeNs}`);
    if (stats.ctimeNs > newestOfAll) newestOfAll = stats.ctimeNs;
  };
  const above = new Set<string>();
  for (const folder of [...folders, process.cwd()])
    for (let at = folder; !above.has(at); at = dirname(at)) above.add(at);
  for (const folder of above) {
    for (const name of ABOVE) {
      const stats = lstatSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
      if (stats === undefined) continue;
      if (stats.isSymbolicLink()) return null;
      if (stats.isDirectory()) lines.push(join(folder, name));
      else {
        note(join(folder, name), stats);
        if (stats.ctimeNs > newest) newest = stats.ctimeNs;
      }
    }
  }
  for (const folder of folders) {
    lines.push(folder, String(statSync(join(folder, manifestPath), { throwIfNoEntry: false }) !== undefined));
    for (const entry of sorted(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) lines.push(entry.name);
      else if (entry.isFile()) {
        const stats = lstatSync(path, { bigint: true });
        note(entry.name, stats);
        const ours = trees.some((tree) => path.startsWith(`${tree}/`));
        if (!ours && stats.ctimeNs > newest) newest = stats.ctimeNs;
      } else return null;
    }
    if (lines.length > LIMIT) return null;
  }
  const walk = (folder: string): boolean => {
    lines.push(folder);
    for (const entry of sorted(folder)) {
      if (entry.name.startsWith(writerName)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!walk(path)) return false;
      } else note(entry.name, lstatSync(path, { bigint: true }));
    }
    return lines.length <= LIMIT;
  };
  return trees.every(walk) ? { text: lines.join('\n'), newest, newestOfAll } : null;
}

const sorted = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
