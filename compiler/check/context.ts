import type { Related } from '../../grammar/diagnostic.ts';
import type { Expr, Pattern, Use } from '../../grammar/syntax.ts';
import type { diagnose } from '../diagnostics/catalogue.ts';
import type { Type } from '../model/types.ts';
import type { Kind } from '../sdk/resource-kind.ts';
import type { TypeScope } from './scope.ts';
import type { SemanticRecorder } from './semantic-recorder.ts';
import type { Subject } from './subject.ts';

/** What the checker of expressions needs to know of the module. */
export interface Names {
  readonly report: typeof diagnose;
  readonly systems: () => readonly string[];
  readonly families: () => readonly string[];
  /** A system or a family of the module, or of what it can use. */
  readonly block: (kind: 'os' | 'family', name: string) => Subject;
  readonly recorder: SemanticRecorder;
  /** The system that was most likely meant by a word, or null. */
  readonly likelySystem: (word: string) => string | null;
  /** Whether so much is wrong that no more is reported. */
  readonly isFull: () => boolean;
}

/** What is being given a value, for messages. */
export interface Wanted {
  readonly type: Type;
  /** `enabled`, in backquotes. */
  readonly what: string;
  /** Where the expectation comes from. */
  readonly related?: readonly Related[];
}

/** The checks of expressions, for those of their parts. */
export interface Checker {
  readonly infer: (expr: Expr, scope: TypeScope, names: Names, expected?: Type, what?: string) => Type;
  readonly expect: (expr: Expr, scope: TypeScope, names: Names, wanted: Wanted) => Type;
  readonly condition: (expr: Expr, scope: TypeScope, names: Names) => void;
}

/** The same names, without reports: for a second look at what was checked already. */
export const withoutReports = (names: Names): Names => ({
  ...names,
  report: (() => undefined) as unknown as Names['report'],
});

/** The text of a string without interpolation. */
export function wordOf(expr: Expr | Pattern): string | null {
  if (expr.node !== 'string') return null;
  const [part] = expr.parts;
  if (part === undefined) return '';
  return expr.parts.length === 1 && part.node === 'text' ? part.value : null;
}

/** What members are checked against, besides the names in scope. */
export interface MemberNames extends Names {
  /** Checks a `use`: the role, its params and their values. */
  readonly use: (use: Use, scope: TypeScope) => void;
  /** Whether a role of the name can be used. */
  readonly isRole: (name: string) => boolean;
  /** Checks the image that another one is built on; false if the expression names none. */
  readonly base: (value: Expr) => boolean;
  /** Every kind of resource there is, wherever it may stand. */
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Every kind of expectation. */
  readonly expectations: ReadonlyMap<string, Kind>;
  /** Ids of every rule. */
  readonly rules: readonly string[];
  /** The role whose members are checked. */
  readonly role?: string;
}
