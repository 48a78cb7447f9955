import { Template, Vault, isMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';
import { interpolated, paramAlone } from './deployment.ts';

/** A text as the language writes it: on one line, or over several between three quotes. */
export function quoted(text: string, prefix = ''): string {
  return interpolated(asWritten(text, prefix));
}

function asWritten(text: string, prefix: string): string {
  if (!isBlock(text)) return `${prefix}"${escaped(text).replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  const body = lines
    .map((line) => (line === '' ? '' : `  ${escaped(line).replace(/"""/g, '\\"\\"\\"')}`))
    .join('\n');
  return `${prefix}"""\n${body}${ends ? '\n  ' : ''}"""`;
}

/** Whether a text is better read over several lines, and can be written so. */
function isBlock(text: string): boolean {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length < 2) return false;
  // What all lines have in common would be taken for the indentation of the source.
  const plain = !text.endsWith('\n') && lines.every((line) => line === '' || /^\s/.test(line));
  return (
    !plain &&
    lines.every((line) => line === '' || /\S/.test(line)) &&
    !/["\\]$/.test(lines.at(-1)!) &&
    lines[0] !== ''
  );
}

function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/\$\{/g, '\\${')
    .replace(/\t/g, '\\t')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) =>
      sign === '\n' ? sign : `\\u{${sign.codePointAt(0)!.toString(16)}}`,
    );
}

/** A value as the language writes it. */
export function valueText(value: Data): string {
  if (value === null) return 'jinja"{{ none }}"';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : quoted(String(value));
  if (typeof value === 'string') return paramAlone(value) ?? quoted(value);
  if (value instanceof Template) return quoted(value.text, 'jinja');
  if (value instanceof Vault) return quoted(value.text);
  if (Array.isArray(value)) return `[${(value as readonly Data[]).map(valueText).join(', ')}]`;
  const entries = Object.entries(value as DataMap);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${keyText(key)} = ${valueText(each)}`).join(', ')} }`;
}

export const keyText = (key: string): string => (isName(key) ? key : quoted(key));

const WORDS = new Set(
  'true false unset when match else for in if and or not let param use start expect allow as jinja file files path env image role os family variant import from is of'.split(
    ' ',
  ),
);
/** Whether it can stand as a name, without quotes. */
export const isName = (text: string): boolean =>
  /^[A-Za-z_][\w-]*$/.test(text) && !text.endsWith('-') && !WORDS.has(text);

/** The label of a resource: a bare name where the language takes one. */
export const labelText = (label: string): string => (isName(label) ? label : quoted(label));

export function holdsVault(value: Data): boolean {
  if (value instanceof Vault) return true;
  if (Array.isArray(value)) return (value as readonly Data[]).some(holdsVault);
  return isMap<Data>(value as DataMap) && Object.values(value as DataMap).some(holdsVault);
}
