import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { jinja, list, map, same, unset } from '../../compiler/model/value.ts';
import type { ListValue, MapValue, StringValue, Value } from '../../compiler/model/value.ts';
import { some } from './tasks.ts';

/** The title of a task that does the same with several paths. */
export const pathsTitle = (verb: string, paths: readonly Value[]): string =>
  `${verb} ${some(
    paths.map((path) => (path as StringValue).value),
    'paths',
  )}`;

/**
 * One task for two that differ in some arguments: it loops over them. Null if they differ in anything else. The titles
 * have to be the same, or `VERB PATH` with the last of the arguments.
 */
export function joinInLoop(
  a: TaskDraft,
  b: TaskDraft,
  verb: string,
  keys: readonly [string, ...string[]],
): TaskDraft | null {
  // What loops over something found on the machine stays alone.
  if ([a, b].some(({ keywords }) => (keywords?.loop ?? unset(null)).type === 'jinja')) return null;
  const items = [...itemsOf(a, keys), ...itemsOf(b, keys)];
  const title = (of: readonly Value[]): string =>
    pathsTitle(
      verb,
      of.map((item) => last(item, keys)),
    );
  const ownTitles = [a, b].every((task) => task.title === title(itemsOf(task, keys)));
  if (!ownTitles && a.title !== b.title) return null;
  if (!same(rest(a.args, keys), rest(b.args, keys))) return null;
  if (!same(rest(a.keywords ?? {}, ['loop']), rest(b.keywords ?? {}, ['loop']))) return null;
  const origin = items[0]!.origin;
  const args = keys.map((key) => [
    key,
    jinja(keys.length === 1 ? '{{ item }}' : `{{ item.${key} }}`, origin),
  ]);
  return {
    ...a,
    title: ownTitles ? title(items) : a.title,
    args: { ...a.args, ...(Object.fromEntries(args) as Record<string, Value>) },
    keywords: { ...a.keywords, loop: list(items, origin) },
  };
}

/** The values of an argument: those of the loop, if it takes them from there. */
export function valuesOf({ args, keywords }: TaskDraft, key: string): readonly Value[] {
  const value = args[key];
  if (value === undefined) return [];
  if (value.type !== 'jinja' || keywords?.loop?.type !== 'list') return [value];
  if (value.value === '{{ item }}') return keywords.loop.items;
  if (value.value !== `{{ item.${key} }}`) return [value];
  return keywords.loop.items.map((item) => (item as MapValue).entries.get(key)!);
}

/** What a task loops over, or would if it were not alone. */
function itemsOf({ args, keywords }: TaskDraft, keys: readonly [string, ...string[]]): readonly Value[] {
  if (keywords?.loop !== undefined) return (keywords.loop as ListValue).items;
  const [first] = keys;
  if (keys.length === 1) return [args[first]!];
  return [map(Object.fromEntries(keys.map((key) => [key, args[key]])), args[keys.at(-1)!]!.origin)];
}

const last = (item: Value, keys: readonly string[]): Value =>
  keys.length === 1 ? item : (item as MapValue).entries.get(keys.at(-1)!)!;

/** All but some entries. An entry that is left out is as good as one that is unset. */
function rest(entries: Readonly<Record<string, Value | undefined>>, without: readonly string[]): Value {
  const kept = Object.entries(entries).filter(([key]) => !without.includes(key));
  return map(Object.fromEntries(kept.map(([key, value]) => [key, value ?? unset(null)])), null);
}
