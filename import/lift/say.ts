import { formatDuration, formatSize } from '../../compiler/model/text.ts';
import { bool, int, jinja, list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { Template, Vault } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';
import { TREE } from '../expand/scope.ts';
import { nameOf } from '../read/tree.ts';
import { jinjaOf } from './deployment.ts';
import { valueText } from './text.ts';

/** The value of an attribute: as the language writes it, and as its compiler has it. */
export interface Said {
  readonly text: string;
  readonly value: Value;
}

/** Null if the language has no such value; what is not given is not said. */
export function said(data: Data): Said | null;
export function said(data: Data | undefined): Said | null | undefined;
export function said(data: Data | undefined): Said | null | undefined {
  if (data === undefined) return undefined;
  const value = valueOf(data);
  return value === null ? null : { text: valueText(data), value };
}

/** What is as usual is not said. */
export const saidUnless = (usual: Data, data: Data | undefined): Said | null | undefined =>
  data === usual ? undefined : said(data);

export const word = (text: string): Said => ({ text, value: jinjaOf(text) ?? string(text, null) });

const mode = (digits: string): Said => ({
  text: digits,
  value: { type: 'mode', value: digits, origin: null },
});

/** Null if a mode is none of digits. */
export const modeUnless = (usual: string, digits: string | null | undefined): Said | null | undefined =>
  digits === usual ? undefined : typeof digits === 'string' ? mode(digits) : digits;

export const size = (bytes: number): Said => ({
  text: formatSize(bytes),
  value: { type: 'size', value: bytes, origin: null },
});

export const seconds = (count: number): Said => ({
  text: formatDuration(count),
  value: { type: 'duration', value: count, origin: null },
});

/** A file of the tree, by its name below `TREE`. */
export function fileOf(src: string, expression: (path: string) => string): Said {
  const path = src.slice(TREE.length + 1);
  return {
    text: expression(path),
    value: { type: 'file', path, name: nameOf(path), folder: false, origin: null },
  };
}

function valueOf(data: Data): Value | null {
  if (data === null || data instanceof Vault) return null;
  if (typeof data === 'boolean') return bool(data, null);
  if (typeof data === 'number') return Number.isInteger(data) ? int(data, null) : string(String(data), null);
  if (typeof data === 'string') return jinjaOf(data) ?? string(data, null);
  if (data instanceof Template) return jinja(data.text, null);
  if (Array.isArray(data)) {
    const items = (data as readonly Data[]).map(valueOf);
    return items.includes(null) ? null : list(items as Value[], null);
  }
  const entries = Object.entries(data as DataMap).map(([key, each]) => [key, valueOf(each)] as const);
  return entries.some(([, each]) => each === null)
    ? null
    : map(Object.fromEntries(entries) as Record<string, Value>, null);
}
