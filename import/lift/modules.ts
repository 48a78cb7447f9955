import { lifters } from '../lifters.generated.ts';
import type { Lifter } from './lifter.ts';

/** Kinds that say more than another one of the same module come first. */
const ordered = lifters.toSorted((a, b) => Number(b.first ?? false) - Number(a.first ?? false));

/** Who is asked about the tasks of a module, in order. */
export const liftersOf = (module: string): readonly Lifter[] =>
  ordered.filter(({ modules, begins = [] }) => modules.includes(module) || begins.includes(module));

const known = new Set(lifters.flatMap(({ modules }) => modules));

/** Whether the language has a kind for what a module does. */
export const hasKind = (module: string): boolean => known.has(module);
