import { irJson, printed } from '../../compiler/model/ir-json.ts';
import { dumpModel } from '../dump/model.ts';
import { mergedValue, mergedView } from '../dump/merged.ts';
import { dumpSyntaxTree } from '../dump/syntax-tree.ts';
import { dumpTokens } from '../dump/tokens.ts';
import { decode } from '../fix/rewrite.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileOptions, compileProjects, reportRun } from '../project/compile.ts';
import { DiskHost } from '../project/disk-host.ts';
import { displayName, findProjects } from '../project/find.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

/** The dumps that need only the text of a file, not a compilation. */
const TEXTS: Readonly<Record<string, (file: string, text: string) => string>> = {
  tokens: dumpTokens,
  ast: dumpSyntaxTree,
};

const command: Command = {
  name: 'ir',
  order: 100,
  summary: 'Print the intermediate representation (IR) of the images as JSON.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'The trees are made from it: each target with its metadata, its roles and all their tasks. docs/ir.schema.json describes it; `version` grows if its form changes in a way that readers must know of.',
    '--dump shows what the other passes of the compiler work on. tokens, ast and model are printed even if the source is wrong.',
  ],
  options: {
    dump: {
      value: 'PASS',
      choices: ['tokens', 'ast', 'model', 'ir', 'merged'],
      doc: 'What to print: the tokens of the files, their syntax trees (ast), the names that they declare with types and uses (model), the IR (the default), or the roles as they are merged over all targets before a tree is written.',
    },
    origins: { doc: 'Add to every value the place in the source that it comes from.' },
    ...compileOptions,
  },
  async run(args, io) {
    const dump = TEXTS[args.value('dump') ?? ''];
    if (dump !== undefined) {
      const failure = dumpTexts(dump, args, io);
      return failure === null ? EXIT.ok : fail(failure, io);
    }
    const how =
      args.value('dump') === 'model' ? ({ format: 'text' } as const) : ({ ownOutput: true } as const);
    const run = await compileProjects(args, io, how);
    if (isFailure(run)) return fail(run, io);
    const compilation = await reportRun(run, args, io, how);
    if (isFailure(compilation)) return fail(compilation, io);
    if (args.value('dump') === 'model') {
      for (const { root, result } of run.results)
        io.stdout.write(dumpModel(result, (file) => displayName(root, file, io.cwd)));
      return compilation.exit;
    }
    if (compilation.images.length > 0) {
      const origins = args.has('origins');
      const images = compilation.images.map(({ image }) => image);
      io.stdout.write(
        args.value('dump') === 'merged'
          ? printed(images.map(mergedView), origins, mergedValue)
          : irJson(images, { origins }),
      );
    }
    return compilation.exit;
  },
};

/** Prints the dump of each file, under its name if there are several. Returns the first failure, or null. */
function dumpTexts(dump: (file: string, text: string) => string, args: Args, io: Io): Failure | null {
  const projects = findProjects(args.positionals, io.cwd);
  if (isFailure(projects)) return projects;
  const files = projects.flatMap(({ root, entries }) => entries.map((entry) => ({ root, entry })));
  for (const { root, entry } of files) {
    const name = displayName(root, entry, io.cwd);
    const found = new DiskHost(root).read(entry);
    const decoded = found.kind === 'file' ? decode(found.bytes) : null;
    if (decoded === null) return { exit: EXIT.source, message: `${name}: is not UTF-8 text.` };
    io.stdout.write(`${files.length > 1 ? `# ${name}\n` : ''}${dump(name, decoded.text)}`);
  }
  return null;
}

export default command;
