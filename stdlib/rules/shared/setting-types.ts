import type { Span } from '../../../grammar/span.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { didYouMean } from '../../../compiler/model/suggest.ts';
import { CHOICES, DURATIONS, FILES, FIRST_VNC_PORT, RANGES } from '../../packer/values.ts';
import type { RawSetting, SettingType } from './raw-settings.ts';

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

/** What Packer says of a value whose type is right; null if nothing. `others` are all settings of the block, by name. */
export function badValue(
  { name, value }: Pick<RawSetting, 'name' | 'value'>,
  others: ReadonlyMap<string, Value>,
): Mismatch | null {
  const wrong = (what: string, span = value.origin) => ({ what, span });
  const text = value.type === 'string' || value.type === 'int' ? String(value.value) : null;
  if (DURATIONS.has(name) && text !== null && !isDuration(text))
    return wrong(`\`${name}\` is a duration with its unit, such as \`30s\` or \`1h30m\``);
  const choices = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  if (choices !== undefined && text !== null && !isTemplate(text) && !choices.includes(text))
    return wrong(`\`${name}\` is one of ${choices.map((choice) => `\`"${choice}"\``).join(', ')}`);
  const single = numberOf(value);
  if (name.endsWith('_port') && single !== null && (single < 0 || single > 65_535))
    return wrong(`\`${name}\` is a port from 1 to 65535`);
  for (const { min, max, usual } of RANGES) {
    if (name !== min && name !== max) continue;
    const port = numberOf(value);
    if (port === null) continue;
    if (port > 65_535 || port < 1) return wrong(`\`${name}\` is a port from 1 to 65535`);
    if (name === 'vnc_port_min' && port < FIRST_VNC_PORT)
      return wrong(`\`${name}\` is ${FIRST_VNC_PORT} at least, the first port of VNC`);
    const [low, high] = [numberOf(others.get(min)) ?? usual[0], numberOf(others.get(max)) ?? usual[1]];
    // Both ends given are one mistake.
    if (low > high && (name === max || !others.has(max)))
      return wrong(`\`${min}\` (${low}) is above \`${max}\` (${high})`);
  }
  if (FILES.has(name) && value.type === 'list') {
    const strange = value.items.find(
      (item) =>
        item.type === 'string' && !isTemplate(item.value) && !/^(\/|seed\/|playbook\/)/.test(item.value),
    );
    if (strange?.type === 'string')
      return wrong(
        `\`${name}\` names \`${strange.value}\`, which is not in the tree that Packer runs in: write an absolute path`,
        strange.origin ?? value.origin,
      );
  }
  return null;
}

const numberOf = (value: Value | undefined) =>
  (value?.type === 'int' || value?.type === 'string') && /^-?\d+$/.test(String(value.value))
    ? Number(value.value)
    : null;

const isTemplate = (text: string) => text.includes('{{') || text.includes('${');

/** As Go reads durations: numbers with units, without spaces; a zero needs none. */
const isDuration = (text: string) =>
  isTemplate(text) || /^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text);
