import { renderImage } from '../../emit/render.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import type { OutputFile } from '../../emit/output.ts';
import { makeManifest } from '../../emit/tree/manifest.ts';
import type { Manifest } from '../../emit/tree/manifest.ts';
import type { Project } from './project.ts';

/** A generated tree in memory. */
export interface Tree {
  readonly files: readonly OutputFile[];
  readonly manifest: Manifest;
}

const made = new WeakMap<Project, Map<string, Tree | null>>();

/** The tree of an image, or of one of its targets alone; of the last good state while the source is broken. */
export function treeOf(project: Project, image: string, target: string | null): Tree | null {
  const good = project.good?.project;
  if (good === undefined) return null;
  const known = made.get(good) ?? new Map<string, Tree | null>();
  made.set(good, known);
  const key = JSON.stringify([image, target]);
  let tree = known.get(key);
  if (tree === undefined) known.set(key, (tree = render(good, image, target)));
  return tree;
}

function render(project: Project, name: string, target: string | null): Tree | null {
  const image = project.result.images.find((each) => each.name === name);
  if (image === undefined) return null;
  const one = image.targets.find((each) => each.name === target);
  if (target !== null && one === undefined) return null;
  const result = one === undefined ? project.result : project.only(one.os.name, one.variant);
  const chosen = result.images.find((each) => each.name === name);
  if (chosen === undefined) return null;
  const files = renderImage(chosen, packerAnsible, result);
  return { files, manifest: makeManifest(files) };
}

const SCHEME = 'vkc-tree';

/** A file of a generated tree as a document: `vkc-tree:/IMAGE/TARGET/PATH?ROOT`, where `*` stands for all targets. */
export interface TreeDocument {
  readonly root: string;
  readonly image: string;
  readonly target: string | null;
  readonly path: string;
}

export function treeUri({ root, image, target, path }: TreeDocument): string {
  const parts = [image, target ?? '*', ...path.split('/')].map(encodeURIComponent);
  return `${SCHEME}:/${parts.join('/')}?${encodeURIComponent(root)}`;
}

/** What a URI of that form means; null for others. */
export function treeDocument(uri: string): TreeDocument | null {
  const match = /^vkc-tree:\/([^/?]+)\/([^/?]+)\/([^?]+)\?(.+)$/.exec(uri);
  if (match === null) return null;
  try {
    const [image, target, path, root] = match.slice(1).map(decodeURIComponent) as [
      string,
      string,
      string,
      string,
    ];
    return { root, image, target: target === '*' ? null : target, path };
  } catch {
    return null;
  }
}
