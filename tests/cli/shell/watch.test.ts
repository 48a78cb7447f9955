import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Io } from '../../../cli/shell/io.ts';
import { watch } from '../../../cli/shell/watch.ts';
import { folder } from '../../support/command-line.ts';

function quietIo(cwd: string): { io: Io; said: string[] } {
  const said: string[] = [];
  const stream = {
    write: (data: string | Uint8Array) => void said.push(String(data)),
    terminal: false,
    columns: 80,
  };
  const none = () => Promise.reject(new Error('not asked for'));
  const io = {
    cwd,
    env: {},
    stdout: stream,
    stderr: stream,
    compiler: none,
    formatter: none,
    stdin: none,
    today: () => '2026-01-15',
  };
  return { io, said };
}

it('runs again after each change in old and new folders, and survives failed runs', async () => {
  const cwd = folder({ 'a.vkimage': '1', 'more/b.vkimage': '1' });
  const { io, said } = quietIo(cwd);
  const stop = new AbortController();
  const more = join(cwd, 'more');
  // What happens after each run; several writes in a row are one change.
  const steps = [
    () => {
      writeFileSync(join(cwd, 'a.vkimage'), '2');
      writeFileSync(join(cwd, 'a.vkimage'), '3');
    },
    () => writeFileSync(join(more, 'b.vkimage'), '2'),
    () => writeFileSync(join(more, 'b.vkimage'), '3'),
    () => stop.abort(),
  ];
  const folders = [new Set([cwd]), new Set([cwd, more]), new Set<string>(), new Set([cwd])];
  let runs = 0;
  const run = async () => {
    const now = runs++;
    // Once the watchers are set.
    setTimeout(steps[now]!, 50);
    if (now === 2) throw new Error('ouch');
    return { exit: 0, folders: folders[now]! };
  };
  expect(await watch(run, io, stop.signal)).toBe(0);
  expect(runs).toBe(4);
  expect(said.filter((line) => line.includes('Watching for changes'))).toHaveLength(4);
  expect(said.join('')).toContain('internal error: ouch');
});
