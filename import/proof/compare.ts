import { diffArrays } from 'diff';
import type { Canonical } from './canonical.ts';

/** A difference between what a tree does and what its import does. */
export interface Difference {
  readonly side: 'tree' | 'import';
  readonly what: Canonical;
}

export function compare(tree: readonly Canonical[], result: readonly Canonical[]): Difference[] {
  const changes = diffArrays([...tree], [...result], { comparator: (a, b) => a.text === b.text });
  return changes.flatMap(({ added, removed, value }) =>
    added || removed
      ? value.map((what) => ({ side: added ? ('import' as const) : ('tree' as const), what }))
      : [],
  );
}
