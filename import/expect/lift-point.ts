import type { BootCheckDraft } from '../../compiler/sdk/boot-check.ts';
import { string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { nameValue } from '../../emit/ansible/playbook.ts';
import { library } from '../../stdlib/index.ts';
import { labelText, quoted } from '../lift/text.ts';
import type { Statement } from '../lift/statement.ts';
import type { System } from '../model/system.ts';
import { GUESSES } from './guesses.ts';
import type { Guess } from './guesses.ts';
import type { Point } from './point.ts';

export interface Lifted {
  readonly statement: Statement;
  /** How many of the points are in it. */
  readonly points: number;
}

/**
 * The expectation that points begin with; null if they begin with none. `known` are the points of the target before
 * them, which another expectation does not repeat.
 */
export function liftPoint(
  points: readonly Point[],
  known: ReadonlySet<string>,
  { packageManager }: System,
): Lifted | null {
  const [first, next] = points;
  const all = Object.entries(GUESSES).flatMap(([kind, guesses]) =>
    guesses(first!, next).flatMap((guess) => {
      const { label, attributes } = guess;
      const expectation = library.expectations.get(kind)!;
      if ((expectation.label.check?.(label) ?? null) !== null) return [];
      const use = { label: string(label, null), attributes: attributes as never };
      const matched = match(expectation.bootChecks(use, { packageManager }), points, known);
      return matched === null ? [] : [{ ...matched, kind, guess }];
    }),
  );
  // One label may be written in two ways, of which the title tells.
  const best = all.find(({ title }) => title === null) ?? all[0];
  return best === undefined ? null : { statement: statementOf(best), points: best.points };
}

function statementOf({
  kind,
  guess: { label, attributes },
  title,
}: Matched & {
  readonly kind: string;
  readonly guess: Guess;
}): Statement {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, valueText(name, value)] as const],
  );
  const own = title === null ? [] : [['title', quoted(title)] as const];
  return { grade: 'lifted', kind, labels: [label], attributes: [...own, ...given] };
}

interface Matched {
  readonly points: number;
  readonly title: string | null;
}

/** How many points drafts come to, and the title that the first one has of its own; null if they are not those points. */
function match(
  drafts: readonly BootCheckDraft[],
  points: readonly Point[],
  known: ReadonlySet<string>,
): Matched | null {
  let at = 0;
  let title: string | null = null;
  for (const [i, draft] of drafts.entries()) {
    const { look, that, vars = {} } = draft;
    const point = points[at];
    const key = keyOf({ look, that, vars });
    const usual = nameOf(draft.title);
    if (point !== undefined && keyOf(point) === key && (i === 0 || point.title === usual)) {
      if (point.when.join('\n') !== points[0]!.when.join('\n')) return null;
      if (point.title !== usual) title = point.title;
      at++;
    } else if (!known.has(key)) return null;
  }
  return at === 0 ? null : { points: at, title };
}

/** A title as the compiler writes it. */
const nameOf = (title: string): string => {
  const value = nameValue(string(title, null));
  return value.type === 'string' ? value.value : title;
};

/** What makes two points the same. */
export const keyOf = ({ look, that, vars }: Pick<Point, 'look' | 'that' | 'vars'>): string =>
  JSON.stringify([look, that, Object.entries(vars)]);

/** Attributes whose values are words of the language. */
const WORDS: ReadonlySet<string> = new Set(['state', 'protocol']);

function valueText(name: string, value: Value): string {
  switch (value.type) {
    case 'string':
      return WORDS.has(name) ? labelText(value.value) : quoted(value.value);
    case 'list':
      return `[${value.items.map((each) => valueText('', each)).join(', ')}]`;
    case 'mode':
    case 'int':
    case 'bool':
      return String(value.value);
    default:
      return '';
  }
}
