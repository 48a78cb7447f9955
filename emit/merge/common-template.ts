import type { Target } from '../../compiler/model/ir.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';
import { fact, type FactName } from './target-facts.ts';

/** Where two facts explain a text equally well, the earlier one does. */
const preference: readonly FactName[] = [
  'os_codename',
  'os_release',
  'os_version',
  'os_distro',
  'os_name',
  'os_user',
  'os_short',
  'os_title',
  'image_name',
  'variant',
  'os_family',
];

const ownerKeys = new Set(['owner', 'group', 'user', 'become_user']);

/** A text with more of them than this is not a text that differs by a few facts. */
const mostFacts = 100;

/**
 * Whether text that comes out of a template would be taken for a list, a map or a bool: ansible-core before 2.19 reads
 * the result again as a Python literal. An INI file, which also begins with a bracket, is none.
 */
export function looksLikeLiteral(text: string): boolean {
  if (text === 'True' || text === 'False' || text.startsWith('{')) return true;
  return text.startsWith('[') && !/^\[[^\]\n]*\]\n\s*\S/.test(text);
}

/**
 * The one template that gives each target its text, made of facts of the targets; null when there is none that is
 * exact for all. `texts` and `targets` go together; `key` is the argument that the text is for.
 */
export function templateFor(
  texts: readonly string[],
  targets: readonly Target[],
  key: string,
): string | null {
  // Jinja reads every line break as \n.
  if (texts.some((text) => looksLikeTemplate(text) || looksLikeLiteral(text) || text.includes('\r')))
    return null;
  const facts = preference
    .map((name) => ({ name, values: targets.map((target) => fact(name, target)) }))
    .filter(({ values }) => values.every((value) => value !== '') && new Set(values).size > 1)
    .map((one) => ({ ...one, weight: one.values.reduce((sum, value) => sum + value.length, 0) }))
    // Longer values first: 24.04 is a release rather than a version with .04 behind it.
    .sort((a, b) => b.weight - a.weight);
  const first = texts[0]!;
  const dead = new Set<string>();
  const initials = new Set(facts.map(({ values }) => values[0]![0]!));

  /** Facts that stand at these places in all texts, best first. */
  const factsAt = (at: readonly number[]): typeof facts => {
    const found = facts.filter(({ values }) =>
      values.every((value, i) => texts[i]!.startsWith(value, at[i])),
    );
    if (found.length < 2 || !(ownerKeys.has(key) || first.endsWith('/home/', at[0]))) return found;
    return found.sort((a, b) => Number(b.name === 'os_user') - Number(a.name === 'os_user'));
  };

  const from = (start: readonly number[], depth: number): string | null => {
    const state = start.join();
    if (depth > mostFacts || dead.has(state)) return null;
    const at = [...start];
    for (let literal = ''; ;) {
      if (at.every((place, i) => place === texts[i]!.length)) return literal;
      // A brace beside a template's own would be read as part of it.
      const open =
        initials.has(first[at[0]!]!) &&
        !literal.endsWith('{') &&
        (literal !== '' || first[at[0]! - 1] !== '{');
      for (const { name, values } of open ? factsAt(at) : []) {
        const next = at.map((place, i) => place + values[i]!.length);
        const rest = first[next[0]!] === '}' ? null : from(next, depth + 1);
        if (rest !== null) return `${literal}{{ ${name} }}${rest}`;
      }
      const next = first[at[0]!];
      if (next === undefined || at.some((place, i) => texts[i]![place] !== next)) break;
      literal += next;
      for (let i = 0; i < at.length; i++) at[i]!++;
    }
    dead.add(state);
    return null;
  };
  return from(
    texts.map(() => 0),
    0,
  );
}
