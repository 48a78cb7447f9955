import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { chooseAccelerator, missingTools } from '../packer/preflight.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args } from '../shell/command.ts';
import { bytesText } from '../shell/duration.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { acceleratorOn } from '../host/kvm.ts';
import type { Accelerator } from '../host/kvm.ts';
import { qemuFor } from '../host/builders.ts';
import { isProblem } from '../machine/outcome.ts';
import { interruptible } from '../host/process.ts';
import { table } from '../shell/table.ts';
import { display } from '../tree/read.ts';
import { version } from '../../emit/version.generated.ts';
import { findings, open, verdictLine } from './model.ts';
import type { RoundName, Verification } from './model.ts';
import { firmwareFor } from './firmware.ts';
import { Progress } from './progress.ts';
import type { Subject } from './subject.ts';
import { readValues } from './values.ts';
import { verify } from './verify.ts';
import { writeReports } from './write.ts';

/** Verifies the images one after the other. Returns the worst exit code. */
export async function verifyAll(subjects: readonly Subject[], args: Args, io: Io): Promise<number> {
  const missing = await missingTools(
    [...qemuFor(subjects.map(({ target }) => target)), 'qemuImg', 'seedCd', 'ssh', 'sshKeygen', 'ansible'],
    io.env,
  );
  for (const each of missing) fail(each, io);
  if (missing.length > 0) return EXIT.environment;
  const { value, exit } = await interruptible(async (signal) => {
    const chosen = await chooseAccelerator(args.value('accel') ?? 'auto', io.env, signal);
    if (signal.aborted) return EXIT.interrupted;
    if (isFailure(chosen)) return fail(chosen, io);
    if (chosen.note !== null) io.stderr.write(`${chosen.note}\n`);
    let worst: number = EXIT.ok;
    for (const subject of subjects) {
      if (signal.aborted) break;
      worst = Math.max(
        worst,
        await verifyOne(
          subject,
          acceleratorOn(subject.target.machine.arch, chosen.accelerator, args.value('accel')),
          args,
          io,
          signal,
        ),
      );
    }
    return worst;
  });
  return exit ?? value;
}

async function verifyOne(
  { target, file }: Subject,
  accelerator: Accelerator,
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress(io);
  const size = bytesText(statSync(file.path).size);
  const how = accelerator === 'kvm' ? 'with KVM' : 'emulated';
  progress.say(`${target.name}: ${display(file.path, io.cwd)}, ${size}, ${how}`);
  const firmware = firmwareFor(target, args, io);
  if (firmware !== null && isFailure(firmware)) return fail(firmware, io);
  const given = readValues(args, io);
  if (isFailure(given)) return fail(given, io);
  const rounds: readonly RoundName[] = args.has('quick') ? ['boot'] : ['boot', 'reboot', 'reset', 'deploy'];
  const outcome = await verify({
    target,
    file,
    accelerator,
    memory: Number(args.value('memory') ?? 2048),
    patience: Number(args.value('timeout') ?? (accelerator === 'kvm' ? 300 : 900)),
    rounds,
    firmware,
    values: given.values,
    cwd: io.cwd,
    env: io.env,
    temporary: resolve(io.cwd, io.env['TMPDIR'] || tmpdir()),
    vkc: version,
    progress,
    signal,
  });
  if (signal.aborted) return EXIT.interrupted;
  if (isProblem(outcome)) return fail({ exit: EXIT.environment, message: outcome.problem }, io);
  const { verification, inventory } = outcome.value;
  const written = writeReports(verification, inventory, randomUUID(), target.tree.dir, args, io.cwd);
  const broken = open(verification);
  if (broken.length > 0) io.stdout.write(`\n${brokenTable(verification)}\n`);
  for (const note of verification.notes) progress.say(`note: ${note}`);
  io.stdout.write(`${target.name}: ${verdictLine(verification)}.\n`);
  progress.say(`Reports: ${pathWords(written.map((path) => display(path, io.cwd)))}`);
  return broken.length === 0 ? EXIT.ok : EXIT.source;
}

function brokenTable(report: Verification): string {
  const names = report.rounds.map(({ name }) => name);
  const rows = open(report).flatMap((point) =>
    findings(point, names).map(({ when, found }) => [
      point.id,
      when,
      firstLine(found),
      point.place === null ? '-' : `${point.place.file}:${point.place.line}`,
    ]),
  );
  return table(['CHECK', 'WHEN', 'FOUND', 'SOURCE'], rows);
}

/** Joins paths that differ only in their extension: `reports/x.html, .xml`. */
function pathWords(paths: readonly string[]): string {
  const stem = (path: string) => path.replace(/((\.(spdx|cdx))?\.[a-z]+)$/, '');
  return paths
    .map((path, i) => (i > 0 && stem(path) === stem(paths[i - 1]!) ? path.slice(stem(path).length) : path))
    .join(', ');
}

/** The table shows one line; the reports contain the whole text. */
function firstLine(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const cut = first.length > 100 ? `${first.slice(0, 99)}…` : first;
  return rest.length > 0 && !cut.endsWith('…') ? `${cut} …` : cut;
}
