import type { Span } from '../../../grammar/span.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { didYouMean } from '../../../compiler/model/suggest.ts';
import type { SettingType } from './raw-settings.ts';

export interface Mismatch {
  readonly what: string;
  readonly span: Span | null;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  bool: '`true` or `false`',
  'list(string)': 'a list of texts',
  'list(list(string))': 'a list of lists of texts, such as `[["-rtc", "base=utc"]]`',
  'list(number)': 'a list of numbers',
  'map(string)': 'a map of texts',
};

/** What is wrong with the type of a value, as Packer would see it when it is written out; null if nothing is. */
export function mismatch(name: string, type: SettingType, value: Value): Mismatch | null {
  if (typeof type === 'string')
    return fits(type, value) ? null : { what: `\`${name}\` is ${WORDS[type] ?? type}`, span: value.origin };
  if (value.type !== 'map') return { what: `\`${name}\` is a map of settings`, span: value.origin };
  for (const [key, item] of value.entries) {
    const inner = Object.hasOwn(type, key) ? type[key] : undefined;
    if (inner === undefined) {
      const near = didYouMean(key, Object.keys(type));
      const other = near === undefined ? '' : `: did you mean \`${near.near}\`?`;
      return { what: `\`${name}\` knows no \`${key}\`${other}`, span: item.origin ?? value.origin };
    }
    const wrong = mismatch(`${name}.${key}`, inner, item);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** HCL turns a number into text and a text of digits into a number, and nothing into a list. */
function fits(type: string, value: Value): boolean {
  const [, container, item] = /^(list|map)\((.*)\)$/.exec(type) ?? [];
  if (container === 'list') return value.type === 'list' && value.items.every((each) => fits(item!, each));
  if (container === 'map')
    return value.type === 'map' && [...value.entries.values()].every((each) => fits(item!, each));
  switch (value.type) {
    case 'list':
    case 'map':
      return false;
    case 'string':
    case 'jinja':
      if (type === 'number') return /^-?\d+(\.\d+)?$/.test(value.value);
      return type !== 'bool' || /^(true|false)$/.test(value.value);
    case 'int':
      return type !== 'bool';
    case 'bool':
      return type !== 'number';
    case 'mode':
    case 'size':
    case 'duration':
      return type === 'string';
    default:
      return true;
  }
}
