import { existsSync, rmdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { enumerate } from '../../compiler/model/text.ts';
import type { OutputFile } from '../../emit/output.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { writePlans } from '../../emit/tree/plan-trees.ts';
import { diffTree, planTree } from '../../emit/tree/write.ts';
import { lockFolder } from '../../emit/tree/lock.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Args } from '../shell/command.ts';
import type { TreeDraft } from './drafts.ts';
import { done, firstSteps, summary } from './summary.ts';
import type { Planned, Work } from './summary.ts';
import { orphans, otherTrees, targetsLeftOut } from './orphans.ts';
import { fail } from '../shell/failure.ts';
import type { Io, Stream } from '../shell/io.ts';

/** Uses the rendered files as the options say. Adds the time of each step to `timings`, if given. */
export function writeTrees(
  drafts: readonly TreeDraft[],
  args: Args,
  io: Io,
  timings: Map<string, number> | null,
): number {
  const wanted = args.value('stdout');
  if (wanted !== null) return print(wanted, drafts, io);
  const out = resolve(io.cwd, args.value('out') ?? 'out');
  if (existsSync(out) && !statSync(out).isDirectory()) {
    return fail(
      usageFailure(
        `${relative(io.cwd, out)}: is a file; trees are written into a folder.`,
        'Choose one with --out.',
      ),
      io,
    );
  }
  if (['check', 'diff', 'dry-run'].some((mode) => args.has(mode))) {
    return compareAndWrite(out, drafts, args, io, timings);
  }
  const lock = lockFolder(out);
  if ('error' in lock) return fail({ exit: EXIT.environment, message: lock.error }, io);
  if ('holder' in lock) {
    const message = `${relative(io.cwd, out) || '.'}: another vkc (process ${lock.holder}) is writing there.`;
    return fail({ exit: EXIT.environment, message, hint: 'Wait until it is done, and run this again.' }, io);
  }
  try {
    return compareAndWrite(out, drafts, args, io, timings);
  } finally {
    lock.release();
  }
}

/** Compares the trees with what is in the folder, and does with them what the options say. */
function compareAndWrite(
  out: string,
  drafts: readonly TreeDraft[],
  args: Args,
  io: Io,
  timings: Map<string, number> | null,
): number {
  const force = args.has('force');
  const names = new Set(drafts.map(({ name }) => name));
  const planned = timed(timings, 'compare', () =>
    drafts.map((draft): Planned => {
      const folder = join(out, draft.name);
      const plan = draft.files === null ? null : planTree(folder, draft.files, { force });
      return { draft, plan, shown: relative(io.cwd, folder), isNew: plan !== null && !existsSync(folder) };
    }),
  );
  const roots = [...new Set(drafts.map(({ root }) => root))];
  const lone = orphans(out, names, roots, io.cwd);
  const prune = args.has('prune');
  const gone = new Set(prune ? lone.map(({ dir }) => basename(dir)) : []);
  const trees = drafts.map((draft) => draft.above);
  const above = packerAnsible.planAbove(out, trees, force, gone);
  const pipelines = above.map((plan): Work => ({ plan, shown: relative(io.cwd, plan.dir) || '.' }));
  const pruned = (prune ? lone : []).map(({ dir }): Work => ({
    plan: planTree(dir, [], { force }),
    shown: relative(io.cwd, dir),
  }));
  const changing = planned.flatMap(({ plan, shown }) => (plan === null ? [] : { plan, shown }));
  const work: readonly Work[] = [...changing, ...pruned, ...pipelines];
  const output = outputOf(args, io);
  const left = prune ? [] : lone.map(({ dir }) => relative(io.cwd, dir));
  if (args.has('check')) return check(work, left, output, io);
  if (args.has('diff')) return diff(work, output);
  if (refused(work, io) || dropsTargets(out, drafts, args, io)) return EXIT.environment;
  if (!args.has('quiet'))
    for (const shown of left)
      io.stderr.write(
        `note: ${shown}: no source declares its image. \`vkc compile --prune\` removes the tree.\n`,
      );
  if (args.has('dry-run')) {
    for (const each of work) for (const line of changes(each)) output.write(`${line}\n`);
    return EXIT.ok;
  }
  const exit = timed(timings, 'write', () => write(work, io));
  if (exit !== EXIT.ok) return exit;
  for (const { plan } of pruned) removeIfEmpty(plan.dir);
  if (!args.has('quiet')) {
    for (const { shown, plan } of pruned)
      output.write(
        `${shown}: ${plural(plan.stale.length, 'file')} deleted, because no source declares its image\n`,
      );
    output.write(summary(planned, pipelines, done) + firstSteps(planned, buildCommand(args)));
  }
  // What was written is unchanged the next time, and then that is said. What was removed is not mentioned any more, and whether trees of
  // other images have a source depends on more than what was read.
  const next = args.has('quiet')
    ? ''
    : summary(planned, pipelines, ({ files }) => `${files.count} unchanged`);
  const isPlain =
    output === io.stdout &&
    work.every(({ plan }) => plan.stale.length === 0 && plan.files.count > 0) &&
    otherTrees(out, names).length === 0;
  // Workflows of GitHub stand above the trees, beside those of the author.
  const beside = above
    .filter(({ dir }) => dir !== out)
    .map(({ dir, manifest }) => join(dir, manifest.split('/')[0]!));
  io.dependsOn?.(isPlain ? { folders: [], trees: [out, ...beside], output: next } : null);
  return exit;
}

/** `vkc build` for what `vkc compile` was called with. */
function buildCommand(args: Args): string {
  const out = args.value('out');
  const words = ['vkc', 'build', ...(out === null ? [] : ['--out', out]), ...args.positionals];
  return words.map(shellWord).join(' ');
}

function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Built disks and reports are still there.
  }
}

/**
 * With --os or --variant, an image has fewer targets than its tree may have. Reports that such a tree would lose them, and returns true,
 * unless the call asks for it.
 */
function dropsTargets(out: string, drafts: readonly TreeDraft[], args: Args, io: Io): boolean {
  if (args.has('prune') || !(args.has('os') || args.has('variant'))) return false;
  const losing = drafts.flatMap(({ name, targets: made }) => {
    const targets = targetsLeftOut(join(out, name), made);
    return targets.length === 0 ? [] : [{ name, targets }];
  });
  for (const { name, targets } of losing) {
    const shown = relative(io.cwd, join(out, name));
    const message = `${shown} has ${plural(targets.length, 'target')} that --os and --variant leave out: ${enumerate(targets.slice(0, 5))}${targets.length > 5 ? ', …' : ''}.`;
    fail({ exit: EXIT.environment, message }, io);
  }
  if (losing.length > 0)
    io.stderr.write(
      '     Nothing was written. Choose another folder with --out, or remove them with --prune.\n',
    );
  return losing.length > 0;
}

function timed<T>(timings: Map<string, number> | null, step: string, work: () => T): T {
  if (timings === null) return work();
  const start = performance.now();
  const result = work();
  timings.set(step, performance.now() - start);
  return result;
}

/** `--stdout`: prints one file unchanged. With several images, its path begins with the name of the image. */
function print(wanted: string, drafts: readonly TreeDraft[], io: Io): number {
  const files = new Map<string, OutputFile>();
  for (const { name, files: all } of drafts) {
    for (const file of all?.load() ?? [])
      files.set(drafts.length === 1 ? file.path : `${name}/${file.path}`, file);
  }
  const file = files.get(wanted.replace(/^\.\//, ''));
  if (file !== undefined) {
    io.stdout.write(file.content);
    return EXIT.ok;
  }
  const near = suggest(wanted, files.keys());
  const all = [...files.keys()].slice(0, 4).join(', ');
  const hint = near === null ? `There are ${files.size}, such as ${all}.` : `Did you mean ${near}?`;
  return fail(usageFailure(`No generated file is named ${wanted}.`, hint), io);
}

/** Returns the planned change of each file, sorted by path. */
function changes({ plan, shown }: Work): string[] {
  return [
    ...plan.creates.map((path) => ({ path, verb: 'create' })),
    ...plan.updates.map((path) => ({ path, verb: 'update' })),
    ...plan.stale.map((path) => ({ path, verb: 'delete' })),
  ]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, verb }) => `${verb} ${shown}/${path}`);
}

/** Where a report is for a machine, it has standard output for itself. */
function outputOf(args: Args, io: Io): Stream {
  return (args.value('format') ?? 'text') === 'text' ? io.stdout : io.stderr;
}

/** @param lone trees whose image no source declares, and that are not to be removed */
function check(planned: readonly Work[], lone: readonly string[], output: Stream, io: Io): number {
  const lines = planned.flatMap((each) => [
    ...changes(each),
    ...each.plan.conflicts.map(({ message }) => `conflict ${each.shown}: ${message}`),
  ]);
  if (lines.length + lone.length === 0) return EXIT.ok;
  for (const line of lines) output.write(`${line}\n`);
  for (const shown of lone) output.write(`orphan ${shown}: no source declares its image\n`);
  const hint =
    lone.length === 0
      ? 'Run `vkc compile` without --check to write them.'
      : '`vkc compile --prune` writes them, and removes the trees without a source.';
  return fail({ exit: EXIT.source, message: 'The files differ from what the source gives.', hint }, io);
}

/** `--diff`: paths are relative to the tree, as `patch -p1` expects. */
function diff(planned: readonly Work[], output: Stream): number {
  for (const { plan, shown } of planned) {
    const differences = diffTree(plan);
    if (planned.length > 1 && differences.length > 0) output.write(`In ${shown}:\n`);
    for (const { text } of differences) output.write(text);
  }
  return EXIT.ok;
}

const isPipeline = ({ path }: { path: string }): boolean => /^\.git(hub\/|lab)/.test(path);

/** Reports conflicts and returns true if there are any. In that case nothing of any image is written. */
function refused(planned: readonly Work[], io: Io): boolean {
  const found = planned.flatMap(({ plan, shown }) => plan.conflicts.map((each) => ({ ...each, shown })));
  if (found.length === 0) return false;
  for (const { shown, message } of found)
    fail({ exit: EXIT.environment, message: `${shown}: ${message}` }, io);
  const forceable = found.every((conflict) => conflict.forceable);
  const way = forceable
    ? `\`vkc compile --diff\` shows the changes, \`vkc compile --force\` overwrites${found.some(isPipeline) ? ', and `--ci none` leaves pipelines out' : ''}.`
    : 'Move it away, or choose another --out.';
  io.stderr.write(`     Nothing was written. ${way}\n`);
  return true;
}

/**
 * Writes the files and returns the exit code. Files written before a failure stay; the next run completes
 * them.
 */
function write(planned: readonly Work[], io: Io): number {
  const failed = writePlans(planned.map(({ plan }) => plan));
  if (failed === null) return EXIT.ok;
  const { shown } = planned.find(({ plan }) => plan === failed.plan)!;
  const message = (failed.error ?? `${shown} cannot be written.`).replace(failed.plan.dir, shown);
  const hint = 'Check its owner and the free space, or choose another --out.';
  return fail({ exit: EXIT.environment, message, hint }, io);
}
