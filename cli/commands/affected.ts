import { sep } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileOptions, compiledImages, compileProjects, reportRun } from '../project/compile.ts';
import { display } from '../tree/read.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import type { Affected } from '../changes/affected.ts';
import type { Service } from '../changes/matrix.ts';

const { set } = compileOptions;

const command: Command = {
  name: 'affected',
  order: 97,
  summary: 'List the targets that a change touches, or print them as jobs for a pipeline.',
  usage: '--since REF [OPTIONS] [FILES…]',
  about: [
    'Compares the sources, with everything that they import and carry, with those at REF: a branch, a tag or a commit. If the current branch has left REF, the commit where it left counts. Files that are not committed yet count as they are.',
    'A target is listed if it would be built or checked in another way: a changed comment touches nothing. `because` names the changed files that it depends on.',
    'gitlab prints a child pipeline, github a matrix in one line, buildkite a pipeline, argo a list for `withParam`.',
  ],
  options: {
    since: { value: 'REF', doc: 'The revision to compare with, such as origin/main.' },
    format: {
      value: 'FORMAT',
      choices: ['text', 'json', 'gitlab', 'github', 'buildkite', 'argo'],
      doc: 'text (the default), json, or jobs for gitlab, github, buildkite or argo.',
    },
    json: { doc: 'The same as --format json.' },
    set: set!,
  },
  async run(args, io) {
    const since = args.value('since');
    if (since === null)
      return fail(
        usageFailure('`vkc affected` needs --since.', 'Name a revision, as in --since origin/main.'),
        io,
      );
    if (args.has('json') && args.has('format'))
      return fail(usageFailure('--json and --format cannot be combined.'), io);
    const found = await affected(since, args, io);
    if (typeof found === 'number') return found;
    if (isFailure(found)) return fail(found, io);
    const format = args.has('json') ? 'json' : (args.value('format') ?? 'text');
    if (format === 'text') io.stdout.write(text(found));
    else if (format === 'json') io.stdout.write(`${JSON.stringify({ version: 1, ...found }, null, 2)}\n`);
    else {
      const { matrices } = await import('../changes/matrix.ts');
      io.stdout.write(matrices[format as Service](found));
    }
    return EXIT.ok;
  },
};

type Found = Affected & { readonly since: string; readonly commit: string };

async function affected(since: string, args: Args, io: Io): Promise<Found | Failure | number> {
  const { openRepository } = await import('../git/repository.ts');
  const repository = openRepository(io);
  if (isFailure(repository)) return repository;
  const commit = repository.commit(since);
  if (typeof commit !== 'string') return commit;
  const base = repository.mergeBase(commit);
  if (typeof base !== 'string') return base;
  const changed = repository.changes(base);
  if (isFailure(changed)) return changed;
  const run = await compileProjects(args, io, { rules: 'off', format: 'text' });
  if (isFailure(run)) return run;
  const compilation = await reportRun(run, args, io, { format: 'text' });
  if (isFailure(compilation)) return compilation;
  if (compilation.exit !== EXIT.ok) return compilation.exit;
  const none: Found = { since, commit: base, targets: [], removed: [] };
  const paths = changed.map(({ path }) => repository.absolute(path));
  const read = [...run.folders, ...run.projects.map(({ root }) => root)];
  if (!paths.some((path) => read.some((folder) => concerns(path, folder)))) return none;
  const [{ commitTree }, { Revision }, { affectedTargets, targetHashes }, { changedFilesOf }] =
    await Promise.all([
      import('../git/tree.ts'),
      import('../project/revision.ts'),
      import('../changes/affected.ts'),
      import('../changes/reasons.ts'),
    ]);
  const tree = commitTree(repository, base);
  if (isFailure(tree)) return tree;
  const then = await compileProjects(args, io, { rules: 'off', tree: new Revision(repository, tree) });
  if (isFailure(then)) return then;
  const broken = new Set(
    then.results
      .filter(
        ({ result }) =>
          result.images.length === 0 && result.diagnostics.some((each) => each.severity === 'error'),
      )
      .map(({ root }) => root),
  );
  for (const root of broken)
    io.stderr.write(
      `note: the sources in ${display(root, io.cwd)} have errors at ${since}, so all their targets count as changed.\n`,
    );
  const before = await compiledImages(then.results, io);
  const shown = new Set(paths.map((path) => display(path, io.cwd)));
  const { images } = compilation;
  return {
    ...none,
    ...affectedTargets(images, targetHashes(before), broken, changedFilesOf(images, shown, io.cwd)),
  };
}

/** Whether a path is in a folder, or is a folder above it: git names a submodule, which may be a library, but not its files. */
const concerns = (path: string, folder: string): boolean =>
  path.startsWith(folder + sep) || `${folder}${sep}`.startsWith(path + sep);

function text({ since, targets, removed }: Found): string {
  const lines = targets.map(({ target, change, because }) => {
    const why = because.length === 0 ? '' : `  (${because.join(', ')})`;
    return `${target}${change === 'added' ? '  new' : ''}${why}\n`;
  });
  const gone = removed.map((name) => `${name}  removed\n`);
  const sum = targets.length === 0 ? 'No target' : plural(targets.length, 'target');
  return `${lines.join('')}${gone.join('')}${sum} changed since ${since}.\n`;
}

export default command;
