import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { interruptible, runProcess, startProcess } from '../../../cli/host/process.ts';
import { folder } from '../../support/command-line.ts';

const sh = (script: string, options: Parameters<typeof runProcess>[2] = {}) =>
  runProcess('sh', ['-c', script], options);

/** Whether a process runs; one that has ended and was not asked for does not. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a process', () => {
  test('passes on its output by line and as a whole', async () => {
    const lines: string[] = [];
    const ended = await sh('printf "a\\r\\nb"; printf "ж\\n" >&2; exit 3', {
      onLine: (line, stream) => lines.push(`${stream}: ${line}`),
    });
    expect(ended).toEqual({ code: 3, stdout: 'a\r\nb', stderr: 'ж\n', because: null });
    expect(lines.sort()).toEqual(['stderr: ж', 'stdout: a', 'stdout: b']);
    expect((await sh('cat', { input: 'hello' })).stdout).toBe('hello');
    expect((await sh('echo a', { discard: true })).stdout).toBe('');
    expect((await sh('echo $X', { env: { PATH: process.env['PATH'], X: '1' } })).stdout).toBe('1\n');
  });

  test('that does not exist is distinguished from one that cannot start', async () => {
    const missing = await runProcess('/no/such/program', []);
    expect(missing).toMatchObject({ code: null, because: 'missing' });
    expect(await runProcess('/', [])).toMatchObject({ code: null, because: 'failed to start' });
    expect(await runProcess('a\0b', [])).toMatchObject({ code: null, because: 'failed to start' });
  });

  test('is asked to end, with all its child processes', async () => {
    const dir = folder();
    const controller = new AbortController();
    const script = `trap 'echo asked; exit 5' TERM; sleep 60 & echo $! >${dir}/child; echo ready; wait`;
    const running = startProcess('sh', ['-c', script], {
      signal: controller.signal,
      onLine: (line) => line === 'ready' && controller.abort(),
    });
    expect(await running.done).toEqual({ code: 5, stdout: 'ready\nasked\n', stderr: '', because: 'aborted' });
    expect(lives(Number(readFileSync(join(dir, 'child'), 'utf8')))).toBe(false);
    const already = await sh('sleep 60', { signal: controller.signal });
    expect(already.because).toBe('aborted');
  });

  test('that ignores the request is killed', async () => {
    const ended = await sh(`trap '' TERM; sleep 60; sleep 60; echo slept`, { timeout: 100, grace: 200 });
    expect(ended).toEqual({ code: null, stdout: '', stderr: '', because: 'timeout' });
  });

  test('leaves no process of its group behind', async () => {
    const dir = folder();
    const ended = await sh(`sleep 60 >/dev/null 2>&1 & echo $!`, { grace: 100 });
    expect(ended.code).toBe(0);
    expect(lives(Number(ended.stdout))).toBe(false);
    // One that holds the output open does not hold up the end either.
    const holds = await sh(`trap '' HUP; (trap '' TERM; sleep 60; touch ${dir}/late) & exit 0`, {
      grace: 100,
    });
    expect(holds.code).toBe(0);
    expect(existsSync(join(dir, 'late'))).toBe(false);
  });
});

describe('an interrupt', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the running processes and is reported', async (name, exit) => {
    const result = await interruptible(async (signal) => {
      const running = startProcess('sh', ['-c', 'echo ready; sleep 60'], {
        signal,
        onLine: () => process.emit(name),
      });
      return (await running.done).because;
    });
    expect(result).toEqual({ value: 'aborted', exit });
    expect(process.listenerCount(name)).toBe(before[name]);
  });

  const before = { SIGINT: process.listenerCount('SIGINT'), SIGTERM: process.listenerCount('SIGTERM') };
});
