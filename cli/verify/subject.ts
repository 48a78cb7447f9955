import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { manifestPath } from '../../emit/tree/places.ts';
import { usageFailure } from '../shell/args.ts';
import { findTargets, isBuilt, openTree } from '../tree/built.ts';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { interruptible } from '../host/process.ts';
import { cloudImageId, isInCloud, noDisk } from '../tree/cloud-image.ts';
import { display } from '../tree/read.ts';

/** A target, and the image file to verify as that target. */
export interface Subject {
  readonly target: BuiltTarget;
  readonly file: { readonly path: string; readonly format: 'qcow2' | 'raw' };
}

/** Returns what to verify: image files, and built targets. Without names it returns all targets. */
export async function findSubjects(args: Args, io: Io): Promise<Subject[] | Failure> {
  const files = args.positionals.filter((name) => isFile(resolve(io.cwd, name)));
  const names = args.positionals.filter((name) => !files.includes(name));
  const subjects: Subject[] = [];
  for (const name of files) {
    const subject = ofFile(resolve(io.cwd, name), name, args, io);
    if (isFailure(subject)) return subject;
    subjects.push(subject);
  }
  if (names.length === 0 && files.length > 0) return subjects;
  const near = names.find((name) => /\.(qcow2|raw|img)$/.test(name));
  if (near !== undefined) return { exit: EXIT.environment, message: `${near}: there is no such image.` };
  const targets = treeTargets(names, args, io);
  if (isFailure(targets)) return targets;
  const inCloud = targets.filter(isInCloud);
  if (inCloud.length > 0 && !args.has('download')) {
    // Without names those that can be verified are, and the others are named.
    if (names.length > 0 || inCloud.length === targets.length)
      return noDisk(inCloud[0]!, downloadHint(inCloud[0]!));
    for (const target of inCloud)
      io.stderr.write(
        `vkc: ${target.name} is not verified: it is built in a cloud. ${downloadHint(target)}\n`,
      );
  }
  const here = targets.filter((target) => !isInCloud(target) || args.has('download'));
  const missing = here.filter((target) => !isBuilt(target));
  if (missing.length > 0) {
    return {
      exit: EXIT.environment,
      message: `${missing.map(({ artifact }) => display(artifact, io.cwd)).join(', ')}: not built yet.`,
      hint: `Run \`vkc build\`, or name the file of an image: vkc verify FILE --tree ${display(missing[0]!.tree.dir, io.cwd)}`,
    };
  }
  for (const target of here) {
    const path = isInCloud(target) ? await download(target, io) : target.artifact;
    if (isFailure(path)) return path;
    subjects.push({ target, file: { path, format: formatOf(path) } });
  }
  return subjects;
}

const downloadHint = ({ name }: BuiltTarget): string =>
  `\`vkc verify --download ${name}\` downloads its image with the openstack client, and boots that.`;

/** Downloads the image of a target, beside its manifest, unless that is done already. Returns the path of the disk. */
async function download(target: BuiltTarget, io: Io): Promise<string | Failure> {
  const id = cloudImageId(target, display(target.artifact, io.cwd));
  if (isFailure(id)) return id;
  const path = join(target.folder, `${id}.img`);
  if (existsSync(path)) return path;
  io.stderr.write(`${target.name}: downloads ${id}\n`);
  const { Client } = await import('../publish/client.ts');
  const { value } = await interruptible(async (signal) => {
    const client = new Client(io, target.cloud, signal);
    return client.call(['image', 'save', '--file', `${path}.part`, id]);
  });
  if (isFailure(value)) {
    rmSync(`${path}.part`, { force: true });
    return value;
  }
  renameSync(`${path}.part`, path);
  return path;
}

function treeTargets(names: readonly string[], args: Args, io: Io): BuiltTarget[] | Failure {
  const given = args.value('tree');
  if (given === null) return findTargets(names, args, io);
  const tree = openTree(resolve(io.cwd, given), given);
  if (isFailure(tree) || names.length === 0) return isFailure(tree) ? tree : [...tree.targets];
  const unknown = names.find((name) => !tree.targets.some((target) => target.name === name));
  if (unknown !== undefined)
    return usageFailure(`There is no target \`${unknown}\` in ${given}.`, listOf(tree));
  return tree.targets.filter(({ name }) => names.includes(name));
}

/** Finds the target of an image file, in the named tree or in the tree around the file. */
function ofFile(path: string, shown: string, args: Args, io: Io): Subject | Failure {
  const folder = args.value('tree') ?? treeAround(path);
  if (folder === null) {
    return usageFailure(
      `${shown}: is not in a tree of vkc.`,
      'Name the tree that it was built from with --tree.',
    );
  }
  const tree = openTree(resolve(io.cwd, folder), display(resolve(io.cwd, folder), io.cwd));
  if (isFailure(tree)) return tree;
  const wanted = args.value('target');
  const target =
    wanted === null
      ? (tree.targets.find(({ artifact }) => artifact === path) ??
        tree.targets.find(({ name }) => name === basename(path).replace(/\.[a-z0-9]+$/, '')) ??
        (tree.targets.length === 1 ? tree.targets[0] : undefined))
      : tree.targets.find(({ name }) => name === wanted);
  if (target !== undefined) return { target, file: { path, format: formatOf(path) } };
  return wanted === null
    ? usageFailure(
        `${shown}: the tree has several targets, and none has the name of the file.`,
        `Name the target with --target. ${listOf(tree)}`,
      )
    : usageFailure(`There is no target \`${wanted}\` in ${display(tree.dir, io.cwd)}.`, listOf(tree));
}

const listOf = ({ targets }: BuiltTree): string =>
  `Its targets: ${targets.map(({ name }) => name).join(', ')}.`;

function treeAround(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, manifestPath))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Returns the format by the first bytes, as QEMU detects it. The file name may be wrong. */
function formatOf(path: string): 'qcow2' | 'raw' {
  const head = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, 4, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === 'QFI\xfb' ? 'qcow2' : 'raw';
}
