import type { Severity } from '../../grammar/diagnostic.ts';
import type { Finding, SignOff, State } from './model.ts';

/** What each state is called, and what it means for whoever signs. */
export const STATES: Readonly<Record<State, { readonly word: string; readonly meaning: string }>> = {
  broken: { word: 'Broken', meaning: 'The image does not meet it: it cannot be built as it is.' },
  warned: { word: 'Warning', meaning: 'Not as it should be; it does not keep the image from being built.' },
  noted: { word: 'Hint', meaning: 'Met, and could be met better.' },
  allowed: { word: 'Allowed', meaning: 'Not met, and the source says why that may be.' },
  held: { word: 'Held', meaning: 'Proven before the build: from the source, or by what the compiler does.' },
  boot: { word: 'At boot', meaning: 'Asserted in the booted image, by tests/verify.yml.' },
  unasked: {
    word: 'Not asked',
    meaning:
      'Turned off by the project, done by the image in a way of its own, or in need of a day that nobody gave.',
  },
};

/** What a requirement comes to when this is found. */
export const STATE_OF: Readonly<Record<Severity, State>> = {
  error: 'broken',
  warning: 'warned',
  hint: 'noted',
};

/** Errors apart from what keeps no image from being built, each under a heading of its own. */
export function byWeight(
  findings: readonly Finding[],
): { readonly title: string; readonly found: readonly Finding[] }[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  return [
    { title: 'What stands in the way', found: errors },
    { title: 'What could be better', found: others },
  ].filter(({ found }) => found.length > 0);
}

export const ORDER = Object.keys(STATES) as State[];

export function verdictLine({ images, totals, mistakes }: SignOff): string {
  if (mistakes.length > 0) return `Not ready: ${plural(mistakes.length, 'mistake')} in the source`;
  if (images.length === 0) return 'There is no image';
  if (totals.ready) return 'Ready to build: no requirement is broken';
  const rules = images.flatMap(({ topics }) => topics.flatMap((topic) => topic.rules));
  const broken = new Set(rules.filter(({ states }) => states.includes('broken')).map(({ id }) => id));
  return `Not ready: ${plural(broken.size, 'requirement')} broken`;
}

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
