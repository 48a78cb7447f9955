import type { Span } from '../../grammar/span.ts';
import { ANY, INT, TEXT, either, listOf, mapOf } from '../model/types.ts';
import { common, valuesOf } from '../model/common-type.ts';
import { same, bad, bool, int, jinja, list, string } from '../model/value.ts';
import type { ListValue, MapValue, Value } from '../model/value.ts';
import { textOf } from '../model/text.ts';
import { VALUE, of, text } from './function-kind.ts';
import type { CallContext, LanguageFunction } from './function-kind.ts';
import { encodings } from './encodings.ts';
import { listFunctions } from './list-functions.ts';
import { textFunctions } from './text-functions.ts';

/** The parts as one text, where there is room for it. */
function joined(parts: readonly string[], separator: string, origin: Span, hasRoom: CallContext['hasRoom']) {
  const own = parts.reduce((sum, part) => sum + part.length, 0);
  const between = separator.length * Math.max(0, parts.length - 1);
  return hasRoom(own + between) ? string(parts.join(separator), origin) : bad(origin);
}

/** By name. */
export const functions: ReadonlyMap<string, LanguageFunction> = new Map<string, LanguageFunction>([
  ...textFunctions,
  ...listFunctions,
  ...encodings,
  [
    'join',
    {
      signature: 'join(separator, list)',
      doc: 'The items of the list as one text, with the separator between them.',
      example: 'join(", ", ["a", "b"])',
      parameters: [TEXT, listOf(VALUE)],
      result: of(TEXT),
      run: ([separator, items], { origin, hasRoom }) => {
        const texts = (items as ListValue).items.map((item) => textOf(item) ?? '');
        return joined(texts, text(separator), origin, hasRoom);
      },
    },
  ],
  [
    'split',
    {
      signature: 'split(separator, string)',
      doc: 'The parts of the text between the separators, as a list.',
      example: 'split(".", "24.04")',
      parameters: [TEXT, TEXT],
      result: of(listOf(TEXT)),
      run: ([separator, value], { origin, items }) => {
        const parts = text(value).split(text(separator));
        if (!items(parts.length)) return bad(origin);
        return list(
          parts.map((part) => string(part, origin)),
          origin,
        );
      },
    },
  ],
  [
    'replace',
    {
      signature: 'replace(string, old, new)',
      doc: 'The text with every occurrence of `old` replaced.',
      example: 'replace("12.4", ".", "")',
      parameters: [TEXT, TEXT, TEXT],
      result: of(TEXT),
      run: ([value, old, by], { origin, hasRoom }) => {
        // Between all characters and at both ends is what nothing is replaced by.
        const parts = text(old) === '' ? ['', ...text(value), ''] : text(value).split(text(old));
        return joined(parts, text(by), origin, hasRoom);
      },
    },
  ],
  [
    'contains',
    {
      signature: 'contains(list or string, item)',
      doc: 'Whether the list has the item, or the string the text.',
      example: 'contains(["a", "b"], "b")',
      parameters: [either(TEXT, listOf(ANY)), ANY],
      result: of({ kind: 'bool' }),
      run: ([whole, item], { origin }) =>
        bool(
          whole!.type === 'list'
            ? whole.items.some((each) => same(each, item!))
            : text(whole).includes(textOf(item!) ?? ''),
          origin,
        ),
    },
  ],
  [
    'length',
    {
      signature: 'length(list, map or string)',
      doc: 'The number of items, entries or characters.',
      example: 'length(["a", "b"])',
      parameters: [either(TEXT, listOf(ANY), mapOf(ANY))],
      result: of(INT),
      run: ([value], { origin }) => {
        if (value!.type === 'list') return int(value.items.length, origin);
        return int(value!.type === 'map' ? value.entries.size : [...text(value)].length, origin);
      },
    },
  ],
  [
    'keys',
    {
      signature: 'keys(map)',
      doc: 'The keys of the map in the order in which they are written.',
      example: 'keys({ a = 1, b = 2 })',
      parameters: [mapOf(ANY)],
      result: of(listOf(TEXT)),
      run: ([value], { origin }) =>
        list(
          [...(value as MapValue).entries.keys()].map((key) => string(key, origin)),
          origin,
        ),
    },
  ],
  [
    'values',
    {
      signature: 'values(map)',
      doc: 'The values of the map in the order in which they are written.',
      example: 'values({ a = 1, b = 2 })',
      parameters: [mapOf(ANY)],
      result: ([type]) => listOf(valuesOf(type ?? ANY)),
      run: ([value], { origin }) => list([...(value as MapValue).entries.values()], origin),
    },
  ],
  [
    'merge',
    {
      signature: 'merge(map, map…)',
      doc: 'One map of all entries; of two with the same key the later one counts.',
      example: 'merge({ a = 1, b = 2 }, { b = 3 })',
      parameters: [mapOf(ANY)],
      rest: mapOf(ANY),
      result: (types) => (types[0]?.kind === 'object' ? types[0] : mapOf(common(types.map(valuesOf)))),
      run: (maps, { origin }) => {
        const entries = new Map<string, Value>();
        for (const map of maps) for (const [key, value] of (map as MapValue).entries) entries.set(key, value);
        const { unset } = maps[0] as MapValue;
        if (unset === undefined) return { type: 'map', entries, origin };
        // What an object is merged with may give the fields that it leaves out.
        return {
          type: 'map',
          entries,
          origin,
          unset: new Set([...unset].filter((key) => !entries.has(key))),
        };
      },
    },
  ],
  [
    'format',
    {
      signature: 'format(pattern, value…)',
      doc: 'The pattern with each `%s` or `%d` replaced by the next value; `%%` is a percent sign.',
      example: 'format("%s-%d.tar.gz", "app", 2)',
      parameters: [TEXT],
      rest: VALUE,
      result: of(TEXT),
      run: ([pattern, ...values], { origin, hasRoom }) => {
        let next = 0;
        const parts = text(pattern)
          .split(/(%[sd%])/)
          .map((part) => {
            if (part === '%%') return '%';
            if (part !== '%s' && part !== '%d') return part;
            const value = values[next++];
            return value === undefined ? part : (textOf(value) ?? '');
          });
        return joined(parts, '', origin, hasRoom);
      },
    },
  ],
  [
    'file',
    {
      signature: 'file(path)',
      doc: 'A file of the project, relative to the folder of this source file.',
      example: 'file("files/app.conf")',
      parameters: [TEXT],
      result: of({ kind: 'file' }),
      run: ([path], { origin, file }) => file(text(path)) ?? bad(origin),
    },
  ],
  [
    'files',
    {
      signature: 'files(pattern)',
      doc: 'The files that match the pattern, sorted; it is an error when there are none.',
      example: 'files("files/backup_*.sh")',
      parameters: [TEXT],
      result: of(listOf({ kind: 'file' })),
      run: ([pattern], { origin, glob }) => {
        const names = glob(text(pattern));
        if (names === null) return bad(origin);
        return list(
          names.map((path) => ({ type: 'file', path, name: path.split('/').at(-1)!, folder: false, origin })),
          origin,
        );
      },
    },
  ],
  [
    'path',
    {
      signature: 'path(folder)',
      doc: 'A folder of the project, relative to the folder of this source file.',
      example: 'path("roles/legacy")',
      parameters: [TEXT],
      result: of({ kind: 'path' }),
      run: ([path], { origin, folder }) => folder(text(path)) ?? bad(origin),
    },
  ],
  [
    'text',
    {
      signature: 'text(path)',
      doc: 'The content of a text file of the project.',
      example: 'text("files/app.conf")',
      parameters: [TEXT],
      result: of(TEXT),
      run: ([path], { origin, text: read }) => {
        const content = read(text(path));
        return content === null ? bad(origin) : string(content, origin);
      },
    },
  ],
  [
    'env',
    {
      signature: 'env(NAME)',
      doc: 'An environment variable of the build machine, read when Packer runs and never logged.',
      example: 'env(TOKEN)',
      parameters: [TEXT],
      result: of({ kind: 'secret' }),
      run: ([name], { origin }) =>
        jinja(`{{ lookup('ansible.builtin.env', '${text(name).replace(/[\\']/g, '\\$&')}') }}`, origin, true),
    },
  ],
]);

/** Functions whose argument may be a bare name that is taken as text. */
export const NAME_ARGUMENT: ReadonlySet<string> = new Set(['env']);
