import type { Compiled } from '../project/compile.ts';
import { displayName } from '../project/find.ts';
import { LOCK_FILE, PROJECT_FILE } from '../project/settings.ts';
import { graphOf } from '../graph/build.ts';
import { adjacent } from '../graph/focus.ts';
import type { Graph } from '../graph/model.ts';

/** Files that decide about every image of their project. */
const OF_ALL = [PROJECT_FILE, LOCK_FILE];

/**
 * Tells which of the changed files a target depends on. Files are named relative to the current folder. The graph is only made
 * when somebody asks.
 */
export function changedFilesOf(
  images: readonly Compiled[],
  changed: ReadonlySet<string>,
  cwd: string,
): (target: string) => readonly string[] {
  let below: ((id: string) => ReadonlySet<string>) | null = null;
  const roots = new Map(
    images.flatMap(({ image, root }) => image.targets.map(({ name }) => [name, root] as const)),
  );
  return (target) => {
    below ??= reachable(graphOf(images, cwd));
    const files = [...below(`target ${target}`)].flatMap(
      (id) => /^(?:file|source) (.*)$/s.exec(id)?.[1] ?? [],
    );
    const settings = OF_ALL.map((name) => displayName(roots.get(target)!, name, cwd));
    return [...new Set([...files, ...settings])].filter((file) => changed.has(file)).sort();
  };
}

/** Everything below a node. What images share is worked out once. */
function reachable(graph: Graph): (id: string) => ReadonlySet<string> {
  const next = adjacent(graph, 'from', 'to');
  const known = new Map<string, ReadonlySet<string>>();
  const below = (id: string): ReadonlySet<string> => {
    let found = known.get(id);
    if (found !== undefined) return found;
    const all = new Set([id]);
    for (const to of next.get(id) ?? []) for (const each of below(to)) all.add(each);
    found = all;
    known.set(id, found);
    return found;
  };
  return below;
}
