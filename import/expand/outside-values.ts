import { isKnown } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { Tree } from '../read/tree.ts';
import { TREE } from './scope.ts';
import type { Scope } from './scope.ts';

const words = new WeakMap<Tree, Map<string, readonly string[]>>();

/** Variables of the tree outside of a role that its files name. */
export function outsideValues(tree: Tree, folder: string, scope: Scope): Record<string, Data> {
  const out: Record<string, Data> = {};
  for (const name of wordsOf(tree, folder)) {
    if (name.startsWith('ansible_') || name === 'omit') continue;
    const found = scope.find(name);
    if (found.found !== 'value' || !isKnown(found.value) || JSON.stringify(found.value).includes(`${TREE}/`))
      continue;
    out[name] = found.value;
  }
  return out;
}

function wordsOf(tree: Tree, folder: string): readonly string[] {
  const known = words.get(tree) ?? new Map<string, readonly string[]>();
  words.set(tree, known);
  let found = known.get(folder);
  if (found === undefined) {
    const all = new Set<string>();
    for (const path of tree.list(folder)) {
      if (!/\/(tasks|handlers|templates|vars|defaults|meta)\//.test(path)) continue;
      const text = tree.text(path);
      if (text !== null && text.length < 300_000)
        for (const [name] of text.matchAll(/[A-Za-z_]\w+/g)) all.add(name);
    }
    known.set(folder, (found = [...all].sort()));
  }
  return found;
}
