import type { Span } from '../../grammar/span.ts';
import type { LoweredTask } from './resource-kind.ts';
import { bool, jinja, list, map, string } from '../model/value.ts';
import type { StringValue } from '../model/value.ts';

/** One point that holds on a machine booted from the image: something is looked at, and what was seen is judged. */
export interface BootCheck {
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

/** Where a point comes from. */
export interface PointOrigin {
  /** Stable name, by which it is picked and reported: the rule's id, or kind and label of the expectation. */
  readonly id: string;
  readonly kind: string;
  readonly origin: Span;
  /** Conditions that are decided at deployment. */
  readonly when?: readonly StringValue[];
}

/**
 * The point as a task: an `assert` whose keyword `look` holds the command that goes before it, so that both are kept
 * together where targets differ, and whose tag is its id.
 */
export function bootCheckTask(
  bootCheck: BootCheck,
  { id, kind, origin, when = [] }: PointOrigin,
): LoweredTask {
  const { title, look, that, found, vars } = bootCheck;
  const at = bootCheck.origin ?? origin;
  const text = (each: string) => string(each, at);
  const texts = Object.entries(vars ?? {}).map(([name, value]) => [name, text(value)] as const);
  return {
    title,
    module: 'ansible.builtin.assert',
    args: {
      that: list(that.map(text), at),
      fail_msg: found.includes('{{') ? jinja(found, at) : text(found),
      quiet: bool(true, at),
    },
    keywords: {
      look: text(look),
      vars: texts.length === 0 ? undefined : map(Object.fromEntries(texts), at),
      when: when.length === 0 ? undefined : list(when, at),
      tags: text(bootCheck.id === undefined ? id : `${id}-${bootCheck.id}`),
    },
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
