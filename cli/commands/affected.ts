import { sep } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { cacheOption } from '../packer/cache/caches.ts';
import type { Compiled } from '../project/compile.ts';
import { compileOptions, compiledImages, compileProjects, reportRun } from '../project/compile.ts';
import { display } from '../tree/read.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import type { Affected } from '../changes/affected.ts';
import type { LayeredTarget } from '../changes/layers.ts';
import type { Service } from '../changes/matrix.ts';

const { set } = compileOptions;

const command: Command = {
  name: 'affected',
  order: 97,
  summary: 'List the targets that a change touches, or print them as jobs for a pipeline.',
  usage: '--since REF | --not-cached [OPTIONS] [FILES…]',
  about: [
    'Compares the sources, with everything that they import and carry, with those at REF: a branch, a tag or a commit. If the current branch has left REF, the commit where it left counts. Files that are not committed yet count as they are.',
    'A target is listed if it would be built or checked in another way: a changed comment touches nothing. `because` names the changed files that it depends on.',
    'With --not-cached, targets whose image the cache has are left out, so no job is made for them. Without --since, those are all targets that the cache does not have. Run it where the versions of Packer and ansible-core are those of the builds, because images are found by them.',
    'gitlab prints a child pipeline, github a matrix in one line, buildkite a pipeline, argo a list for `withParam`.',
  ],
  options: {
    since: { value: 'REF', doc: 'The revision to compare with, such as origin/main.' },
    'not-cached': { doc: 'Leave out targets whose image is in the cache.' },
    cache: cacheOption,
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
    if (since === null && !args.has('not-cached'))
      return fail(
        usageFailure(
          '`vkc affected` needs --since or --not-cached.',
          'Name a revision, as in --since origin/main.',
        ),
        io,
      );
    if (args.has('cache') && !args.has('not-cached'))
      return fail(usageFailure('--cache is about --not-cached.', 'Give both, or neither.'), io);
    if (args.has('json') && args.has('format'))
      return fail(usageFailure('--json and --format cannot be combined.'), io);
    const found = since === null ? await missing(args, io) : await affected(since, args, io);
    if (typeof found === 'number') return found;
    if (isFailure(found)) return fail(found, io);
    const format = args.has('json') ? 'json' : (args.value('format') ?? 'text');
    if (format === 'text') io.stdout.write(text(found, args.has('not-cached')));
    else if (format === 'json') io.stdout.write(`${JSON.stringify({ version: 1, ...found }, null, 2)}\n`);
    else {
      const { matrices } = await import('../changes/matrix.ts');
      io.stdout.write(matrices[format as Service]({ targets: found.targets, cache: args.value('cache') }));
    }
    return EXIT.ok;
  },
};

interface Found extends Affected {
  readonly targets: readonly LayeredTarget[];
  readonly since: string | null;
  readonly commit: string | null;
}

/** Says which targets wait for which: those that a cache is there for. */
async function layers(
  { targets, removed }: Affected,
  images: readonly Compiled[],
  args: Args,
): Promise<Pick<Found, 'targets' | 'removed'>> {
  const { layered } = await import('../changes/layers.ts');
  return { targets: layered(targets, images, ({ cached }) => cached || args.has('cache')), removed };
}

/** The targets that the cache does not have, whatever changed. */
async function missing(args: Args, io: Io): Promise<Found | Failure | number> {
  const run = await compileProjects(args, io, { rules: 'off', format: 'text' });
  if (isFailure(run)) return run;
  const compilation = await reportRun(run, args, io, { format: 'text' });
  if (isFailure(compilation)) return compilation;
  if (compilation.exit !== EXIT.ok) return compilation.exit;
  const { images } = compilation;
  const names = new Set(images.flatMap(({ image }) => image.targets.map(({ name }) => name)));
  const found = await ofCache(images, names, args, io);
  if (typeof found === 'number' || isFailure(found)) return found;
  const { missingTargets } = await import('../changes/affected.ts');
  const targets = missingTargets(images, found);
  return { since: null, commit: null, ...(await layers({ targets, removed: [] }, images, args)) };
}

/** Of these targets those that the cache does not have. */
async function ofCache(
  images: readonly Compiled[],
  names: ReadonlySet<string>,
  args: Args,
  io: Io,
): Promise<ReadonlySet<string> | Failure | number> {
  const [{ interruptible }, { notCached }] = await Promise.all([
    import('../host/process.ts'),
    import('../packer/cache/not-cached.ts'),
  ]);
  const { value, exit } = await interruptible((signal) => notCached(images, names, args, io, signal));
  return exit ?? value;
}

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
  const changes = affectedTargets(
    images,
    targetHashes(before),
    broken,
    changedFilesOf(images, shown, io.cwd),
  );
  if (!args.has('not-cached') || changes.targets.length === 0)
    return { ...none, ...(await layers(changes, images, args)) };
  return withoutCached({ ...none, ...changes }, images, args, io);
}

/** Leaves out what the cache has. What did not change and is gone from it is built once as well, if something new is built on it. */
async function withoutCached(
  found: Affected & Pick<Found, 'since' | 'commit'>,
  images: readonly Compiled[],
  args: Args,
  io: Io,
): Promise<Found | Failure | number> {
  const [{ basesOf }, { missingTargets }] = await Promise.all([
    import('../changes/bases.ts'),
    import('../changes/affected.ts'),
  ]);
  const bases = basesOf(images);
  const names = new Set(found.targets.flatMap(({ target }) => [target, ...bases(target)]));
  const left = await ofCache(images, names, args, io);
  if (typeof left === 'number' || isFailure(left)) return left;
  const changed = new Map(found.targets.map((each) => [each.target, each]));
  const wanted = new Set(
    [...changed.keys()]
      .filter((name) => left.has(name))
      .flatMap((name) => [name, ...bases(name).filter((base) => left.has(base))]),
  );
  const targets = missingTargets(images, wanted).map((each) => changed.get(each.target) ?? each);
  return { ...found, ...(await layers({ ...found, targets }, images, args)) };
}

/** Whether a path is in a folder, or is a folder above it: git names a submodule, which may be a library, but not its files. */
const concerns = (path: string, folder: string): boolean =>
  path.startsWith(folder + sep) || `${folder}${sep}`.startsWith(path + sep);

function text({ since, targets, removed }: Found, notCached: boolean): string {
  const lines = targets.map(({ target, change, because }) => {
    const why = because.length === 0 ? '' : `  (${because.join(', ')})`;
    return `${target}${change === 'added' ? '  new' : ''}${why}\n`;
  });
  const gone = removed.map((name) => `${name}  removed\n`);
  const sum = targets.length === 0 ? 'No target' : plural(targets.length, 'target');
  const missing = `${targets.length === 1 ? 'is' : 'are'} not in the cache`;
  if (since !== null) {
    const both = notCached ? (targets.length === 0 ? ' without being in the cache' : ` and ${missing}`) : '';
    return `${lines.join('')}${gone.join('')}${sum} changed since ${since}${both}.\n`;
  }
  if (targets.length === 0) return 'The cache has all targets.\n';
  return `${lines.join('')}${sum} ${missing}.\n`;
}

export default command;
