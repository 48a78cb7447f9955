import type { Target } from '../../compiler/model/ir.ts';
import { fact, type FactName } from './target-facts.ts';

/** One comparison of a fact with some values. Several in a condition must all hold. */
export interface Term {
  readonly fact: FactName;
  readonly negated: boolean;
  /** At least one, in the order of the targets. */
  readonly values: readonly string[];
}

/** No terms: always. */
export type Condition = readonly Term[];

export function holds(condition: Condition, target: Target): boolean {
  return condition.every((term) => term.values.includes(fact(term.fact, target)) !== term.negated);
}

/** What Ansible's `when` takes, without braces: `os_family == 'Debian'`, `os_name in ['a', 'b']`. */
export function conditionText(term: Term): string {
  const quoted = term.values.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`);
  if (quoted.length === 1) return `${term.fact} ${term.negated ? '!=' : '=='} ${quoted[0]}`;
  return `${term.fact} ${term.negated ? 'not in' : 'in'} [${quoted.join(', ')}]`;
}

const systemFacts: readonly FactName[] = ['os_family', 'os_distro', 'os_name'];
/** Naming targets one by one says nothing about why: only when nothing else is exact. */
const lastResort = 3;

/**
 * The shortest condition that is true on the targets in `subset` and false on the other targets in `all`. Both keep
 * the order of the image's targets; a comparison with what a person would call the difference wins over a list of names.
 */
export function conditionFor(subset: readonly Target[], all: readonly Target[]): Condition {
  const wanted = new Set(subset);
  if (all.every((target) => wanted.has(target))) return [];
  const exact = (condition: Condition): boolean =>
    all.every((target) => holds(condition, target) === wanted.has(target));

  const systems = systemFacts.flatMap((name) => terms(name, subset, all));
  const variants = terms('variant', subset, all);
  const candidates: Condition[] = [
    ...systems.map((term) => [term]),
    ...variants.map((term) => [term]),
    ...systems.flatMap((system) => variants.map((variant) => [system, variant])),
    ...terms('image_name', subset, all).map((term) => [term]),
  ];
  let best: Condition | null = null;
  for (const candidate of candidates) {
    if (exact(candidate) && (best === null || cost(candidate) < cost(best))) best = candidate;
  }
  // Names of targets are unique, so the list of names is always exact.
  return best!;
}

/** What can be said with one fact: that it has one of the subset's values, or none of the values that only others have. */
function terms(name: FactName, subset: readonly Target[], all: readonly Target[]): Term[] {
  const inside = [...new Set(subset.map((target) => fact(name, target)))];
  const outside = [...new Set(all.map((target) => fact(name, target)))].filter(
    (value) => !inside.includes(value),
  );
  const out: Term[] = [];
  if (inside.length > 0) out.push({ fact: name, negated: false, values: inside });
  if (outside.length > 0) out.push({ fact: name, negated: true, values: outside });
  return out;
}

function cost(condition: Condition): number {
  return condition.reduce(
    (sum, term) =>
      sum + 1 + term.values.length + (term.negated ? 0.5 : 0) + (term.fact === 'image_name' ? lastResort : 0),
    0,
  );
}

/** The condition in words, as the name of a block: `On the Debian family, in the large variant`. */
export function conditionTitle(condition: Condition, all: readonly Target[]): string {
  const title = conditionWords(condition, all);
  return title.slice(0, 1).toUpperCase() + title.slice(1);
}

/** The condition in words that go on a sentence: `on the Debian family, in the large variant`. */
export function conditionWords(condition: Condition, all: readonly Target[]): string {
  return condition.map((term) => words(term, all)).join(', ');
}

function words(term: Term, all: readonly Target[]): string {
  const not = term.negated;
  const names = enumeration(term.values.map((value) => shown(term.fact, value, all)));
  switch (term.fact) {
    case 'os_family':
      return `${not ? 'outside' : 'on'} the ${names} ${term.values.length === 1 ? 'family' : 'families'}`;
    case 'variant':
      if (term.values.length === 1 && term.values[0] === '')
        return not ? 'in every variant' : 'without a variant';
      return `${not ? 'outside' : 'in'} the ${names} ${term.values.length === 1 ? 'variant' : 'variants'}`;
    case 'image_name':
      return `${not ? 'not in' : 'in'} ${names}`;
    default:
      return `${not ? 'not on' : 'on'} ${names}`;
  }
}

/** Systems go by their titles; a distribution by the words that the titles of its releases begin with. */
function shown(name: FactName, value: string, all: readonly Target[]): string {
  if (name === 'variant' && value === '') return 'plain';
  if (name !== 'os_name' && name !== 'os_distro') return value;
  const target = all.find((one) => fact(name, one) === value);
  if (target === undefined) return value;
  if (name === 'os_name') return target.os.title;
  const title = target.os.title;
  return title.toLowerCase().startsWith(value.toLowerCase()) ? title.slice(0, value.length) : value;
}

function enumeration(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
