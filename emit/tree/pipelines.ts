import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Image } from '../../compiler/model/ir.ts';
import type { CiImage } from '../ci/builders.ts';
import { treeWorkflow } from '../ci/github.ts';
import { parentPipeline } from '../ci/parent.ts';
import type { Started } from '../ci/parent.ts';
import { locate, makeManifest, manifestFile, parseManifest, sha256 } from './manifest.ts';
import { manifestPath, pipelinesPath } from './places.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFile } from '../output.ts';
import { planTree } from './write.ts';
import type { TreePlan } from './write.ts';

const pipelineFile = '.gitlab-ci.yml';
const workflows = '.github/workflows';

/** What a tree adds to the files above the trees. */
export interface TreeAbove extends Started {
  readonly pipeline: Image['ci']['pipeline'];
  /** Null without a workflow of GitHub's. */
  readonly workflow: OutputFile | null;
}

export function pipelineOf(image: CiImage, out: string): TreeAbove {
  const { name, origin, ci } = image;
  const path = `${workflows}/${name}.yml`;
  const workflow =
    ci.pipeline === 'github' ? treeWorkflow(image, placeOf(out).folder + name).file(path, origin) : null;
  return { name, origin, base: image.targets[0]!.base?.image ?? null, pipeline: ci.pipeline, workflow };
}

/**
 * Plans the files above the trees of `out`: the pipeline that starts theirs, and GitHub workflows, which
 * GitHub reads only at the top of the repository. Existing trees of images that are not compiled now keep
 * their jobs. Plans without any change are left out.
 * @param gone trees that are removed now
 */
export function planPipelines(
  out: string,
  trees: readonly TreeAbove[],
  force: boolean,
  gone: ReadonlySet<string> = new Set(),
): TreePlan[] {
  const { top, folder } = placeOf(out);
  const made = new Set([...trees.map(({ name }) => name), ...gone]);
  const gitlab = plan(out, pipelinesPath, startingFiles(out, folder, trees, made), force);
  const ledger = `.github/vkc/${folder === '' ? 'top' : folder.slice(0, -1).replaceAll('/', '-')}.json`;
  const written = trees.flatMap(({ workflow }) => workflow ?? []);
  const github = plan(top, ledger, [...written, ...keptFiles(top, ledger, out, made)], force);
  return [gitlab, github].filter((each) => each !== null);
}

function plan(dir: string, ledger: string, files: readonly OutputFile[], force: boolean): TreePlan | null {
  if (files.length === 0 && !existsSync(join(dir, ledger))) return null;
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const [first] = sorted;
  const own = first === undefined ? [] : [manifestFile(ledger, makeManifest(sorted), first.origin)];
  return planTree(dir, [...sorted, ...own], { force, manifest: ledger });
}

function startingFiles(
  out: string,
  folder: string,
  trees: readonly TreeAbove[],
  made: ReadonlySet<string>,
): OutputFile[] {
  const started: Started[] = trees.filter(({ pipeline }) => pipeline === 'gitlab');
  const others = treesWithPipeline(out, made);
  return parentPipeline(
    [...started, ...others].sort((a, b) => (a.name < b.name ? -1 : 1)),
    folder,
  );
}

function treesWithPipeline(out: string, made: ReadonlySet<string>): Started[] {
  const names = existsSync(out) ? readdirSync(out) : [];
  return names.flatMap((name) => {
    if (made.has(name) || !existsSync(join(out, name, pipelineFile))) return [];
    const manifest = readManifest(join(out, name, manifestPath));
    const source = sourceOf(manifest, pipelineFile, 1);
    const base = manifest?.image?.targets[0]?.base?.image ?? null;
    return source === null ? [] : [{ name, origin: source, base }];
  });
}

/**
 * Returns the workflows of existing trees that are not compiled now. Files that somebody changed are left
 * out.
 */
function keptFiles(top: string, ledger: string, out: string, made: ReadonlySet<string>): OutputFile[] {
  const manifest = readManifest(join(top, ledger));
  return [...(manifest?.files ?? [])].flatMap(([path, { sha256: hash }]): OutputFile[] => {
    const name = path.slice(workflows.length + 1, -'.yml'.length);
    const at = join(top, path);
    if (made.has(name) || !existsSync(at) || !existsSync(join(out, name, manifestPath))) return [];
    const content = readFileSync(at, 'utf8');
    const origin = sourceOf(manifest, path, 1);
    if (sha256(content) !== hash || origin === null) return [];
    const lines = content.split('\n').map((_, i) => sourceOf(manifest, path, i + 1));
    return [{ path, content, executable: false, lines: lines.slice(0, -1), origin }];
  });
}

function readManifest(path: string): Manifest | null {
  if (!existsSync(path)) return null;
  const manifest = parseManifest(readFileSync(path, 'utf8'));
  return 'problem' in manifest ? null : manifest;
}

function sourceOf(manifest: Manifest | null, path: string, line: number): OutputFile['origin'] | null {
  const source = manifest === null ? null : locate(manifest, path, line);
  return source === null ? null : { ...source, start: 0, end: 0 };
}

/**
 * Returns the top of the repository around a folder, and the folder's path in it with a trailing slash.
 * Without a repository the folder itself is the top.
 */
function placeOf(folder: string): { top: string; folder: string } {
  for (let top = folder; ; top = dirname(top)) {
    if (existsSync(join(top, '.git'))) {
      const path = relative(top, folder).split(sep).join('/');
      return { top, folder: path === '' ? '' : `${path}/` };
    }
    if (dirname(top) === top) return { top: folder, folder: '' };
  }
}
