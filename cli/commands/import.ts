import { statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import type { ImportInput, ImportResult } from '../../import/index.ts';
import { DiskHost } from '../project/disk-host.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import type { PlannedFile } from '../tree/write-import.ts';

const REPORT = 'import-report.md';

/** What `--dry-run` says of a file. */
const PLANNED: Readonly<Record<PlannedFile['action'], (name: string) => string>> = {
  write: (name) => `write  ${name}`,
  same: (name) => `leave  ${name} (it is the same already)`,
  leave: (name) => `leave  ${name} (it was changed, and the tree is as it was)`,
  ask: (name) => `ask    ${name} (it was changed; the new one would be ${name}.new)`,
};

const command: Command = {
  name: 'import',
  order: 15,
  summary: 'Write .vkimage files from an existing tree of Packer and Ansible.',
  usage: '[OPTIONS] PATH',
  about: [
    'PATH is a folder with Packer templates, a playbook or roles, or one template or playbook. Nothing in it is changed.',
    'Each task becomes a resource, stays a task, or is carried with its whole role, so that what is done to the machine stays the same. The result is compiled and compared with the tree, task by task, for every target.',
    'A file that somebody changed since the last import is left as it is, and the new one is written beside it as FILE.new.',
  ],
  options: {
    out: {
      short: 'o',
      value: 'DIR',
      doc: 'Folder for the result. Default: the name of PATH, with `-vkimage` after it.',
    },
    'dry-run': {
      short: 'n',
      doc: 'List which files would be written, asked about, and left alone, and write nothing.',
    },
    report: {
      doc: 'Print the whole report: each role with its grade, what is left to do, and each difference.',
    },
    stdin: {
      doc: 'Read tasks, a playbook or a template from standard input, and write resources to standard output.',
    },
  },
  async run(args, io) {
    if (args.has('stdin')) return stdin(args, io);
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0) return fail(usageFailure('`vkc import` takes one PATH.'), io);
    const whole = resolve(io.cwd, path);
    const stats = statSync(whole, { throwIfNoEntry: false });
    if (stats === undefined) return fail(usageFailure(`${path}: no such file or folder.`), io);
    const root = stats.isDirectory() ? whole : dirname(whole);
    const file = stats.isDirectory() ? null : basename(whole);
    const result = await importFrom({ host: new DiskHost(root), name: basename(root), file }, io);
    if (typeof result === 'number') return result;
    const { reasonsOf, reportText, shareText, totals } = await import('../../import/project/report.ts');
    const report = reportText(result.report);
    if (args.has('report')) io.stdout.write(report);
    if (result.files.size === 0) {
      for (const note of result.report.notes) io.stderr.write(noteLine(note));
      return fail({ exit: EXIT.source, message: `${path}: there is nothing to import.` }, io);
    }
    const out = resolve(io.cwd, args.value('out') ?? `${basename(root)}-vkimage`);
    const shown = (name: string) => relative(io.cwd, join(out, name)) || name;
    const files = new Map([...result.files, [REPORT, report]]);
    let exit: number = EXIT.ok;
    const { LAST_IMPORT, planImport, writeImport } = await import('../tree/write-import.ts');
    const plan = planImport(out, files);
    const isDry = args.has('dry-run');
    if (isDry) {
      for (const { name, action } of plan) io.stdout.write(`${PLANNED[action](shown(name))}\n`);
      if (plan.some(({ action }) => action === 'ask')) exit = EXIT.source;
    } else {
      writeImport(out, plan);
      if (!args.has('report'))
        for (const { name, action } of plan) if (action === 'write') io.stdout.write(`${shown(name)}\n`);
    }
    for (const { name, action } of isDry ? [] : plan) {
      if (action !== 'ask') continue;
      exit = EXIT.source;
      const base = join(out, LAST_IMPORT, name);
      const merge = `git merge-file ${shown(name)} ${relative(io.cwd, base)} ${shown(name)}.new`;
      fail(
        {
          exit,
          message: `${shown(name)} was changed since the last import. It is left as it is, and the new one is ${shown(name)}.new.`,
          hint: `Merge both: ${merge} && rm ${shown(name)}.new`,
        },
        io,
      );
    }
    const all = totals(result.report);
    const { lifted, kept, carried, left, exact } = all;
    io.stderr.write(
      `\n${plural(lifted, 'task')} lifted to resources, ${kept} kept as tasks, ${carried} carried in roles, ${left} left out.\n${shareText(all)}\n`,
    );
    if (!result.compiles)
      return fail(
        {
          exit: EXIT.source,
          message: 'The result does not compile yet.',
          hint: `Run vkc check ${relative(io.cwd, out) || '.'}`,
        },
        io,
      );
    const reasons = [...new Set(reasonsOf(result.report).map(noteLine))];
    for (const reason of reasons.slice(0, MOST_REASONS)) io.stderr.write(reason);
    if (!exact)
      return fail(
        {
          exit: EXIT.source,
          message: 'The result does not do the same as the tree.',
          hint: `${shown(REPORT)} lists the differences.`,
        },
        io,
      );
    io.stderr.write(
      left === 0
        ? 'The result does the same as the tree, on every target.\n'
        : `But for what is left out, the result does the same as the tree, on every target. ${shown(REPORT)} lists what is left out.\n`,
    );
    return exit;
  },
};

/** More than these stand in the report only. */
const MOST_REASONS = 5;

const noteLine = ({ place, message }: ImportResult['report']['notes'][number]) =>
  `vkc: ${place.file}:${place.line}: ${message}.\n`;

function missingParser(io: Io): number {
  return fail(
    {
      exit: EXIT.environment,
      message: 'Templates in HCL are read by @cdktf/hcl2json, which is not installed.',
      hint: 'Install it: npm install @cdktf/hcl2json@0.21.0',
    },
    io,
  );
}

async function importFrom(
  tree: Pick<ImportInput, 'host' | 'name' | 'file'>,
  io: Io,
): Promise<ImportResult | number> {
  const { importTree } = await import('../../import/index.ts');
  const { importTools } = await import('../project/import-tools.ts');
  const { tools, isMissing } = importTools(await io.compiler(), await io.formatter());
  const result = await importTree({ ...tree, ...tools });
  return isMissing() ? missingParser(io) : result;
}

async function stdin(args: Args, io: Io): Promise<number> {
  if (args.positionals.length > 0) return fail(usageFailure('--stdin takes no PATH.'), io);
  const { importSnippet } = await import('../../import/snippet.ts');
  const { importTools } = await import('../project/import-tools.ts');
  const { tools, isMissing } = importTools(await io.compiler(), await io.formatter());
  const { text, notes } = await importSnippet({ ...tools, text: new TextDecoder().decode(await io.stdin()) });
  if (isMissing()) return missingParser(io);
  for (const { line, message } of notes) io.stderr.write(`line ${line}: ${message}.\n`);
  if (text === null)
    return fail(
      { exit: EXIT.source, message: 'This is no task, no playbook and no template that can be read.' },
      io,
    );
  io.stdout.write(text);
  return EXIT.ok;
}

export default command;
