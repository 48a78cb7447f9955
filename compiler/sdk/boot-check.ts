import type { Span } from '../../grammar/span.ts';
import type { BootCheck } from '../model/ir.ts';
import type { StringValue } from '../model/value.ts';

/** A boot check as a rule or an expectation asks for it; the compiler adds what all have. */
export interface BootCheckDraft {
  /** What tells it apart from other points of the same rule or expectation: small letters, digits and dashes. */
  readonly id?: string;
  /** What is so when it holds, as a sentence without its full stop: `Curl is in PATH`. */
  readonly title: string;
  /** A command line for `sh`, run as root, that changes nothing. Its result is `seen`: `rc`, `stdout`, `stderr`. */
  readonly look: string;
  /** Conditions of Ansible's on `seen`. All must hold; what comes after one that does not is not evaluated. */
  readonly that: readonly string[];
  /** What is there instead when it does not hold: a template of Ansible's that may use `seen`. */
  readonly found: string;
  /** Texts that the conditions use by name. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The line that it is about, where that is not the expectation's own. */
  readonly origin?: Span;
}

/** What a rule or an expectation does not say of its checks itself. */
interface AskedBy {
  /** The rule's id, or kind and label of the expectation. */
  readonly id: string;
  readonly kind: string | null;
  readonly origin: Span;
  /** Conditions that are decided at deployment. */
  readonly when?: readonly StringValue[];
}

/** The check as the IR has it. */
export function closeBootCheck(draft: BootCheckDraft, { id, kind, origin, when = [] }: AskedBy): BootCheck {
  const { title, look, that, found, vars = {} } = draft;
  const at = draft.origin ?? origin;
  return {
    id: draft.id === undefined ? id : `${id}-${draft.id}`,
    title,
    look,
    that: [...that],
    found,
    vars: new Map(Object.entries(vars)),
    conditions: when.map((each) => ({ value: each.value, origin: each.origin ?? at })),
    kind,
    origin: at,
  };
}

/** Author's texts in conditions: plain ones stand there as they are, others are variables. */
export class Texts {
  readonly vars: Record<string, string> = {};

  /** The text as a term of a condition. `name` is the variable's, should one be needed. */
  term(name: string, text: string): string {
    if (/^[\w ./:@%+,=*()<>!-]*$/.test(text)) return `'${text}'`;
    this.vars[name] = text;
    return name;
  }
}
