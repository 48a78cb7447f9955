import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageFailure } from '../shell/args.ts';
import { findTargets, treeOption } from '../tree/built.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { table } from '../shell/table.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'diff',
  order: 150,
  summary: 'Compare the packages of two built images: added, removed, and changed versions.',
  usage: '[OPTIONS] BEFORE AFTER',
  about: [
    'BEFORE and AFTER are bills of materials (SPDX or CycloneDX, as JSON) or targets for which `vkc verify` wrote one. The versions are the installed ones.',
  ],
  options: { out: treeOption, json: { doc: 'List the differences as JSON.' } },
  async run(args, io) {
    const [first, second, ...others] = args.positionals;
    if (first === undefined || second === undefined || others.length > 0)
      return fail(usageFailure('`vkc diff` takes two bills of materials, or targets.'), io);
    const { compareBills, readBill } = await import('../sbom/compare.ts');
    const read = (name: string) => {
      const path = billPath(name, args, io);
      if (isFailure(path)) return path;
      const bill = readBill(readFileSync(path.path, 'utf8'));
      return bill ?? usageFailure(`${display(path.path, io.cwd)}: is neither SPDX nor CycloneDX in JSON.`);
    };
    const before = read(first);
    if (isFailure(before)) return fail(before, io);
    const after = read(second);
    if (isFailure(after)) return fail(after, io);
    const differences = compareBills(before, after);
    if (args.has('json')) {
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
      `${before.length} packages, then ${after.length}: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed.\n`,
    );
    return EXIT.ok;
  },
};

/** Returns the path of a bill of materials: the named file, or the one written when the target was built. */
function billPath(name: string, args: Args, io: Io): { readonly path: string } | Failure {
  const path = resolve(io.cwd, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return { path };
  if (name.endsWith('.json')) return { exit: EXIT.environment, message: `${name}: there is no such file.` };
  const found = findTargets([name], args, io);
  if (isFailure(found)) return found;
  const [target, ...more] = found;
  if (target === undefined || more.length > 0)
    return usageFailure(
      `${name} names several targets.`,
      `Name one of them: ${found.map((each) => each.name).join(', ')}.`,
    );
  const bill = join(target.tree.dir, 'reports', `${target.name}.cdx.json`);
  if (existsSync(bill)) return { path: bill };
  return {
    exit: EXIT.environment,
    message: `${display(bill, io.cwd)}: there is no such file.`,
    hint: `\`vkc verify ${target.name}\` writes it.`,
  };
}

export default command;
