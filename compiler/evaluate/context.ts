import type { Span } from '../../grammar/span.ts';
import type { diagnose } from '../diagnostics/catalogue.ts';
import type { Choice, Outcome } from './branches.ts';
import type { Files } from '../load/project-files.ts';
import type { Budget } from '../model/limits.ts';
import type { RecordValue, Value } from '../model/value.ts';

/** What evaluation needs besides the scope. */
export interface EvalContext {
  readonly report: typeof diagnose;
  /** Takes note of an expression without a value: when nothing else was reported, it is. */
  readonly unresolved: (span: Span) => void;
  /** Takes note of what a `when` or a `match` came to; `subject` is what was matched, in words. */
  readonly recordBranch: (
    choice: Choice,
    isAboutTarget: () => boolean,
    outcome: Outcome,
    subject: string | null,
  ) => void;
  /** Whether the checker found something wrong within a span: what seems wrong there may follow from it. */
  readonly hasErrorAt: (span: Span) => boolean;
  readonly files: Files;
  /** Is told what each expression comes to, if somebody asked. */
  readonly observe?: ((span: Span, value: Value) => void) | undefined;
  /** What this target has used up of the limits. */
  readonly budget: Budget;
  /** A declared system or family, for bare names. */
  readonly os: (name: string) => RecordValue | null;
  readonly family: (name: string) => RecordValue | null;
  /** All systems that can be named. */
  readonly systems: () => readonly RecordValue[];
}
