import type { Image } from '../compiler/model/ir.ts';
import { makeManifest, manifestFile } from './tree/manifest.ts';
import { manifestPath } from './tree/places.ts';
import { isTreePath } from './tree/tree-path.ts';
import type { TreeEmitter } from './emitter.ts';
import type { Emitter, OutputFile, RenderContext } from './output.ts';

/**
 * The whole tree of an image, sorted by path, its manifest included.
 * Throws where two outputs claim one path, one claims a folder of another, or a path leaves the tree: mistakes in
 * the outputs.
 */
export function renderImage(
  image: Image,
  emitter: Emitter & Partial<TreeEmitter>,
  context: RenderContext,
): OutputFile[] {
  const files = new Map<string, OutputFile>();
  const owners = new Map<string, string>();
  for (const output of emitter.outputs) {
    for (const file of output.render(image, context)) {
      const other = owners.get(file.path);
      if (other !== undefined || file.path === manifestPath) {
        throw new Error(`${file.path} is made by ${output.name} and by ${other ?? 'the manifest'}`);
      }
      if (!isTreePath(file.path)) throw new Error(`${output.name} makes ${JSON.stringify(file.path)}`);
      files.set(file.path, file);
      owners.set(file.path, output.name);
    }
  }
  for (const path of files.keys()) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const owner = owners.get(path.slice(0, end));
      if (owner !== undefined) throw new Error(`${path.slice(0, end)} is a file of ${owner} and a folder`);
    }
  }
  const made = [...files.values()];
  const manifest = manifestFile(manifestPath, makeManifest(made, emitter.describe?.(image)), image.origin);
  return [...made, manifest].sort((a, b) => (a.path < b.path ? -1 : 1));
}
