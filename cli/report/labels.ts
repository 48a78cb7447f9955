import type { Finding, CheckReport } from './types.ts';
import type { State } from '../html/states.ts';
import type { Severity } from '../../grammar/diagnostic.ts';

/** The state of a requirement with a finding of this severity. */
export const STATE_OF: Readonly<Record<Severity, State>> = {
  error: 'broken',
  warning: 'warned',
  hint: 'noted',
};

/** Groups findings under headings: errors, and findings that do not stop the build. */
export function byWeight(
  findings: readonly Finding[],
): { readonly title: string; readonly found: readonly Finding[] }[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  return [
    { title: 'Problems that stop the build', found: errors },
    { title: 'Warnings and hints', found: others },
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
