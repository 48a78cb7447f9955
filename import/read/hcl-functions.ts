import type { Setting } from '../model/packer.ts';

type List = readonly Setting[];
type Map = Readonly<Record<string, Setting>>;

const text = (value: Setting | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
const list = (value: Setting | undefined): List | undefined =>
  Array.isArray(value) ? (value as List) : undefined;
const map = (value: Setting | undefined): Map | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Map) : undefined;

const onText =
  (change: (value: string, ...more: readonly string[]) => Setting | undefined) =>
  (args: readonly Setting[]): Setting | undefined => {
    const texts = args.map(text);
    return texts.some((each) => each === undefined) || texts.length === 0
      ? undefined
      : change(...(texts as [string, ...string[]]));
  };
const onList =
  (change: (value: List, ...more: List) => Setting | undefined) =>
  ([first, ...more]: readonly Setting[]): Setting | undefined => {
    const found = list(first);
    return found === undefined ? undefined : change(found, ...more);
  };

const same = (a: Setting, b: Setting) => JSON.stringify(a) === JSON.stringify(b);
const flat = (value: Setting): List => (Array.isArray(value) ? (value as List).flatMap(flat) : [value]);
const sortedKeys = (value: Map) => Object.keys(value).sort();
const escaped = (value: string) => value.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** `/…/` is a regular expression, in the syntax that Go and JavaScript share, or nothing that is told here. */
function pattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source.replace(/^\(\?i\)/, ''), source.startsWith('(?i)') ? 'gi' : 'g');
  } catch {
    return undefined;
  }
}

function replaced(value: string, what: string, by: string): string | undefined {
  const isPattern = what.length > 1 && what.startsWith('/') && what.endsWith('/');
  if (!isPattern) return value.replaceAll(what, () => by);
  return matched(value, what.slice(1, -1), by);
}

function matched(value: string, what: string, by: string): string | undefined {
  const found = pattern(what);
  return found === undefined ? undefined : value.replace(found, by.replace(/\$\{(\w+)\}/g, '$$$1'));
}

/** `%s`, `%d`, `%q` and `%v`, with widths of `%d`; what else there is, only Packer knows. */
function formatted([shape, ...values]: readonly Setting[]): string | undefined {
  if (typeof shape !== 'string') return undefined;
  let at = 0;
  let isKnown = true;
  const out = shape.replace(/%%|%(0?)(\d*)([a-z])/g, (all, zero: string, width: string, verb: string) => {
    if (all === '%%') return '%';
    const value = text(values[at++]);
    if (value === undefined || !'sdvq'.includes(verb)) isKnown = false;
    const shown = verb === 'q' ? JSON.stringify(value) : (value ?? '');
    return shown.padStart(Number(width), zero === '0' ? '0' : ' ');
  });
  return isKnown && at === values.length ? out : undefined;
}

const FUNCTIONS: Readonly<Record<string, (args: readonly Setting[]) => Setting | undefined>> = {
  lower: onText((value) => value.toLowerCase()),
  upper: onText((value) => value.toUpperCase()),
  title: onText((value) => value.replace(/\b[a-z]/g, (each) => each.toUpperCase())),
  trimspace: onText((value) => value.trim()),
  chomp: onText((value) => value.replace(/[\r\n]+$/, '')),
  trimprefix: onText((value, start = '') => (value.startsWith(start) ? value.slice(start.length) : value)),
  trimsuffix: onText((value, end = '') =>
    end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value,
  ),
  trim: onText((value, cut = '') =>
    value.replace(new RegExp(`^[${escaped(cut)}]+|[${escaped(cut)}]+$`, 'g'), ''),
  ),
  replace: onText((value, what = '', by = '') => replaced(value, what, by)),
  regex_replace: onText((value, what = '', by = '') => matched(value, what, by)),
  split: onText((at, value = '') => value.split(at)),
  substr: onText((value, from, length) =>
    Number(from) < 0 || Number(length) < 0
      ? undefined
      : value.slice(Number(from), Number(from) + Number(length)),
  ),
  startswith: onText((value, start = '') => value.startsWith(start)),
  endswith: onText((value, end = '') => value.endsWith(end)),
  strcontains: onText((value, part = '') => value.includes(part)),
  basename: onText((value) => value.split('/').at(-1)!),
  dirname: onText((value) => value.split('/').slice(0, -1).join('/') || '.'),
  // A path of the tree stays what it is in the tree.
  abspath: onText((value) => value),
  tostring: onText((value) => value),
  tonumber: onText((value) => (Number.isNaN(Number(value)) ? undefined : Number(value))),
  tobool: onText((value) => (/^(true|false)$/.test(value) ? value === 'true' : undefined)),
  format: formatted,
  join: ([by, of]) => {
    const texts = list(of)?.map(text);
    return texts === undefined || texts.some((each) => each === undefined)
      ? undefined
      : texts.join(text(by) ?? '');
  },
  concat: (args) =>
    args.every((each) => Array.isArray(each)) ? args.flatMap((each) => each as List) : undefined,
  flatten: onList((value) => value.flatMap(flat)),
  compact: onList((value) => value.filter((each) => each !== '' && each !== null)),
  distinct: onList((value) => value.filter((each, i) => value.findIndex((other) => same(each, other)) === i)),
  toset: onList((value) =>
    value.filter((each, i) => value.findIndex((other) => same(each, other)) === i).sort(),
  ),
  tolist: onList((value) => value),
  sort: onList((value) => [...value].sort()),
  reverse: onList((value) => [...value].reverse()),
  element: onList((value, at) => value[Number(at) % value.length]),
  contains: onList((value, wanted) => value.some((each) => same(each, wanted!))),
  length: ([value]) =>
    typeof value === 'string'
      ? value.length
      : (list(value)?.length ?? (map(value) === undefined ? undefined : Object.keys(map(value)!).length)),
  keys: ([value]) => (map(value) === undefined ? undefined : sortedKeys(map(value)!)),
  values: ([value]) =>
    map(value) === undefined ? undefined : sortedKeys(map(value)!).map((key) => map(value)![key]!),
  merge: (args) =>
    args.every((each) => each === null || map(each) !== undefined)
      ? Object.assign({}, ...args.map((each) => map(each) ?? {}))
      : undefined,
  lookup: ([of, key, otherwise]) => {
    const found = map(of);
    const name = text(key);
    if (found === undefined || name === undefined) return undefined;
    return Object.hasOwn(found, name) ? found[name] : otherwise;
  },
  coalesce: (args) => args.find((each) => each !== null && each !== ''),
  jsonencode: ([value]) => JSON.stringify(value),
};

/** What a function of Packer's gives; undefined for one that asks the world, and for what it cannot work with. */
export function callFunction(name: string, args: readonly (Setting | undefined)[]): Setting | undefined {
  if (name === 'try') return args.find((each) => each !== undefined);
  // The environment and variables without a value count as not set, as the template says what holds then.
  if (name === 'coalesce') return FUNCTIONS.coalesce!(args.filter((each) => each !== undefined));
  if (!Object.hasOwn(FUNCTIONS, name) || args.some((each) => each === undefined)) return undefined;
  return FUNCTIONS[name]!(args as readonly Setting[]);
}
