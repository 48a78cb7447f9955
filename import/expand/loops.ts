import { Template, isKnown } from '../model/data.ts';
import type { Data, Raw } from '../model/data.ts';
import { evaluate } from '../jinja/evaluate.ts';
import type { Tree } from '../read/tree.ts';
import { findFile, globFiles } from './files/find-files.ts';
import type { Around } from './files/find-files.ts';
import { firstFound } from './files/first-found.ts';
import { isYes } from './keywords.ts';
import { TREE, isDataMap } from './scope.ts';
import type { Scope } from './scope.ts';

/** What a task loops over. */
export type Loop =
  | {
      readonly loop: 'items';
      readonly items: readonly { readonly item: Data; readonly glob?: { pattern: string; file: string } }[];
    }
  /** Decided on the machine. */
  | { readonly loop: 'machine'; readonly over: Data }
  | { readonly loop: 'unknown'; readonly reason: string };

const MOST = 500;

/** `folder` is where the module looks for files in a role. */
export function readLoop(
  key: string,
  raw: Raw,
  scope: Scope,
  tree: Tree,
  around: Around,
  folder: string,
): Loop {
  const value = evaluate(raw, scope);
  if (key === 'with_fileglob') return fileGlob(value, tree, around);
  if (key === 'with_first_found') {
    const first = firstFound(value, tree, folder, around);
    if (first.found === 'unknown') return { loop: 'unknown', reason: first.reason };
    return { loop: 'items', items: first.found === 'nothing' ? [] : [{ item: first.name }] };
  }
  if (key === 'with_file') {
    const items = fileTexts(value, tree, around);
    if (items !== null) return { loop: 'items', items: items.map((item) => ({ item })) };
  }
  const unrolled = isKnown(value) ? itemsOf(key, value) : partly(key, value);
  if (unrolled !== null && unrolled.length <= MOST)
    return { loop: 'items', items: unrolled.map((item) => ({ item })) };
  if (unrolled !== null) return { loop: 'unknown', reason: `it loops over more than ${MOST} items` };
  if ((key === 'loop' || key === 'with_items' || key === 'with_list') && value instanceof Template)
    return { loop: 'machine', over: key === 'with_items' ? flattened(value) : value };
  return { loop: 'unknown', reason: `what its \`${key}\` loops over is known on the machine only` };
}

/** What `loop_control` says. */
export function loopControl(map: Readonly<Record<string, Raw>>, scope: Scope) {
  const control = evaluate(map.loop_control ?? null, scope);
  const { loop_var: name, index_var: index, extended } = isDataMap(control) ? control : {};
  return {
    name: typeof name === 'string' ? name : 'item',
    index: typeof index === 'string' ? index : null,
    /** Whether tasks can ask for more of the loop than the item and its number. */
    extended: isYes(extended),
  };
}

/** The values of one turn of a loop. */
export const turn = (
  { name, index }: ReturnType<typeof loopControl>,
  item: Data,
  n: number,
): Readonly<Record<string, Data>> => ({ [name]: item, ...(index !== null && { [index]: n }) });

/** A list of which some items are open still has its items. */
function partly(key: string, value: Data): readonly Data[] | null {
  return (key === 'loop' || key === 'with_list') && Array.isArray(value) ? (value as readonly Data[]) : null;
}

const flattened = (value: Template) =>
  new Template(
    value.text.replace(/^\{\{\s*([\s\S]*?)\s*\}\}$/, (_, list: string) =>
      /^[\w.]+$/.test(list) ? `{{ ${list} | flatten(levels=1) }}` : `{{ (${list}) | flatten(levels=1) }}`,
    ),
  );

/** What files of the tree hold, as `with_file` has it. */
function fileTexts(value: Data, tree: Tree, around: Around): readonly string[] | null {
  const texts = (Array.isArray(value) ? (value as readonly Data[]) : [value]).map((name) => {
    const file = typeof name === 'string' ? findFile(tree, name, 'files', around) : null;
    return file === null ? null : (tree.text(file)?.trimEnd() ?? null);
  });
  return texts.includes(null) ? null : (texts as string[]);
}

function fileGlob(value: Data, tree: Tree, around: Around): Loop {
  const patterns = Array.isArray(value) ? (value as readonly Data[]) : [value];
  const items: { item: Data; glob: { pattern: string; file: string } }[] = [];
  for (const pattern of patterns) {
    if (typeof pattern !== 'string')
      return { loop: 'unknown', reason: 'its pattern is known on the machine only' };
    if (/^[/~]/.test(pattern) && !pattern.startsWith(`${TREE}/`))
      return { loop: 'unknown', reason: `\`${pattern}\` is not in the tree` };
    for (const file of globFiles(tree, pattern, around))
      items.push({ item: `${TREE}/${file}`, glob: { pattern, file } });
  }
  return { loop: 'items', items };
}

function itemsOf(key: string, value: Data): readonly Data[] | null {
  const list = Array.isArray(value) ? (value as readonly Data[]) : null;
  switch (key) {
    case 'loop':
    case 'with_list':
      return list;
    case 'with_items':
      return list === null ? (value === null ? [] : [value]) : list.flat();
    case 'with_flattened':
      return list?.flat(Infinity as 1) ?? null;
    case 'with_dict':
      return isDataMap(value)
        ? Object.entries(value).map(([name, each]) => ({ key: name, value: each }))
        : null;
    case 'with_indexed_items':
      return list?.flat().map((each, i) => [i, each]) ?? null;
    case 'with_together': {
      const lists = list?.map((each) => (Array.isArray(each) ? (each as readonly Data[]) : [each])) ?? null;
      if (lists === null) return null;
      const longest = Math.max(0, ...lists.map(({ length }) => length));
      return Array.from({ length: longest }, (_, i) => lists.map((each) => each[i] ?? null));
    }
    case 'with_nested':
    case 'with_cartesian': {
      const lists = list?.map((each) => (Array.isArray(each) ? (each as readonly Data[]) : [each])) ?? null;
      const count = lists?.reduce((product, { length }) => product * length, 1) ?? 0;
      // It has too many items to be written out; nobody looks at them.
      if (count > MOST) return Array.from({ length: MOST + 1 }, () => null);
      return (
        lists?.reduce<Data[][]>(
          (all, each) => all.flatMap((before) => each.map((item) => [...before, item])),
          [[]],
        ) ?? null
      );
    }
    case 'with_subelements':
      return subelements(list);
    case 'with_sequence':
      return sequence(list === null ? value : (list[0] ?? null));
    default:
      return null;
  }
}

function subelements(list: readonly Data[] | null): readonly Data[] | null {
  const [items, name] = list ?? [];
  if (!Array.isArray(items) || typeof name !== 'string') return null;
  const found: Data[] = [];
  for (const item of items as readonly Data[]) {
    const inner = isDataMap(item) ? item[name] : undefined;
    if (!Array.isArray(inner)) return null;
    for (const each of inner as readonly Data[]) found.push([item, each]);
  }
  return found;
}

function sequence(value: Data): readonly Data[] | null {
  if (typeof value !== 'string') return null;
  const of = (name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(value)?.[1];
  const start = Number(of('start') ?? 1);
  const end = Number(of('end') ?? start + Number(of('count') ?? Number.NaN) - 1);
  if (!Number.isInteger(start) || !Number.isInteger(end) || of('stride') !== undefined || end - start > MOST)
    return null;
  const format = of('format') ?? '%d';
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) =>
    format.replace(/%0?(\d*)[dx]/, (_all, width: string) =>
      String(start + i).padStart(Number(width || 0), '0'),
    ),
  );
}
