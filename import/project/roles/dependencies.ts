import { isMap as isYamlMap, parseDocument } from 'yaml';
import { mainFile } from '../../expand/files/find-files.ts';
import { variablesIn } from '../../expand/scope.ts';
import type { Raw } from '../../model/data.ts';
import { folderOf, joinPath } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import type { Assets } from '../assets.ts';

interface Taken {
  readonly folder: string;
  /** Where the role stands in the result. */
  readonly as: string;
  /** Folders of the roles that it runs; others on which it depends were run before it. */
  readonly run: ReadonlySet<string>;
  readonly assets: Assets;
  readonly tree: Tree;
}

/**
 * Roles that a carried role depends on stand beside it, under the names that are returned. One that was run before is no dependency,
 * or it would be run again.
 */
export function takeDependencies(
  { folder, as, run, assets, tree }: Taken,
  done = new Set([folder]),
): readonly string[] {
  const meta = mainFile(tree, joinPath(folder, 'meta'));
  const list = meta === null ? null : variablesIn(tree.yaml(meta)?.value ?? null)['dependencies'];
  if (meta === null || !Array.isArray(list)) return [];
  const names = (list as readonly Raw[]).map(nameOf);
  const kept = names.filter((name) => run.has(joinPath(folderOf(folder), name)) || !isOfTree(name));
  if (kept.length < names.length)
    assets.files.set(
      `${as}${meta.slice(folder.length)}`,
      new TextEncoder().encode(without(tree.text(meta)!, kept)),
    );
  const taken: string[] = [];
  for (const name of kept) {
    const beside = joinPath(folderOf(folder), name);
    if (name === '' || done.has(beside) || tree.list(beside).length === 0) continue;
    done.add(beside);
    assets.folder(beside, `roles/${name}`);
    taken.push(name, ...takeDependencies({ folder: beside, as: `roles/${name}`, run, assets, tree }, done));
  }
  return taken;

  function isOfTree(name: string): boolean {
    return tree.list(joinPath(folderOf(folder), name)).length > 0;
  }
}

function nameOf(raw: Raw): string {
  const map = typeof raw === 'string' ? { role: raw } : variablesIn(raw);
  const name = map.role ?? map.name;
  return typeof name === 'string' ? name : '';
}

/** What `meta/main.yml` says, with these dependencies only. */
function without(text: string, kept: readonly string[]): string {
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent' });
  if (!isYamlMap(document.contents)) return text;
  const list = (document.toJS() as { dependencies: readonly Raw[] }).dependencies;
  document.set(
    'dependencies',
    list.filter((each) => kept.includes(nameOf(each))),
  );
  return document.toString();
}
