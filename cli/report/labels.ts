import type { Finding, CheckReport } from './types.ts';
import type { State } from '../html/states.ts';
import type { Severity } from '../../grammar/diagnostic.ts';

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

export function verdictLine({ images, totals, mistakes }: CheckReport): string {
  if (mistakes.length > 0) return `Not ready: ${plural(mistakes.length, 'mistake')} in the source`;
  if (images.length === 0) return 'There is no image';
  if (totals.ready) return 'Ready to build: no requirement is broken';
  const rules = images.flatMap(({ topics }) => topics.flatMap((topic) => topic.rules));
  const broken = new Set(rules.filter(({ states }) => states.includes('broken')).map(({ id }) => id));
  return `Not ready: ${plural(broken.size, 'requirement')} broken`;
}

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
