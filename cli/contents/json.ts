import { differences } from '../../compiler/contents/diff.ts';
import type { Contents, Entry, PhaseContents, Category } from '../../compiler/sdk/contents.ts';
import { placeOf } from '../project/targets.ts';
import type { CompiledTarget } from '../project/targets.ts';

/** Returns a target as `vkc inspect --format json` prints it. The schema is `inspectionSchema`. */
export function inspection(compiled: CompiledTarget, cwd: string): object {
  const { provision, start } = contentsOf(compiled);
  return {
    ...identity(compiled),
    provision: placed(provision, compiled, cwd),
    start: placed(start, compiled, cwd),
  };
}

/** Returns the changes from `before` to `after`. The schema is `differenceSchema`. */
export function differenceJson(before: CompiledTarget, after: CompiledTarget, cwd: string): object {
  const [a, b] = [contentsOf(before), contentsOf(after)];
  const phase = (name: keyof Contents) =>
    differences(a[name], b[name]).map((each) => ({
      category: each.category,
      before: each.before && entryJson(each.before, before, cwd),
      after: each.after && entryJson(each.after, after, cwd),
    }));
  return {
    before: identity(before),
    after: identity(after),
    provision: phase('provision'),
    start: phase('start'),
  };
}

const contentsOf = ({ result, target }: CompiledTarget): Contents => result.contents(target);

const identity = ({ image, target }: CompiledTarget) => ({
  target: target.name,
  image: image.name,
  os: target.os.name,
  variant: target.variant,
});

function placed(contents: PhaseContents, compiled: CompiledTarget, cwd: string): object {
  return Object.fromEntries(
    Object.entries(contents).map(([category, entries]) => [
      category,
      entries.map((entry: Entry<Category>) => entryJson(entry, compiled, cwd)),
    ]),
  );
}

const entryJson = (entry: Entry<Category>, compiled: CompiledTarget, cwd: string): object => ({
  ...entry,
  origin: { ...entry.origin, ...placeOf(compiled, entry.origin, cwd) },
});
