import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageFailure } from '../shell/args.ts';
import { findTargets, treeOption } from '../tree/built.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import type { Changes } from '../changes/compare.ts';
import { compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from '../shell/table.ts';
import { display } from '../tree/read.ts';
import { cycloneDxPath } from '../tree/reports.ts';

const command: Command = {
  name: 'diff',
  order: 150,
  summary: 'Show what changed between two revisions, sources, targets, trees or built images.',
  usage: '[OPTIONS] BEFORE [AFTER]',
  about: [
    'BEFORE and AFTER are revisions (git:REF, or git:REF:PATH for a part of it), sources (files or folders), targets (IMAGE.SYSTEM, or IMAGE.SYSTEM/VARIANT), trees that `vkc compile` wrote, or bills of materials (SPDX or CycloneDX, as JSON; or the name of a target for which `vkc verify` wrote one). Without AFTER, the sources in the current folder are compared.',
    'Of sources it shows what the images contain: packages, services, files, ports, users, metadata, disk, allowed rules, tasks and the rest. Of bills of materials it shows the versions that are installed.',
  ],
  options: {
    format: {
      value: 'FORMAT',
      choices: ['text', 'markdown', 'json', 'html'],
      doc: 'text (the default), markdown, json, or html: a page of its own.',
    },
    json: { doc: 'The same as --format json; for bills of materials, a list of the packages that differ.' },
    out: treeOption,
    set: compileOptions['set']!,
  },
  async run(args, io) {
    const [first, second, ...others] = args.positionals;
    if (first === undefined || others.length > 0)
      return fail(
        usageFailure(
          '`vkc diff` takes one or two things to compare.',
          'Such as `vkc diff git:v1.0.0`, or two bills of materials.',
        ),
        io,
      );
    if (args.has('json') && args.has('format'))
      return fail(usageFailure('--json and --format cannot be combined.'), io);
    const names = [first, ...(second === undefined ? [] : [second])];
    const bills = await Promise.all(names.map((name) => billOf(name, args, io)));
    const [left, right] = bills;
    if (left && right) return compareBoth([left, right], names, args, io);
    if (left && isFailure(left)) return fail(left, io);
    if (right && isFailure(right)) return fail(right, io);
    if (left || right) {
      const [bill, other] = left ? [first, second ?? '.'] : [second!, first];
      const hint = 'Compare it with another one, or with a target for which `vkc verify` wrote one.';
      return fail(usageFailure(`${bill} is a bill of materials, but ${other} is not.`, hint), io);
    }
    const [{ paired, readSide }, { compareSides }, render] = await Promise.all([
      import('../changes/sides.ts'),
      import('../changes/compare.ts'),
      import('../changes/render.ts'),
    ]);
    const before = await readSide(first, args, io);
    if (typeof before === 'number') return before;
    if (isFailure(before)) return fail(before, io);
    const after = await readSide(second ?? '.', args, io);
    if (typeof after === 'number') return after;
    if (isFailure(after)) return fail(after, io);
    const pair = paired(before, after);
    if (isFailure(pair)) return fail(pair, io);
    io.stdout.write(printed(compareSides(...pair), formatOf(args), render));
    return EXIT.ok;
  },
};

const formatOf = (args: Args): string => (args.has('json') ? 'json' : (args.value('format') ?? 'text'));

function printed(changes: Changes, format: string, render: typeof import('../changes/render.ts')): string {
  if (format === 'json') return render.changesJson(changes);
  if (format === 'html') return render.changesHtml(changes);
  if (format === 'text') return render.changesText(changes);
  return `# ${changes.before} to ${changes.after}\n\n${render.changesMarkdown(changes)}`;
}

interface Bill {
  readonly packages: NonNullable<ReturnType<typeof import('../sbom/compare.ts').readBill>>;
}

/** Reads what a name stands for as a bill of materials; null if it stands for something else. */
async function billOf(name: string, args: Args, io: Io): Promise<Bill | Failure | null> {
  const path = billPath(name, args, io);
  if (path === null || isFailure(path)) return path;
  const { readBill } = await import('../sbom/compare.ts');
  const packages = readBill(readFileSync(path.path, 'utf8'));
  return packages === null
    ? usageFailure(`${display(path.path, io.cwd)}: is neither SPDX nor CycloneDX in JSON.`)
    : { packages };
}

/** Returns the path of a bill of materials: the named file, or the one written when the target was built. */
function billPath(name: string, args: Args, io: Io): { readonly path: string } | Failure | null {
  const path = resolve(io.cwd, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return name.endsWith('.vkimage') ? null : { path };
  if (name.endsWith('.json')) return { exit: EXIT.environment, message: `${name}: there is no such file.` };
  if (found !== undefined || name.startsWith('git:')) return null;
  const targets = findTargets([name], args, io);
  if (isFailure(targets)) return null;
  const [target, ...more] = targets;
  if (target === undefined || more.length > 0) return null;
  const bill = cycloneDxPath(target);
  if (existsSync(bill)) return { path: bill };
  return {
    exit: EXIT.environment,
    message: `${display(bill, io.cwd)}: there is no such file.`,
    hint: `\`vkc verify ${target.name}\` writes it.`,
  };
}

async function compareBoth(
  [before, after]: readonly [Bill | Failure, Bill | Failure],
  names: readonly string[],
  args: Args,
  io: Io,
): Promise<number> {
  if (isFailure(before)) return fail(before, io);
  if (isFailure(after)) return fail(after, io);
  const { compareBills } = await import('../sbom/compare.ts');
  const differences = compareBills(before.packages, after.packages);
  const format = formatOf(args);
  if (format === 'markdown' || format === 'html') {
    const changes = differences.map(({ name, change, before: was, after: is }) => ({
      category: 'installed packages',
      change,
      what: name,
      before: was.join(', ') || null,
      after: is.join(', ') || null,
      targets: [],
    }));
    const [left, right] = names as [string, string];
    const all = { before: left, after: right, added: [], removed: [], compared: [], changes };
    io.stdout.write(printed(all, format, await import('../changes/render.ts')));
    return EXIT.ok;
  }
  if (format === 'json') {
    io.stdout.write(`${JSON.stringify(differences, null, 2)}\n`);
    return EXIT.ok;
  }
  const rows = differences.map((each) => [
    each.name,
    each.change,
    each.before.join(', ') || '-',
    each.after.join(', ') || '-',
  ]);
  if (rows.length > 0) io.stdout.write(`${table(['PACKAGE', 'CHANGE', 'BEFORE', 'AFTER'], rows)}\n`);
  const count = (change: string) => differences.filter((each) => each.change === change).length;
  io.stdout.write(
    `${before.packages.length} packages, then ${after.packages.length}: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed.\n`,
  );
  return EXIT.ok;
}

export default command;
