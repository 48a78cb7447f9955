import type { Raw } from '../model/data.ts';
import { variablesIn } from '../expand/scope.ts';
import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';

/** What `.images.yaml` says of a target. */
export interface ImageEntry {
  readonly metadata: Readonly<Record<string, string>>;
  readonly override: Readonly<Record<string, Raw>>;
}

function imagesFile(tree: Tree, folder: string): string | null {
  return tree.first(joinPath(folder, '.images.yaml'), joinPath(folder, '.images.yml'), '.images.yaml');
}

export function metadataOf(tree: Tree, folder: string, name: string): ImageEntry | null {
  const path = imagesFile(tree, folder);
  if (path === null) return null;
  const all = variablesIn(tree.yaml(path)?.value ?? null);
  if (!Object.hasOwn(all, name)) return null;
  const { metadata, build_override: override } = variablesIn(all[name]!);
  const texts = Object.entries(variablesIn(metadata ?? null)).filter(
    ([, value]) => typeof value !== 'object',
  );
  return {
    metadata: Object.fromEntries(texts.map(([key, value]) => [key, String(value as string)])),
    override: variablesIn(override ?? null),
  };
}
