import { describe, listOf } from '../../compiler/model/types.ts';
import type { Scalar } from '../../compiler/model/types.ts';
import { formatDuration, formatSize } from '../../compiler/model/text.ts';
import { keyText, labelText, valueText } from '../lift/text.ts';
import { isMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';

/** A type of the language, by the words with which the README of a tree names it. */
export interface NamedType {
  readonly type: string;
  /** A value as the language writes it; null if it is of another type. */
  text(value: Data): string | null;
}

const CONTAINER = /^(?:a )?(list|map) of (.+)$/;
const isText = (value: Data): value is string => typeof value === 'string';
const isCount = (value: Data): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
const texts = (value: Data) => (isText(value) ? valueText(value) : null);

const SCALARS = {
  string: texts,
  int: (value) => (typeof value === 'number' ? String(value) : null),
  bool: (value) => (typeof value === 'boolean' ? String(value) : null),
  size: (value) => (isCount(value) ? formatSize(value) : null),
  duration: (value) => (isCount(value) ? formatDuration(value) : null),
  mode: (value) => (isText(value) && /^0[0-7]{3}$/.test(value) ? value : null),
  version: texts,
  secret: texts,
} satisfies Partial<Record<Scalar, NamedType['text']>>;

/** By what the README says of one, and of several in a list. */
const BY_WORDS: ReadonlyMap<string, NamedType> = new Map(
  (Object.keys(SCALARS) as (keyof typeof SCALARS)[]).flatMap((kind) => {
    const named: NamedType = { type: kind, text: SCALARS[kind] };
    const several = describe(listOf({ kind })).replace(CONTAINER, '$2');
    return [[describe({ kind }), named] as const, [several, named] as const];
  }),
);

/** Null if the words do not say the whole type. */
export function namedType(words: string): NamedType | null {
  const [, choices] = /^one of ([A-Za-z_][\w-]*(?:, [A-Za-z_][\w-]*)+)$/.exec(words) ?? [];
  if (choices !== undefined) {
    const all = choices.split(', ');
    return {
      type: `one_of(${all.join(', ')})`,
      text: (value) => (isText(value) && all.includes(value) ? labelText(value) : null),
    };
  }
  const [, container, of] = CONTAINER.exec(words) ?? [];
  if (of === undefined) return BY_WORDS.get(words) ?? null;
  const item = CONTAINER.test(of) || BY_WORDS.has(of) ? namedType(of) : null;
  if (item === null) return null;
  return container === 'list'
    ? { type: `list(${item.type})`, text: (value) => listText(value, item) }
    : { type: `map(${item.type})`, text: (value) => mapText(value, item) };
}

function listText(value: Data, item: NamedType): string | null {
  const items = Array.isArray(value) ? (value as readonly Data[]).map((each) => item.text(each)) : [null];
  return items.includes(null) ? null : `[${items.join(', ')}]`;
}

function mapText(value: Data, item: NamedType): string | null {
  if (value === null || !isMap<Data>(value as DataMap)) return null;
  const entries = Object.entries(value as DataMap).map(
    ([key, each]) => [keyText(key), item.text(each)] as const,
  );
  if (entries.some(([, text]) => text === null)) return null;
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, text]) => `${key} = ${text!}`).join(', ')} }`;
}
