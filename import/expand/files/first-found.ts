import { Template } from '../../model/data.ts';
import type { Data, Raw } from '../../model/data.ts';
import { evaluate } from '../../jinja/evaluate.ts';
import { joinPath } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import { findFile } from './find-files.ts';
import type { Around } from './find-files.ts';
import { TREE, isDataMap } from '../scope.ts';
import type { Scope } from '../scope.ts';

/** The first file of a list that is there: a name below `TREE`, null where none is and none has to be, or why nobody can tell. */
export type FirstFound =
  | { readonly found: 'file'; readonly name: string }
  | { readonly found: 'nothing' }
  | { readonly found: 'unknown'; readonly reason: string };

export function firstFound(value: Data, tree: Tree, folder: string, around: Around): FirstFound {
  let skips = false;
  for (const each of Array.isArray(value) ? (value as readonly Data[]) : [value]) {
    const { files, paths, skip } = isDataMap(each) ? each : { files: each, paths: null, skip: false };
    skips ||= skip === true || skip === 'yes';
    for (const path of listOf(paths).length === 0 ? [''] : listOf(paths))
      for (const name of listOf(files)) {
        if (typeof path !== 'string') return OPEN;
        const found = candidate(name, path, tree, folder, around);
        if (found === OPEN) return OPEN;
        if (found !== null) return { found: 'file', name: found as string };
      }
  }
  return skips
    ? { found: 'nothing' }
    : { found: 'unknown', reason: 'none of the files that it looks for is in the tree' };
}

const OPEN = {
  found: 'unknown',
  reason: 'which of the files that it looks for is found is known on the machine only',
} as const;

const listOf = (value: Data | undefined): readonly Data[] =>
  Array.isArray(value)
    ? (value as readonly Data[]).flat()
    : typeof value === 'string'
      ? value.split(/[,;]/).map((each) => each.trim())
      : value === null || value === undefined
        ? []
        : [value];

/** A file of the tree; one whose name the machine completes is passed over only if no file can be meant. */
function candidate(
  name: Data,
  path: string,
  tree: Tree,
  folder: string,
  around: Around,
): string | typeof OPEN | null {
  const at = (file: string) =>
    path === '' || file.startsWith(`${TREE}/`)
      ? file
      : path.startsWith(TREE)
        ? `${path}/${file}`
        : joinPath(path, file);
  if (typeof name === 'string') {
    const found = findFile(tree, at(name), folder, around);
    return found === null ? null : `${TREE}/${found}`;
  }
  if (!(name instanceof Template)) return OPEN;
  const pattern = at(name.text.replace(/\{\{[\s\S]*?\}\}/g, '*'));
  const bases = pattern.startsWith(`${TREE}/`)
    ? [joinPath(pattern.slice(TREE.length))]
    : [around.role, around.here, around.playbook].flatMap((base) =>
        base === null ? [] : [joinPath(base, folder, pattern), joinPath(base, pattern)],
      );
  const isThere = bases.some((each) => !each.startsWith('..') && tree.glob(each).length > 0);
  return isThere ? OPEN : null;
}

/** What `lookup('first_found', …)` is given, or null if a text is nothing of the kind. */
export function firstFoundIn(raw: Raw, scope: Scope): Data | null {
  if (typeof raw !== 'string') return null;
  const [, list] =
    /^\s*\{\{\s*(?:lookup|query|q)\(\s*['"](?:ansible\.builtin\.)?first_found['"]\s*,\s*([\s\S]+?)\s*\)\s*(?:\|\s*first\s*)?\}\}\s*$/.exec(
      raw,
    ) ?? [];
  if (list === undefined) return null;
  const [, skips] = /,\s*(?:errors=['"]ignore['"]|skip=(?:true|True))\s*$/.exec(list) ?? [];
  const held = /^\w+$/.test(list) ? scope.find(list) : null;
  const value =
    held?.found === 'value'
      ? held.value
      : evaluate(`{{ ${list.replace(/^\*/, '').replace(/,\s*\w+=[^,)]*$/, '')} }}`, scope);
  return skips === undefined || isDataMap(value) ? value : [{ files: value, skip: true }];
}
