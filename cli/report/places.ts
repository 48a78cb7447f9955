import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { conditionFor, conditionWords } from '../../emit/merge/conditions.ts';
import type { Compiled } from '../project/compile.ts';
import { placeOf } from '../project/targets.ts';

/** Names places of an image’s source as its report does. */
export type Place = (span: Span) => string;

/** `images/shop.vkimage:12`; of the standard library the role or the system is named, since nobody edits it: `vm_init (library)`. */
export function placing(compiled: Compiled, cwd: string): Place {
  return (span) => {
    const { file, line } = placeOf(compiled, span, cwd);
    if (!file.startsWith(LIBRARY_PREFIX)) return `${file}:${line}`;
    return `${/([^/]+?)(?:\.\w+)?$/.exec(file)?.[1] ?? file} (library)`;
  };
}

/** Something that is said on some targets, once, with those targets by their number, and in words where they are not all. */
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
