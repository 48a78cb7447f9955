import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { findProjects, repositoryTop } from '../project/find.ts';
import { isFailure } from '../shell/command.ts';
import { readTree } from './read.ts';
import type { Tree } from './read.ts';

/**
 * Returns the trees of a folder whose image no source declares any more. A tree that is not compiled now is none if its source is still
 * there, in whatever project.
 * @param roots projects that are compiled now
 */
export function orphans(
  out: string,
  made: ReadonlySet<string>,
  roots: readonly string[],
  cwd: string,
): Tree[] {
  const others = otherTrees(out, made);
  if (others.length === 0) return [];
  let everywhere: readonly string[] | null = null;
  return others.flatMap((name) => {
    const tree = readTree(join(out, name), name);
    // What another version of vkc wrote may be of any image.
    if (isFailure(tree) || tree.manifest.image === null) return [];
    const image = tree.manifest.image.name;
    if (declared(tree, image, [...roots, ...above(tree.dir), cwd])) return [];
    everywhere ??= [...projectsBelow(cwd), ...projectsBelow(aroundOf(out))];
    return declared(tree, image, everywhere) ? [] : [tree];
  });
}

/** The folders of trees that are not made now. */
export function otherTrees(out: string, made: ReadonlySet<string>): string[] {
  const names = existsSync(out) ? readdirSync(out).sort() : [];
  return names.filter((name) => !made.has(name) && existsSync(join(out, name, manifestPath)));
}

function declared({ manifest }: Tree, image: string, roots: readonly string[]): boolean {
  const declaration = new RegExp(`^\\s*image\\s+${image.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'm');
  return roots.some((root) =>
    manifest.sources.some((source) => {
      if (isLibraryFile(source)) return false;
      try {
        return declaration.test(readFileSync(join(root, source), 'utf8'));
      } catch {
        return false;
      }
    }),
  );
}

function above(dir: string): string[] {
  const found: string[] = [];
  for (let at = dir; dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** The repository of a folder, or the folder that it is in: several projects may share a folder of trees. */
function aroundOf(out: string): string {
  const top = repositoryTop(out);
  return top === out ? dirname(out) : top;
}

function projectsBelow(cwd: string): readonly string[] {
  const projects = findProjects([], cwd);
  return isFailure(projects) ? [] : projects.map(({ root }) => root);
}

/** Returns the targets that the tree in a folder has, and that are not made now. */
export function targetsLeftOut(dir: string, made: readonly string[]): string[] {
  if (!existsSync(join(dir, manifestPath))) return [];
  const tree = readTree(dir, dir);
  const targets = isFailure(tree) ? [] : (tree.manifest.image?.targets ?? []);
  return targets.map(({ name }) => name).filter((name) => !made.includes(name));
}
