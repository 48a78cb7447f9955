import { compareVersions } from '../../compiler/model/text.ts';
import { Template, isMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';

/** What a filter or test gives, or undefined where it is not known. */
type Call = (value: Data, args: readonly Data[], named: DataMap) => Data | undefined;

const textOf = (value: Data): string =>
  value === null ? '' : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value as string);
const listOf = (value: Data): readonly Data[] | undefined => {
  if (Array.isArray(value)) return value as readonly Data[];
  if (isMap<Data>(value as DataMap)) return Object.keys(value as DataMap);
  return typeof value === 'string' ? [...value] : undefined;
};
const text =
  (make: (value: string, args: readonly Data[]) => Data | undefined): Call =>
  (value, args) =>
    typeof value === 'object' && value !== null ? undefined : make(textOf(value), args);
const list =
  (make: (items: readonly Data[], args: readonly Data[], named: DataMap) => Data | undefined): Call =>
  (value, args, named) => {
    const items = listOf(value);
    return items === undefined ? undefined : make(items, args, named);
  };
export const sameData = (a: Data, b: Data): boolean => JSON.stringify(a) === JSON.stringify(b);
const has = (items: readonly Data[], item: Data) => items.some((each) => sameData(each, item));
const distinct = (items: readonly Data[]) =>
  items.filter((item, i) => items.findIndex((each) => sameData(each, item)) === i);

export function truth(value: Data): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap<Data>(value as DataMap)) return Object.keys(value as DataMap).length > 0;
  return Boolean(value);
}

const YES = new Set(['yes', 'true', 'on', '1', 't', 'y']);
const toBool = (value: Data): boolean =>
  typeof value === 'string' ? YES.has(value.toLowerCase()) : value === true || value === 1;

/** A repeated group that repeats or chooses itself, which may be tried in more ways than there is time for. */
const ENDLESS = /\([^()]*[*+|{][^()]*\)[*+{]/;

/** A regular expression of Python's, where JavaScript has the same. */
function regex(pattern: Data, flags = ''): RegExp | undefined {
  if (typeof pattern !== 'string' || /\(\?(?![:=!])|\\[AZ]|[*+?}]\+/.test(pattern)) return undefined;
  if (ENDLESS.test(pattern)) return undefined;
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'), flags);
  } catch {
    return undefined;
  }
}

export function compareTo(a: string, operator: string, b: string): boolean | undefined {
  const order = compareVersions(a, b);
  switch (operator) {
    case '==':
    case '=':
    case 'eq':
      return order === 0;
    case '!=':
    case '<>':
    case 'ne':
      return order !== 0;
    case '<':
    case 'lt':
      return order < 0;
    case '<=':
    case 'le':
      return order <= 0;
    case '>':
    case 'gt':
      return order > 0;
    case '>=':
    case 'ge':
      return order >= 0;
    default:
      return undefined;
  }
}

const combine: Call = (value, args) => {
  const maps = [value, ...args].flatMap((each) => (Array.isArray(each) ? (each as readonly Data[]) : [each]));
  return maps.every((each) => isMap<Data>(each as DataMap))
    ? (Object.assign({}, ...maps) as DataMap)
    : undefined;
};

export const filters: Readonly<Record<string, Call>> = {
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  capitalize: text((value) => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()),
  trim: text((value) => value.trim()),
  string: text((value) => value),
  basename: text((value) => value.split('/').at(-1)!),
  dirname: text((value) => value.split('/').slice(0, -1).join('/') || (value.startsWith('/') ? '/' : '')),
  replace: text((value, [from, to]) =>
    typeof from === 'string' && typeof to === 'string' ? value.replaceAll(from, to) : undefined,
  ),
  split: text((value, [by]) =>
    by === undefined ? value.trim().split(/\s+/) : typeof by === 'string' ? value.split(by) : undefined,
  ),
  regex_replace: text((value, [pattern, to = '']) => {
    const found = regex(pattern ?? null, 'g');
    if (found === undefined || typeof to !== 'string') return undefined;
    return value.replace(found, to.replace(/\\g<(\w+)>/g, '$$$1').replace(/\\(\d)/g, '$$$1'));
  }),
  quote: text((value) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`)),
  int: (value) =>
    typeof value === 'number'
      ? Math.trunc(value)
      : typeof value === 'boolean'
        ? Number(value)
        : typeof value === 'string' && /^\s*-?\d+\s*$/.test(value)
          ? Number(value)
          : undefined,
  bool: (value) => toBool(value),
  mandatory: (value) => value,
  length: list((items) => items.length),
  count: list((items) => items.length),
  list: list((items) => items),
  first: list((items) => items[0]),
  last: list((items) => items.at(-1)),
  unique: list(distinct),
  flatten: list((items) => items.flat(Infinity as 1)),
  reverse: list((items) => items.toReversed()),
  sort: list((items) => (items.every((each) => typeof each === 'string') ? items.toSorted() : undefined)),
  join: list((items, [by = '']) =>
    items.every((each) => typeof each !== 'object') ? items.map(textOf).join(textOf(by)) : undefined,
  ),
  union: list((items, [other]) => {
    const more = listOf(other ?? null);
    return more && distinct([...items, ...more]);
  }),
  difference: list((items, [other]) => {
    const less = listOf(other ?? null);
    return less && distinct(items.filter((each) => !has(less, each)));
  }),
  intersect: list((items, [other]) => {
    const both = listOf(other ?? null);
    return both && distinct(items.filter((each) => has(both, each)));
  }),
  combine,
  ternary: (value, [yes, no]) => (truth(value) ? yes : no),
  dict2items: (value) =>
    isMap<Data>(value as DataMap)
      ? Object.entries(value as DataMap).map(([key, each]) => ({ key, value: each }))
      : undefined,
  items2dict: list((items) =>
    Object.fromEntries(
      items.map((each) => [textOf((each as DataMap).key ?? null), (each as DataMap).value ?? null]),
    ),
  ),
  map: list((items, [filter], named) => {
    const { attribute } = named;
    if (typeof attribute === 'string') {
      const found = items.map((item) =>
        isMap<Data>(item as DataMap) ? (item as DataMap)[attribute] : undefined,
      );
      return found.every((each) => each !== undefined) ? (found as readonly Data[]) : undefined;
    }
    if (typeof filter !== 'string' || !Object.hasOwn(filters, filter)) return undefined;
    const made = items.map((item) => filters[filter]!(item, [], {}));
    return made.every((each) => each !== undefined) ? (made as readonly Data[]) : undefined;
  }),
};

export const tests: Readonly<Record<string, (value: Data, args: readonly Data[]) => boolean | undefined>> = {
  none: (value) => value === null,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  mapping: (value) => isMap<Data>(value as DataMap),
  sequence: (value) => Array.isArray(value) || typeof value === 'string',
  iterable: (value) => (typeof value === 'object' && value !== null) || typeof value === 'string',
  true: (value) => value === true,
  false: (value) => value === false,
  truthy: truth,
  falsy: (value) => !truth(value),
  in: (value, [items]) => {
    const found = listOf(items ?? null);
    return found && has(found, value);
  },
  contains: (value, [item]) => {
    const found = listOf(value);
    return found && has(found, item ?? null);
  },
  subset: (value, [items]) => {
    const a = listOf(value),
      b = listOf(items ?? null);
    return a && b && a.every((each) => has(b, each));
  },
  superset: (value, [items]) => {
    const a = listOf(value),
      b = listOf(items ?? null);
    return a && b && b.every((each) => has(a, each));
  },
  version: (value, [other, operator = '==']) =>
    compareTo(textOf(value), textOf(operator), textOf(other ?? null)),
  match: (value, [pattern]) => {
    const found = regex(pattern ?? null);
    return found && new RegExp(`^(?:${found.source})`).test(textOf(value));
  },
  search: (value, [pattern]) => regex(pattern ?? null)?.test(textOf(value)),
  regex: (value, [pattern]) => regex(pattern ?? null)?.test(textOf(value)),
  eq: (value, [other]) => sameData(value, other ?? null),
  equalto: (value, [other]) => sameData(value, other ?? null),
  ne: (value, [other]) => !sameData(value, other ?? null),
};

/** Methods of text and maps that expressions call. */
export function method(value: Data, name: string, args: readonly Data[]): Data | undefined {
  if (value instanceof Template) return undefined;
  if (typeof value === 'string') {
    const [first] = args;
    switch (name) {
      case 'lower':
      case 'upper':
      case 'split':
      case 'replace':
        return filters[name]!(value, args, {});
      case 'strip':
        return args.length === 0 ? value.trim() : undefined;
      case 'startswith':
        return typeof first === 'string' ? value.startsWith(first) : undefined;
      case 'endswith':
        return typeof first === 'string' ? value.endsWith(first) : undefined;
      case 'join':
        return Array.isArray(first) ? filters['join']!(first, [value], {}) : undefined;
      default:
        return undefined;
    }
  }
  if (isMap<Data>(value as DataMap)) {
    const map = value as DataMap;
    switch (name) {
      case 'keys':
        return Object.keys(map);
      case 'values':
        return Object.values(map);
      case 'items':
        return Object.entries(map).map(([key, each]) => [key, each]);
      case 'get':
        return typeof args[0] === 'string'
          ? Object.hasOwn(map, args[0])
            ? map[args[0]]
            : (args[1] ?? null)
          : undefined;
      default:
        return undefined;
    }
  }
  return undefined;
}
