import { ANY, INT, TEXT, either, listOf } from '../model/types.ts';
import { common } from '../model/common-type.ts';
import { compareVersions } from '../model/text.ts';
import { bad, int, list, same } from '../model/value.ts';
import type { IntValue, ListValue, StringValue, Value } from '../model/value.ts';
import { of } from './function-kind.ts';
import type { LanguageFunction } from './function-kind.ts';

const items = (value: Value | undefined) => (value as ListValue).items;

/** Functions that make lists. */
export const listFunctions: readonly (readonly [string, LanguageFunction])[] = [
  [
    'concat',
    {
      signature: 'concat(list, …)',
      doc: 'The items of all lists, one list after the other.',
      example: 'concat(["a"], ["b", "c"])',
      parameters: [listOf(ANY)],
      rest: listOf(ANY),
      result: (types) => listOf(common(types.map((type) => (type.kind === 'list' ? type.item : ANY)))),
      run: (lists, { origin, items: room }) => {
        const all = lists.flatMap(items);
        return room(all.length) ? list(all, origin) : bad(origin);
      },
    },
  ],
  [
    'sort',
    {
      signature: 'sort(list)',
      doc: 'The items in order: numbers by size, text as versions are.',
      example: 'sort(["10", "9", "b"])',
      parameters: [listOf(either(TEXT, INT))],
      result: ([type]) => type ?? listOf(ANY),
      run: ([value], { origin }) => list([...items(value)].sort(inOrder), origin),
    },
  ],
  [
    'unique',
    {
      signature: 'unique(list)',
      doc: 'The items without those that stand there already.',
      example: 'unique(["a", "b", "a"])',
      parameters: [listOf(ANY)],
      result: ([type]) => type ?? listOf(ANY),
      run: ([value], { origin }) => {
        const kept: Value[] = [];
        for (const item of items(value)) if (!kept.some((each) => same(each, item))) kept.push(item);
        return list(kept, origin);
      },
    },
  ],
  [
    'range',
    {
      signature: 'range(first, last)',
      doc: 'The whole numbers from the first to the last, which is one of them.',
      example: 'range(1, 3)',
      parameters: [INT, INT],
      result: of(listOf(INT)),
      run: ([first, last], { origin, items: room }) => {
        const [from, to] = [first, last].map((value) => (value as IntValue).value) as [number, number];
        const count = Math.max(0, to - from + 1);
        if (!room(count)) return bad(origin);
        return list(
          Array.from({ length: count }, (_, i) => int(from + i, origin)),
          origin,
        );
      },
    },
  ],
];

function inOrder(a: Value, b: Value): number {
  if (a.type === 'int' && b.type === 'int') return a.value - b.value;
  return compareVersions((a as StringValue).value, (b as StringValue).value);
}
