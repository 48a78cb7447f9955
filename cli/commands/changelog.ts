import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { compileOptions } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import type { Repository, Tag } from '../git/repository.ts';
import type { Side } from '../changes/compare.ts';

const command: Command = {
  name: 'changelog',
  order: 155,
  summary: 'Write what changed from git tag to git tag, as Markdown.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Compares the sources at each tag with those at the tag before, as `vkc diff` does, newest first. What came after the last tag is `Unreleased`. The result goes to standard output.',
    'FILES are sources or folders, as for `vkc compile`. A tag at which the sources have errors with this version of vkc is named, and left out.',
  ],
  options: {
    tags: { value: 'PATTERN', doc: "Only tags that match, such as 'xaas-shop/*' or 'v1.*'. Default: all." },
    since: { value: 'TAG', doc: 'Begin after this tag. Default: the first one.' },
    set: compileOptions['set']!,
  },
  async run(args, io) {
    const text = await changelog(args, io);
    if (typeof text === 'number') return text;
    if (typeof text !== 'string') return fail(text, io);
    io.stdout.write(text);
    return EXIT.ok;
  },
};

async function changelog(args: Args, io: Io): Promise<string | Failure | number> {
  const [{ openRepository }, { compareSides }, { changesMarkdown }, { isEmpty }] = await Promise.all([
    import('../git/repository.ts'),
    import('../changes/compare.ts'),
    import('../changes/render.ts'),
    import('../changes/compare.ts'),
  ]);
  const repository = openRepository(io);
  if (isFailure(repository)) return repository;
  const tags = chosen(repository.tags(args.value('tags'), args.value('since')), args);
  if (isFailure(tags)) return tags;
  const now = await stateNow(args, io);
  if (typeof now === 'number' || isFailure(now)) return now;
  const sections: string[] = [];
  let before: Side = { label: '', targets: new Map() };
  for (const tag of tags) {
    const side = await stateAt(tag, repository, args, io);
    if (side === null) {
      io.stderr.write(`note: the sources at ${tag.name} have errors, so it is left out.\n`);
      continue;
    }
    const isFirst = before.label === '';
    if (!(isFirst && args.has('since'))) {
      const changes = compareSides(before, side);
      const body = isFirst
        ? `The first version.\n\n${changesMarkdown(changes, 3)}`
        : changesMarkdown(changes, 3);
      sections.unshift(`## ${tag.name}, ${tag.date}\n\n${body}`);
    }
    before = side;
  }
  const changes = compareSides(before, now);
  if (!isEmpty(changes)) sections.unshift(`## Unreleased\n\n${changesMarkdown(changes, 3)}`);
  return `# Changelog\n\n${sections.join('\n')}`;
}

/** The tags from `--since` on. */
function chosen(tags: readonly Tag[] | Failure, args: Args): readonly Tag[] | Failure {
  if (isFailure(tags)) return tags;
  const since = args.value('since');
  const from = since === null ? 0 : tags.findIndex(({ name }) => name === since);
  if (from < 0)
    return usageFailure(`There is no tag ${since} before the current commit.`, '`git tag` lists the tags.');
  if (tags.length === 0)
    return usageFailure(
      args.has('tags') ? `No tag matches ${args.value('tags')}.` : 'The repository has no tags.',
      'A version is a tag: git tag v1.0.0',
    );
  return tags.slice(from);
}

async function stateNow(args: Args, io: Io): Promise<Side | Failure | number> {
  const { compiledAt, stateOf } = await import('../changes/sides.ts');
  const images = await compiledAt(args.positionals, args, io);
  return typeof images === 'number' || isFailure(images) ? images : stateOf('now', images);
}

/** Returns null if the sources have errors. */
async function stateAt(tag: Tag, repository: Repository, args: Args, io: Io): Promise<Side | null> {
  const [{ compiledAt, stateOf }, { commitTree }, { Revision }] = await Promise.all([
    import('../changes/sides.ts'),
    import('../git/tree.ts'),
    import('../project/revision.ts'),
  ]);
  const files = commitTree(repository, tag.commit);
  if (isFailure(files)) return null;
  const silent: Io = {
    ...io,
    stderr: { ...io.stderr, write: () => {} },
    stdout: { ...io.stdout, write: () => {} },
  };
  const images = await compiledAt(args.positionals, args, silent, new Revision(repository, files));
  return typeof images === 'number' || isFailure(images) ? null : stateOf(tag.name, images);
}

export default command;
