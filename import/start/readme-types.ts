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

const scalar = (type: string, text: NamedType['text']): NamedType => ({ type, text });
const isText = (value: Data): value is string => typeof value === 'string';
const isCount = (value: Data): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
const texts = (value: Data) => (isText(value) ? valueText(value) : null);

const SCALARS: Readonly<Record<string, NamedType>> = {
  string: scalar('string', texts),
  number: scalar('int', (value) => (typeof value === 'number' ? String(value) : null)),
  'true or false': scalar('bool', (value) => (typeof value === 'boolean' ? String(value) : null)),
  size: scalar('size', (value) => (isCount(value) ? formatSize(value) : null)),
  duration: scalar('duration', (value) => (isCount(value) ? formatDuration(value) : null)),
  'file mode': scalar('mode', (value) => (isText(value) && /^0[0-7]{3}$/.test(value) ? value : null)),
  version: scalar('version', texts),
  secret: scalar('secret', texts),
};

/** Null if the words do not say the whole type. */
export function namedType(words: string): NamedType | null {
  const [, choices] = /^one of ([A-Za-z_][\w-]*(?:, [A-Za-z_][\w-]*)+)$/.exec(words) ?? [];
  if (choices !== undefined) {
    const all = choices.split(', ');
    return scalar(`one_of(${all.join(', ')})`, (value) =>
      isText(value) && all.includes(value) ? labelText(value) : null,
    );
  }
  return inWords(words.replace(/^an? /, ''));
}

function inWords(words: string): NamedType | null {
  const [, container, of] = /^(list|map) of (.+)$/.exec(words) ?? [];
  if (container === undefined) return SCALARS[words] ?? null;
  const item = inWords(of === 'booleans' ? 'true or false' : of!) ?? inWords(of!.replace(/s$/, ''));
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
