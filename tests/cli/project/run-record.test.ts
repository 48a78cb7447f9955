import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSettled, recordedRun, recordRun, runKey } from '../../../cli/project/run-record.ts';

const before = process.env['XDG_CACHE_HOME'];
let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'vkc-record-'));
  process.env['XDG_CACHE_HOME'] = home;
});
afterAll(() => {
  rmSync(home, { recursive: true });
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
});

const run = { exit: 1, out: 'out\n', err: 'a.vkimage: ключ\n' };
/** Long after the files of a test were written. */
const later = () => Date.now() + 60_000;

function project() {
  const root = mkdtempSync(join(home, 'project-'));
  mkdirSync(join(root, 'files'));
  mkdirSync(join(root, 'out/web/roles'), { recursive: true });
  writeFileSync(join(root, 'a.vkimage'), 'image a\n');
  writeFileSync(join(root, 'files/one'), '1');
  writeFileSync(join(root, 'out/web/roles/main.yml'), 'one\n');
  const key = runKey('program-1.js', ['compile', root]);
  const places = { folders: [root, join(root, 'files')], trees: [join(root, 'out')] };
  return { root, key, places, record: (began = later()) => recordRun(key, run, places, began) };
}

describe('a recorded run', () => {
  it('is known again while nothing changed', () => {
    const { root, key, record } = project();
    expect(recordedRun(key)).toBeNull();
    record();
    expect(recordedRun(key)).toMatchObject(run);
    // Whoever else writes there leaves this behind for a moment.
    writeFileSync(join(root, 'out/.vkc.lock'), '1\n');
    expect(recordedRun(key)).toMatchObject(run);
  });

  const changes: Record<string, (root: string) => void> = {
    'a source that is changed': (root) => writeFileSync(join(root, 'a.vkimage'), 'image b\n'),
    'a source of the same size and time': (root) => {
      writeFileSync(join(root, 'a.vkimage'), 'image c\n');
      utimesSync(join(root, 'a.vkimage'), 1, 1);
    },
    'a new source': (root) => writeFileSync(join(root, 'b.vkimage'), ''),
    'a file that is gone': (root) => rmSync(join(root, 'files/one')),
    'a folder that is gone': (root) => rmSync(join(root, 'files'), { recursive: true }),
    'a file with another name': (root) => renameSync(join(root, 'files/one'), join(root, 'files/two')),
    'a mode': (root) => chmodSync(join(root, 'files/one'), 0o755),
    settings: (root) => writeFileSync(join(root, 'vkc.yaml'), ''),
    'pins above': (root) => writeFileSync(join(root, '../vkc.lock'), '{}'),
    'settings above': (root) => writeFileSync(join(root, '../vkc.yaml'), ''),
    'what git ignores': (root) => writeFileSync(join(root, '.gitignore'), '*'),
    'a link': (root) => symlinkSync('/etc/hosts', join(root, 'files/hosts')),
    'a generated file that is changed': (root) =>
      writeFileSync(join(root, 'out/web/roles/main.yml'), 'two\n'),
    'a generated file that is gone': (root) => rmSync(join(root, 'out/web/roles/main.yml')),
    'a new file in a tree': (root) => writeFileSync(join(root, 'out/web/roles/mine.yml'), ''),
    'a tree that is gone': (root) => rmSync(join(root, 'out'), { recursive: true }),
  };

  it.each(Object.entries(changes))('is made again after %s', (_, change) => {
    const { root, key, record } = project();
    record();
    expect(recordedRun(key)).toMatchObject(run);
    change(root);
    expect(recordedRun(key)).toBeNull();
    for (const name of ['vkc.yaml', 'vkc.lock']) rmSync(join(root, '..', name), { force: true });
  });

  it('is not recorded where a source was just written, or something leads elsewhere', () => {
    const young = project();
    young.record(Date.now());
    expect(recordedRun(young.key)).toBeNull();
    const linked = project();
    symlinkSync('/etc/hosts', join(linked.root, 'files/hosts'));
    linked.record();
    expect(recordedRun(linked.key)).toBeNull();
  });

  it('waits longer where the times of files are whole milliseconds, as on a file system with a slow clock', () => {
    const at = (ms: number, ns: number) => BigInt(ms) * 1_000_000n + BigInt(ns);
    const fine = { newest: at(5000, 7), newestOfAll: at(5900, 7) };
    expect(isSettled(fine, 5050)).toBe(false);
    expect(isSettled(fine, 5101)).toBe(true);
    const coarse = { newest: at(5000, 0), newestOfAll: at(6000, 0) };
    expect(isSettled(coarse, 7500)).toBe(false);
    expect(isSettled(coarse, 8100)).toBe(true);
  });

  it('is another one for another program, other arguments and another environment', () => {
    const key = runKey('program-1.js', ['check', 'a']);
    expect(runKey('program-2.js', ['check', 'a'])).not.toBe(key);
    expect(runKey('program-1.js', ['check', 'b'])).not.toBe(key);
    expect(runKey('program-1.js', ['check', 'a'])).toBe(key);
    const epoch = process.env['SOURCE_DATE_EPOCH'];
    process.env['SOURCE_DATE_EPOCH'] = '1';
    expect(runKey('program-1.js', ['check', 'a'])).not.toBe(key);
    if (epoch === undefined) delete process.env['SOURCE_DATE_EPOCH'];
    else process.env['SOURCE_DATE_EPOCH'] = epoch;
  });

  it('is made again where the record is damaged, and only some are kept', () => {
    const { key, record } = project();
    record();
    const folder = join(home, 'vkc/runs');
    const names = readdirSync(folder);
    for (const name of names) writeFileSync(join(folder, name), 'no record');
    expect(recordedRun(key)).toBeNull();
    for (let i = 0; i < 150; i++) writeFileSync(join(folder, `old-${i}`), '');
    record();
    expect(recordedRun(key)).toMatchObject(run);
    expect(readdirSync(folder).length).toBeLessThan(100);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    record();
    expect(recordedRun(key)).toBeNull();
    expect(existsSync(folder)).toBe(true);
    rmSync(folder);
  });
});
