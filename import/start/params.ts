import { factNames } from '../../emit/merge/target-facts.ts';
import { SAYS_NOTHING } from '../../emit/outputs/variables.ts';
import { variablesIn } from '../expand/scope.ts';
import type { DeploymentParam } from '../lift/deployment.ts';
import { valueText } from '../lift/text.ts';
import { Literal, isMap } from '../model/data.ts';
import type { Data, DataMap, Raw } from '../model/data.ts';
import type { Place } from '../model/place.ts';
import type { Tree } from '../read/tree.ts';
import { namedType } from './readme-types.ts';
import { typeOf } from '../lift/param-types.ts';

/** A param as the tree has it: its variable, and the check that it is given. */
export interface StartParam extends DeploymentParam {
  readonly value: Data;
  /** What the start phase says before it stops without a value; null if it goes on. */
  readonly required: string | null;
  /** Its type and its value, as its declaration has them. */
  readonly declaredAs: string;
  /** Its declaration. */
  readonly text: string;
  readonly place: Place;
}

/** Variables that all roles share and nobody gives. */
const OF_IMAGE: ReadonlySet<string> = new Set(['image_title', 'image_version', ...factNames]);

/** Names of the variables in the file that all roles share whose values are given at deployment; null if one can be no param. */
export function namesIn(tree: Tree, file: string): ReadonlySet<string> | null {
  const names = Object.keys(variablesIn(tree.yaml(file)?.value ?? null)).filter(
    (name) => !OF_IMAGE.has(name),
  );
  return names.every((name) => /^[a-z_]\w*$/i.test(name)) ? new Set(names) : null;
}

/**
 * What is given at deployment. `required` are the checks of the start phase by param, `isHidden` says whether a param is in
 * tasks that are kept out of the log alone. Null if a value is none that a param can have.
 */
export function startParams(
  tree: Tree,
  {
    file,
    readme,
    names,
  }: { readonly file: string; readonly readme: string; readonly names: ReadonlySet<string> },
  required: ReadonlyMap<string, string>,
  isHidden: (name: string) => boolean,
): ReadonlyMap<string, StartParam> | null {
  const raw = variablesIn(tree.yaml(file)?.value ?? null);
  const lines = (tree.text(file) ?? '').split('\n');
  const described = rowsIn(tree.text(readme) ?? '');
  const found = new Map<string, StartParam>();
  for (const name of names) {
    const value = plain(raw[name] ?? null);
    const plainType = value === undefined ? null : typeOf(value);
    if (value === undefined || plainType === null) return null;
    const row = described.get(name);
    const check = required.get(name) ?? null;
    const isSecret =
      value === '' &&
      check === null &&
      (row === undefined ? isHidden(name) : namedType(row.type)?.type === 'secret');
    const isOpen = row === undefined ? isSecret : row.initial === '';
    const isUnset = isOpen && value === '';
    const named = row === undefined || isSecret ? null : namedType(row.type);
    const text = named?.text(value) ?? null;
    const base = isSecret
      ? 'secret'
      : named !== null && (isUnset || check !== null || text !== null)
        ? named.type
        : plainType;
    const type = isUnset && check === null && !isSecret ? `${base}?` : base;
    const initial = check !== null || isUnset ? 'runtime' : `runtime(${text ?? valueText(value)})`;
    const at = lines.findIndex((line) => line.startsWith(`${name}:`));
    const doc = commentAbove(lines, at).map((line) => `${line}\n`);
    found.set(name, {
      name,
      type,
      value,
      required: check,
      declaredAs: `${type} = ${initial}`,
      text: `${doc.join('')}param ${name}: ${type} = ${initial}`,
      place: { file, line: at + 1 },
    });
  }
  return found;
}

/** A value without templates; undefined if it is another one. */
function plain(raw: Raw): Data | undefined {
  if (raw instanceof Literal) return raw.text;
  if (typeof raw === 'string') return /\{[{%#]/.test(raw) ? undefined : raw;
  if (raw === null) return undefined;
  if (Array.isArray(raw)) {
    const items = (raw as readonly Raw[]).map(plain);
    return items.includes(undefined) ? undefined : (items as Data[]);
  }
  if (!isMap<Raw>(raw as Readonly<Record<string, Raw>>))
    return typeof raw === 'object' ? undefined : (raw as Data);
  const entries = Object.entries(raw as Readonly<Record<string, Raw>>).map(
    ([key, each]) => [key, plain(each)] as const,
  );
  return entries.some(([, each]) => each === undefined)
    ? undefined
    : (Object.fromEntries(entries) as DataMap);
}

/** The lines of a comment right above a line. */
function commentAbove(lines: readonly string[], at: number): readonly string[] {
  let from = at;
  while (from > 0 && lines[from - 1]!.startsWith('#')) from--;
  const comment = lines.slice(Math.max(0, from), Math.max(0, at)).map((line) => line.trimEnd());
  return comment.join('\n') === `# ${SAYS_NOTHING}` ? [] : comment;
}

interface Row {
  readonly type: string;
  readonly initial: string;
}

/** The rows of the table of variables in the README of a tree, by name. */
function rowsIn(readme: string): ReadonlyMap<string, Row> {
  return new Map(
    [...readme.matchAll(/^\| `(\w+)` +\| `([^`|]+)` +\| (?:`([^`|]*)`)? *\|/gm)].map(
      ([, name, type, initial = '']) => [name!, { type: type!, initial }],
    ),
  );
}
