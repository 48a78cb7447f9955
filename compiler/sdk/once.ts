import type { RuleContext } from './rule.ts';

/** Something that several rules ask of a target is worked out once for all of them. */
export function once<T>(work: (context: RuleContext) => T): (context: RuleContext) => T {
  return (context) => context.once(work);
}
