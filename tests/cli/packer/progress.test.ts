import { describe, expect, test } from 'vitest';
import { chart, parts } from '../../../cli/packer/chart.ts';
import { parsePackerLine, phaseBegun, stepBegun } from '../../../cli/packer/packer-output.ts';
import { jobsAtOnce, pool } from '../../../cli/packer/pool.ts';
import { Progress } from '../../../cli/packer/progress.ts';
import { makeRecord, remaining } from '../../../cli/packer/record.ts';
import type { Job } from '../../../cli/packer/target-run.ts';
import { makeView, row, tally } from '../../../cli/packer/view.ts';
import { bytesText, clock, roughly } from '../../../cli/shell/duration.ts';
import type { Io } from '../../../cli/shell/io.ts';

const task = (name: string, time: number) => ({
  role: 'hello',
  task: name,
  path: '/x/main.yml:2',
  module: 'ansible.builtin.apt',
  time: time / 1000,
});

/** A build of ten minutes that began at 0. */
function built(): Progress {
  const progress = new Progress('xaas-hello');
  const say = (text: string, now: number) => progress.packer({ kind: 'say', text }, now);
  progress.start(0);
  expect(say('Retrieving ISO', 0)).toBe(true);
  expect(say('Starting VM, booting disk image', 60_000)).toBe(true);
  expect(say('Waiting for SSH to become available...', 61_000)).toBe(true);
  expect(say('Looking for available port', 61_000)).toBe(false);
  expect(say('Provisioning with Ansible...', 120_000)).toBe(true);
  progress.ansible({ event: 'play', time: 130, tasks: 3 });
  progress.ansible({ event: 'task', handler: false, ...task('one', 130_000) });
  progress.ansible({ event: 'result', outcome: 'ok', ...task('one', 140_000) });
  progress.ansible({ event: 'task', handler: false, ...task('two', 140_000) });
  progress.ansible({ event: 'result', outcome: 'ignored', message: 'no', ...task('two', 400_000) });
  progress.ansible({ event: 'task', handler: true, ...task('restart', 400_000) });
  return progress;
}

test("Packer's lines are read", () => {
  const read = (line: string) => parsePackerLine(line);
  expect(read('1795540423,,ui,say,==> xaas-a.qemu.xaas-a-debian12: Trying a%!(PACKER_COMMA) b\\nc')).toEqual({
    kind: 'say',
    text: 'Trying a, b\nc',
  });
  expect(read('1795540423,,ui,message,    xaas-a.qemu.xaas-a (shell-local): ok: [default]')?.text).toBe(
    'ok: [default]',
  );
  expect(read("1795540423,,ui,error,Build 'x.qemu.y' errored: no")?.kind).toBe('error');
  expect(read('1795540423,,error-count,1')).toBeNull();
  expect(read('panic: out of luck')).toEqual({ kind: 'message', text: 'panic: out of luck' });
  // What runs on the machine may say anything.
  expect(phaseBegun({ kind: 'message', text: 'Starting VM, booting disk image' })).toBeNull();
  expect(stepBegun({ kind: 'say', text: 'Running post-processor:  (type checksum)' })).toBe('checksum');
  expect(stepBegun({ kind: 'say', text: 'Trying https://x.example/a.img?checksum=sha256%3A1' })).toBe(
    'downloading https://x.example/a.img',
  );
});

describe('progress', () => {
  test('counts tasks and adds up the time of phases and roles', () => {
    const progress = built();
    expect([progress.task, progress.tasks, progress.step]).toEqual([2, 3, 'hello: restart']);
    expect(progress.failure).toBeNull();
    progress.packer({ kind: 'say', text: 'Gracefully halting virtual machine...' }, 420_000);
    progress.packer({ kind: 'say', text: 'Provisioning with Ansible...' }, 421_000);
    expect(progress.phase).toBe('shutdown');
    progress.end('built', 600_000);
    expect([...progress.phases]).toEqual([
      ['prepare', 60_000],
      ['boot', 60_000],
      ['provision', 300_000],
      ['shutdown', 180_000],
    ]);
    expect([...progress.roles]).toEqual([['hello', 270_000]]);
    expect(progress.elapsed(1_000_000)).toBe(600_000);
  });

  test('is estimated from an earlier build', () => {
    const earlier = built();
    earlier.packer({ kind: 'say', text: 'Converting hard drive...' }, 500_000);
    earlier.end('built', 600_000);
    const record = makeRecord(earlier, {
      fingerprint: 'x',
      built: '2026-11-24T17:00:00Z',
      accelerator: 'tcg',
      artifact: { file: 'a', bytes: 1 },
    });
    expect(record.took).toBe(600_000);
    const now = new Progress('xaas-hello');
    now.start(0);
    expect(remaining(now, record, 30_000)).toBe(570_000);
    // Slower than the last time: the phase is taken to be nearly over.
    expect(remaining(now, record, 90_000)).toBe(540_000);
    now.packer({ kind: 'say', text: 'Provisioning with Ansible...' }, 10_000);
    now.ansible({ event: 'task', handler: false, ...task('one', 15_000) });
    now.ansible({ event: 'task', handler: false, ...task('two', 16_000) });
    // The second task began 20 s into the 380 s of provisioning then; 4 s of it are over.
    expect(remaining(now, record, 20_000)).toBe(100_000 + 380_000 - 24_000);
    expect(remaining(now, null, 20_000)).toBeNull();
    now.end('failed', 30_000);
    expect(remaining(now, record, 30_000)).toBeNull();
  });
});

describe('the view', () => {
  const options = { name: 12, width: 90, now: 200_000, color: false };
  const running = () => ({ progress: built(), earlier: null });

  test('has a row for each target', () => {
    const earlier = makeRecord(built(), {
      fingerprint: '',
      built: '',
      accelerator: 'tcg',
      artifact: { file: '', bytes: 0 },
    });
    const failed = new Progress('xaas-with-a-long-name');
    failed.start(0);
    failed.end('failed', 61_000);
    const rows = [
      row(running(), options),
      row({ ...running(), earlier: { ...earlier, phases: { provision: 600_000 } } }, options),
      row({ progress: failed, earlier: null }, options),
      row({ progress: new Progress('xaas-c'), earlier: null }, options),
    ];
    expect(rows).toEqual([
      'xaas-hello    provision   2/3 hello: restart                                          3:20',
      'xaas-hello    provision   2/3 hello: restart                        3:20  about 9 min left',
      'xaas-with-a…  failed      1:01',
      'xaas-c        waiting   ',
    ]);
    expect(row(running(), { ...options, width: 50 })).toBe(
      'xaas-hello    provision   2/3 hello: res…     3:20',
    );
    expect(tally([running(), { progress: failed, earlier: null }])).toBe('0 of 2 built, 1 failed, 1 running');
  });

  function screen(terminal: boolean) {
    const written: string[] = [];
    const stdout = { write: (text: string) => void written.push(text), terminal, columns: 80, rows: 6 };
    return { io: { stdout, env: {} } as unknown as Io, written };
  }

  test('redraws its rows on a terminal, below permanent text', () => {
    const { io, written } = screen(true);
    const all = Array.from({ length: 9 }, (_, i) => ({ progress: new Progress(`xaas-${i}`), earlier: null }));
    all[8]!.progress.start(Date.now());
    const view = makeView(all, io, false);
    view.print('error: no\n');
    view.close();
    const last = written.filter((text) => text.includes('error')).at(-1)!;
    // Three rows and the tally; what runs comes first.
    expect(last.startsWith('\u001b[4A\r\u001b[Jerror: no\nxaas-8  base image')).toBe(true);
    expect(last.split('\n')).toHaveLength(6);
    expect(written[0]).toBe('\u001b[?25l');
    expect(written.at(-1)).toBe('\u001b[?25h');
  });

  test('prints one line per event, with its time, if the output is no terminal', () => {
    const { io, written } = screen(false);
    const of = running();
    const view = makeView([of], io, false);
    view.packer(of, { kind: 'say', text: 'x' }, false);
    view.ansible(of, { event: 'result', outcome: 'skipped', ...task('one', 1) });
    view.ansible(of, { event: 'result', outcome: 'changed', ...task('\u001b[2Jone', 1) });
    view.changed(of);
    view.close();
    expect(written.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''))).toEqual([
      'xaas-hello  provision 2/3: hello: ␛[2Jone (changed)\n',
      'xaas-hello  begins\n',
    ]);
  });
});

test('a chart has a bar for each part, roles under their phase', () => {
  const all = parts({
    phases: { boot: 60_000, provision: 120_000, export: 400 },
    roles: { vm_init: 60_000 },
  });
  expect(chart(all, 40)).toEqual([
    '  boot          1:00  ████████',
    '  provision     2:00  ████████████████',
    '    vm_init     1:00  ▒▒▒▒▒▒▒▒',
    '  export        0:00  ▏',
  ].map((line) => expect.stringContaining(line.slice(0, 12)))); // prettier-ignore
  expect(chart(all, 40)[1]!.length).toBeLessThanOrEqual(40);
  const bars = chart(all, 80).map((line) => (/[█▒]+/.exec(line)?.[0] ?? '').length);
  expect(bars).toEqual([25, 50, 25, 0]);
});

test('as many builds run at once as cores and memory allow', async () => {
  const jobs = [{ target: { machine: { memory: 4096 } } }] as unknown as Job[];
  const gibi = 1024 ** 3;
  expect(jobsAtOnce(jobs, null, 8, 64 * gibi)).toBe(4);
  expect(jobsAtOnce(jobs, null, 8, 11 * gibi)).toBe(2);
  expect(jobsAtOnce(jobs, null, 1, gibi)).toBe(1);
  expect(jobsAtOnce(jobs, '7', 1, gibi)).toBe(7);
  let now = 0;
  let most = 0;
  await pool([1, 2, 3, 4, 5], 2, async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
  });
  expect([now, most]).toEqual([0, 2]);
});

test('times and sizes are rounded for people', () => {
  expect([0, 67_000, 3_723_000].map(clock)).toEqual(['0:00', '1:07', '1:02:03']);
  expect([5000, 42_000, 100_000].map(roughly)).toEqual([
    'nearly done',
    'about 40 s left',
    'about 2 min left',
  ]);
  expect([12, 4096, 233_832_448, 5 * 1024 ** 3].map(bytesText)).toEqual([
    '12 bytes',
    '4 KiB',
    '223 MiB',
    '5 GiB',
  ]);
});
