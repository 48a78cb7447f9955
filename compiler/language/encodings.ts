import { ANY, BOOL, INT, TEXT, either, listOf, mapOf } from '../model/types.ts';
import { textOf } from '../model/text.ts';
import { bad, string } from '../model/value.ts';
import type { MapValue, Value } from '../model/value.ts';
import { of } from './function-kind.ts';
import type { LanguageFunction } from './function-kind.ts';

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A value as JSON has it; sizes, durations and modes are text as they are written. */
function plain(value: Value): Plain {
  switch (value.type) {
    case 'int':
    case 'bool':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
    case 'unset':
      return null;
    case 'file':
      return value.name;
    default:
      return textOf(value);
  }
}

const encoding = (
  name: string,
  doc: string,
  example: string,
  write: (value: Value) => string,
  parameter = either(mapOf(ANY), listOf(ANY), TEXT, INT, BOOL),
): readonly [string, LanguageFunction] => [
  name,
  {
    signature: `${name}(value)`,
    doc,
    example,
    parameters: [parameter],
    result: of(TEXT),
    run: ([value], { origin, known, hasRoom }) => {
      if (!known(value!)) return bad(origin);
      const text = write(value!);
      return hasRoom(text.length) ? string(text, origin) : bad(origin);
    },
  },
];

/** Functions from values to the text of a file. */
export const encodings: readonly (readonly [string, LanguageFunction])[] = [
  encoding(
    'jsonencode',
    'The value as JSON, indented by two spaces.',
    'jsonencode({ port = 80, tags = ["a"] })',
    (value) => JSON.stringify(plain(value), null, 2),
  ),
  encoding(
    'yamlencode',
    'The value as YAML, with a line break at its end.',
    'yamlencode({ server = { port = 80 }, tags = ["a"] })',
    (value) => `${yaml(plain(value), '')}\n`.replace(/^\n/, ''),
  ),
  encoding(
    'iniencode',
    'The map as an INI file: maps in it are sections.',
    'iniencode({ main = { cache = 1 } })',
    (value) => ini(value as MapValue),
    mapOf(ANY),
  ),
];

/** Text is always in quotes, so that no reader takes it for something else. */
function yaml(value: Plain, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = (item: Plain) => {
    const text = yaml(item, `${indent}  `);
    return text.startsWith('\n') ? text : ` ${text}`;
  };
  const lines = Array.isArray(value)
    ? value.map((item: Plain) => `\n${indent}-${inner(item)}`)
    : Object.entries(value).map(([key, item]) => `\n${indent}${name(key)}:${inner(item)}`);
  return lines.length === 0 ? (Array.isArray(value) ? '[]' : '{}') : lines.join('');
}

/** A key without quotes where it is no word of YAML's. */
const name = (key: string) =>
  /^[A-Za-z_][\w-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : JSON.stringify(key);

function ini(map: MapValue): string {
  const lines = (entries: MapValue['entries']) =>
    [...entries]
      .flatMap(([key, value]) => (value.type === 'map' ? [] : `${key} = ${oneLine(value)}\n`))
      .join('');
  const sections = [...map.entries].flatMap(([key, value]) =>
    value.type === 'map' ? [`[${key}]\n${lines(value.entries)}`] : [],
  );
  return [lines(map.entries), ...sections].filter((part) => part !== '').join('\n');
}

const oneLine = (value: Value) =>
  value.type === 'list' ? value.items.map((item) => textOf(item) ?? '').join(', ') : (textOf(value) ?? '');
