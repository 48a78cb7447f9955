import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suggest } from '../../compiler/model/suggest.ts';
import type { Target } from '../../compiler/model/ir.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { openRepository } from '../git/repository.ts';
import { commitTree } from '../git/tree.ts';
import { compileProjects, reportRun } from '../project/compile.ts';
import type { Compiled } from '../project/compile.ts';
import { Revision } from '../project/revision.ts';
import type { SourceTree } from '../project/revision.ts';
import { usageFailure } from '../shell/args.ts';
import { Args, EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { openTree } from '../tree/built.ts';
import { treesBelow } from '../tree/read.ts';
import type { Side } from './compare.ts';
import { itemsOf } from './items.ts';
import type { Item } from './items.ts';
import { itemsOfTree } from './tree-items.ts';

/** A side, and whether its targets were named one by one, so that they are compared whatever they are called. */
export interface NamedSide extends Side {
  readonly from: 'sources' | 'trees';
  readonly one: boolean;
}

/** Reads `git:REF`, `git:REF:PATH`, sources, trees, or `image.target` of the sources in the current folder. */
export async function readSide(name: string, args: Args, io: Io): Promise<NamedSide | Failure | number> {
  const revision = /^git:([^:]+)(?::(.*))?$/.exec(name);
  if (revision !== null) return atRevision(name, revision[1]!, revision[2] ?? '', args, io);
  const path = resolve(io.cwd, name);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    if (existsSync(join(path, manifestPath))) return trees(name, [path]);
    const below = treesBelow(path, io.cwd);
    if (!isFailure(below))
      return trees(
        name,
        below.map(({ dir }) => dir),
      );
  }
  if (existsSync(path)) return sources(name, [name], null, args, io);
  return sources(name, [], name, args, io);
}

async function atRevision(name: string, ref: string, path: string, args: Args, io: Io) {
  const repository = openRepository(io);
  if (isFailure(repository)) return repository;
  const commit = repository.commit(ref);
  if (typeof commit !== 'string') return commit;
  const files = commitTree(repository, commit);
  if (isFailure(files)) return files;
  const tree = new Revision(repository, files);
  const isPath = path === '' || tree.projects([path], io.cwd).length > 0;
  return sources(name, isPath && path !== '' ? [path] : [], isPath ? null : path, args, io, tree);
}

/** Compiles sources. @param wanted a target to choose, or null for all */
async function sources(
  name: string,
  paths: readonly string[],
  wanted: string | null,
  args: Args,
  io: Io,
  tree?: SourceTree,
): Promise<NamedSide | Failure | number> {
  const images = await compiledAt(paths, args, io, tree);
  if (typeof images === 'number') return images;
  // Without sources here, the name was most likely meant for something else.
  if (isFailure(images)) return wanted === null ? images : unknown(wanted, [], tree !== undefined);
  const all = images.flatMap((compiled) => compiled.image.targets.map((target) => ({ compiled, target })));
  const chosen =
    wanted === null ? all : all.filter(({ compiled, target }) => namesOf(compiled, target).includes(wanted));
  if (chosen.length === 0 && wanted !== null) return unknown(wanted, all, tree !== undefined);
  const targets = chosen.map(
    ({ compiled, target }) => [target.name, itemsOf(compiled.image, target, compiled.result)] as const,
  );
  return { label: name, targets: new Map(targets), from: 'sources', one: wanted !== null };
}

/** Compiles what the paths name, without asking rules. Returns an exit code if the sources have errors, which are reported. */
export async function compiledAt(
  paths: readonly string[],
  args: Args,
  io: Io,
  tree?: SourceTree,
): Promise<readonly Compiled[] | Failure | number> {
  const own = new Args(paths, new Map([['set', args.values('set')]]));
  const how = { rules: 'off', format: 'text', ...(tree && { tree }) } as const;
  const run = await compileProjects(own, io, how);
  if (isFailure(run)) return run;
  if (run.projects.length === 0) return [];
  const compilation = await reportRun(run, own, io, how);
  if (isFailure(compilation)) return compilation;
  return compilation.exit === EXIT.ok ? compilation.images : compilation.exit;
}

/** The state of all targets of some images. */
export function stateOf(label: string, images: readonly Compiled[]): Side {
  const targets = images.flatMap(({ image, result }) =>
    image.targets.map((target) => [target.name, itemsOf(image, target, result)] as const),
  );
  return { label, targets: new Map(targets) };
}

/** What a target can be called: its name, or its image with its system, variant or name behind a dot. */
function namesOf({ image }: Compiled, { name, os, variant }: Target): string[] {
  const system = variant === null ? os.name : `${os.name}/${variant}`;
  return [
    name,
    `${image.name}.${system}`,
    `${image.name}.${name}`,
    ...(image.targets.length === 1 ? [image.name] : []),
  ];
}

function unknown(
  wanted: string,
  all: readonly { readonly compiled: Compiled; readonly target: Target }[],
  isRevision: boolean,
): Failure {
  const names = all.flatMap(({ compiled, target }) => namesOf(compiled, target));
  const near = suggest(wanted, names);
  return usageFailure(
    `There is no file, folder or target called ${wanted}${isRevision ? ' at that revision' : ''}.`,
    near === null
      ? 'Give git:REF, a source, a folder, a tree, IMAGE.SYSTEM, or a bill of materials.'
      : `Did you mean ${near}?`,
  );
}

function trees(name: string, dirs: readonly string[]): NamedSide | Failure {
  const targets: (readonly [string, readonly Item[]])[] = [];
  for (const dir of dirs) {
    const tree = openTree(dir, name);
    if (isFailure(tree)) return tree;
    targets.push(...itemsOfTree(tree));
  }
  return { label: name, targets: new Map(targets), from: 'trees', one: false };
}

/** Both sides as they are compared: one target each is compared even if they have different names. */
export function paired(before: NamedSide, after: NamedSide): readonly [Side, Side] | Failure {
  if (before.from !== after.from) {
    const [tree, source] = before.from === 'trees' ? [before, after] : [after, before];
    return usageFailure(
      `${tree.label} is a compiled tree, but ${source.label} is a source.`,
      'Compare two trees, or two sources. `vkc compile --diff` compares a tree with its source.',
    );
  }
  if (!before.one && !after.one) return [before, after];
  const single = (side: NamedSide) => (side.targets.size === 1 ? [...side.targets][0]! : null);
  const [left, right] = [single(before), single(after)];
  if (left === null || right === null) {
    const [one, many] = left === null ? [after, before] : [before, after];
    const name = single(one)?.[0];
    // The one target is looked for on the other side.
    const found = name === undefined ? undefined : many.targets.get(name);
    if (name === undefined || found === undefined)
      return usageFailure(`${one.label} is one target, and ${many.label} has no target of that name.`);
    const cut = { label: many.label, targets: new Map([[name, found]]) };
    return left === null ? [cut, after] : [before, cut];
  }
  return [before, { label: after.label, targets: new Map([[left[0], right[1]]]) }];
}
