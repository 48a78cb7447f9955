import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import {
  bool,
  int,
  jinja,
  list,
  type MapValue,
  type ModeValue,
  string,
  type Value,
} from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';

/** A place in `service.vkimage`. */
export const at = (line: number): Span => ({
  file: 'service.vkimage',
  start: line * 10,
  end: line * 10 + 5,
  line,
});

export const mode = (value: string): ModeValue => ({ type: 'mode', value, origin: null });

/** A value from what JSON can hold; keys keep their order, numbers among them too when given as a Map. */
export function toValue(json: unknown): Value {
  if (typeof json === 'string') return string(json, null);
  if (typeof json === 'number') return int(json, null);
  if (typeof json === 'boolean') return bool(json, null);
  if (Array.isArray(json)) return list(json.map(toValue), null);
  const entries = json instanceof Map ? [...json] : Object.entries(json as object);
  const value: MapValue = {
    type: 'map',
    entries: new Map(entries.map(([key, item]) => [String(key), toValue(item)])),
    origin: null,
  };
  return value;
}

export const template = (text: string): Value => jinja(text, null);

/** Sends JSON to a Python program on its standard input and reads JSON from its output. */
export function python(program: string, input: unknown): unknown {
  const result = execFileSync('python3', ['-c', program], {
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  return JSON.parse(result) as unknown;
}

/** Texts that have bitten someone. */
export const oddTexts: readonly string[] = [
  '', ' ', '\n', '\n\n', '\n\n\n', '\t', '\ta', 'a\t', 'a ', ' a', 'a\n', 'a\n\n', '\na', '\n\na\n', ' a\nb', 'a\n b\n', 'a \nb',
  'a\r\nb', '\r', 'a\n\n\n\nb', '  a\n\nb', '\n  a\nb\n', 'a\n\t\nb', '\ta\nb', 'a\n#b\n', '# a', 'a #b', 'a#b', 'a: b', 'a:', ':a',
  'yes', 'No', 'on', 'OFF', 'y', 'n', 'null', 'Null', '~', 'true', 'TRUE', '.inf', '.NaN', '-.inf', 'nan', 'inf', '1', '0', '0644',
  '0o14', '0x1F', '0b1', '1_000', '1e3', '1.5', '24.04', '24.10', '22:22', '1:30:00', '2024-01-01', '2001-12-14t21:59:43.10-05:00',
  '=', '<<', '-', '- a', '--', '---', '...', '--- a', '?', '? a', '*a', '&a', '!a', '!unsafe', '%a', '@a', '`a`', '|', '>', '>-', '"', "'",
  `"a"`, `'a'`, `a "b" 'c'`, 'C:\\temp', '\\n', '{', '}', '[', ']', '{}', '[]', '{a: b}', '[a, b]', 'a, b', 'a]', '{{ a }}', '{% a %}',
  '{# a #}', 'a {{ b', '}}', '{{', '{{ "a" }} \'b\'', '{{ a }}\n{{ b }}\n', ' {{ a }}\n b', '${a}', '%{a}', '$', '\u0000', '\u0007', '\u001b[0m',
  '\u007f', '\u0085', 'a\u0085b', '\u00a0', '\u2028', 'a\u2029b\n', '\ufeff', 'a\ufeff', '\ufffe', '\uffff', '\ud800', 'a\udc00b', '😀', '👨‍👩‍👧',
  '\u202eabc', 'Установка пакетов', 'Ещё: да', '日本語', '__proto__', 'constructor', 'a'.repeat(300), `${'word '.repeat(60)}end`,
  `${'word '.repeat(60)}`, `{{ ${'word '.repeat(60)} }}`, `a  ${'word  '.repeat(60)}b`, `${'x'.repeat(200)} ${'y'.repeat(200)}`,
  `first\n${'word '.repeat(60)}end\nlast\n`, `first\n${'x'.repeat(300)}\n`, `# ${'-'.repeat(300)}`, '\\'.repeat(200), '\u0001'.repeat(200),
  `"${'\\ '.repeat(100)}'`, '50G', '50g', '1K', '08', '#', '/etc/ssh/sshd_config', '~/x', './x', 'nginx', "os_family == 'Debian'",
]; // prettier-ignore

const pieces = fc.constantFrom(
  ...'\n \t:#-?{}[]|>\'"\\%@`&*!,=~<'.split(''),
  '\n\n',
  '  ',
  '{{ ',
  ' }}',
  '{%',
  ': ',
  ' #',
  '\r',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u00a0',
  'yes',
  '0',
  'word ',
  'a',
  'ж',
  '😀',
);

/** Any text, with more than its share of what is special in YAML, HCL and Jinja. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc
    .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 30 })), { maxLength: 30 })
    .map((parts) => parts.join('')),
  fc.constantFrom(...oddTexts),
);
