import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { suggest } from '../../compiler/model/suggest.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import type { TreeImage, TreeTarget } from '../../emit/tree/manifest-image.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure, OptionSpec } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { display, readTree, treesBelow } from './read.ts';
import type { Tree } from './read.ts';

/** A compiled tree, with everything that building, verifying and publishing need. The source is not read. */
export interface BuiltTree extends Tree {
  readonly image: TreeImage;
  readonly targets: readonly BuiltTarget[];
}

/** A target of a tree, built or not. */
export interface BuiltTarget extends TreeTarget {
  /** Absolute path of its disk. */
  readonly artifact: string;
  /** Absolute path of the folder with all results of its build. */
  readonly folder: string;
  readonly tree: BuiltTree;
}

/** The option that tells commands where to look for trees. */
export const treeOption: OptionSpec = {
  short: 'o',
  value: 'DIR',
  doc: 'Folder of the trees; each tree is a folder with the name of its image. Default: `out`. Not needed inside a tree.',
};

/** The folder in a tree that has a subfolder for each built target. */
const outputFolder = 'output';

/**
 * Opens the tree in a folder. Returns a failure if there is no tree, or if its manifest does not list what it
 * builds.
 */
export function openTree(folder: string, shown: string = folder): BuiltTree | Failure {
  const tree = readTree(resolve(folder), shown);
  return isFailure(tree) ? tree : withTargets(tree, shown);
}

/**
 * Returns the targets with these names, each once, in the order of the trees; all targets if there are no
 * names. A name is a target, an image, the folder of a tree, or a system with or without a variant if only
 * one target has it.
 */
export function findTargets(names: readonly string[], args: Args, io: Io): BuiltTarget[] | Failure {
  const folders = names.filter((name) => existsSync(join(resolve(io.cwd, name), manifestPath)));
  const own: BuiltTree[] = [];
  for (const folder of folders) {
    const tree = openTree(resolve(io.cwd, folder), folder);
    if (isFailure(tree)) return tree;
    own.push(tree);
  }
  if (folders.length === names.length && names.length > 0) return own.flatMap(({ targets }) => targets);
  const trees = openTrees(args, io);
  if (isFailure(trees)) return trees;
  const all = trees.flatMap(({ targets }) => targets);
  if (names.length === 0) return all;
  const named = chooseTargets(
    names.filter((each) => !folders.includes(each)),
    all,
  );
  return isFailure(named) ? named : [...named, ...own.flatMap(({ targets }) => targets)];
}

/** Returns the targets that the names select, each once, in their order. */
export function chooseTargets(
  names: readonly string[],
  all: readonly BuiltTarget[],
): BuiltTarget[] | Failure {
  const wanted = new Set<BuiltTarget>();
  for (const name of names) {
    const found = matching(name, all);
    if (isFailure(found)) return found;
    for (const target of found) wanted.add(target);
  }
  return all.filter((target) => wanted.has(target));
}

/** Opens the tree around the current folder, or those below `--out`. */
function openTrees(args: Args, io: Io): BuiltTree[] | Failure {
  if (!args.has('out') && existsSync(join(io.cwd, manifestPath))) {
    const tree = openTree(io.cwd, '.');
    return isFailure(tree) ? tree : [tree];
  }
  const out = resolve(io.cwd, args.value('out') ?? 'out');
  if (existsSync(join(out, manifestPath))) {
    const tree = openTree(out, display(out, io.cwd));
    return isFailure(tree) ? tree : [tree];
  }
  const trees = treesBelow(out, io.cwd);
  if (isFailure(trees)) return trees;
  const opened: BuiltTree[] = [];
  for (const tree of trees) {
    const made = withTargets(tree, display(tree.dir, io.cwd));
    if (isFailure(made)) return made;
    opened.push(made);
  }
  return opened;
}

function withTargets(tree: Tree, shown: string): BuiltTree | Failure {
  const { image } = tree.manifest;
  if (image === null) {
    return {
      exit: EXIT.environment,
      message: `${shown}: was written by another version of vkc, and this version cannot read its targets.`,
      hint: 'Run `vkc compile` again.',
    };
  }
  const targets: BuiltTarget[] = [];
  const built: BuiltTree = { ...tree, image, targets };
  for (const target of image.targets) {
    const artifact = join(tree.dir, outputFolder, target.artifact);
    targets.push({ ...target, artifact, folder: dirname(artifact), tree: built });
  }
  return built;
}

/** The short form of a target: `ubuntu2404`, or `ubuntu2404/large`. */
function kindName({ os, variant }: TreeTarget): string {
  return variant === null ? os : `${os}/${variant}`;
}

function matching(wanted: string, all: readonly BuiltTarget[]): BuiltTarget[] | Failure {
  const named = all.filter(({ name }) => name === wanted);
  if (named.length > 0) return named;
  const ofImage = all.filter(({ tree }) => tree.image.name === wanted);
  if (ofImage.length > 0) return ofImage;
  const plain = wanted.replace(/\/plain$/, '');
  const alike = all.filter((target) => kindName(target) === plain);
  if (alike.length === 1) return alike;
  if (alike.length > 1) {
    const names = alike.map(({ name }) => name).join(', ');
    return usageFailure(`${wanted} names several targets.`, `Name one of them: ${names}.`);
  }
  const near = suggest(wanted, [...all.map(({ name }) => name), ...all.map(kindName)]);
  const names = [...new Set(all.map(({ name }) => name))];
  const list =
    names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  return usageFailure(
    `There is no target \`${wanted}\`.`,
    `${near === null ? '' : `Did you mean \`${near}\`? `}There ${names.length === 1 ? 'is' : 'are'} ${list}.`,
  );
}

/** True if the target's disk exists. */
export function isBuilt(target: BuiltTarget): boolean {
  return statSync(target.artifact, { throwIfNoEntry: false })?.isFile() === true;
}
