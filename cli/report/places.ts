import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { conditionFor, conditionWords } from '../../emit/merge/conditions.ts';
import type { Compiled } from '../project/compile.ts';
import { placeOf } from '../project/targets.ts';

/** Names a place in an image’s source as its report shows it. */
export type Place = (span: Span) => string;

/**
 * Returns places such as `images/shop.vkimage:12`. A place in the standard library is named by its role or
 * system, such as `vm_init (library)`, because nobody edits it.
 */
export function placing(compiled: Compiled, cwd: string): Place {
  return (span) => {
    const { file, line } = placeOf(compiled, span, cwd);
    if (!file.startsWith(LIBRARY_PREFIX)) return `${file}:${line}`;
    return `${/([^/]+?)(?:\.\w+)?$/.exec(file)?.[1] ?? file} (library)`;
  };
}

/**
 * Merges equal entries of several targets. Each lists its targets by number, and in words if it does not
 * apply to all.
 */
export function onTargets<T extends object>(
  { targets }: Image,
  of: (target: Target, index: number) => Iterable<T>,
): (T & { readonly where: string; readonly on: readonly number[] })[] {
  const found = new Map<string, { readonly each: T; readonly on: number[] }>();
  for (const [i, target] of targets.entries()) {
    for (const each of of(target, i)) {
      const key = JSON.stringify(each);
      const known = found.get(key) ?? { each, on: [] };
      found.set(key, known);
      if (known.on.at(-1) !== i) known.on.push(i);
    }
  }
  return [...found.values()].map(({ each, on }) => ({
    ...each,
    on,
    where: conditionWords(
      conditionFor(
        on.map((i) => targets[i]!),
        targets,
      ),
      targets,
    ),
  }));
}
