import type { Task } from '../../compiler/model/ir.ts';
import { bool, int, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';

/** Makes tasks whose origin is one place of a source. */
export class TaskMaker {
  readonly #origin: Span;

  readonly #kind: string;

  /** @param kind names the variables that hold what differs between targets */
  constructor(origin: Span, kind: string) {
    this.#origin = origin;
    this.#kind = kind;
  }

  text(value: string): Value {
    return string(value, this.#origin);
  }

  no(): Value {
    return bool(false, this.#origin);
  }

  task(
    title: string,
    module: string,
    args: Readonly<Record<string, Value>>,
    keywords: Readonly<Record<string, Value>> = {},
  ): Task {
    const origin = this.#origin;
    return {
      title,
      module: `ansible.builtin.${module}`,
      args: { type: 'map', entries: new Map(Object.entries(args)), origin },
      keywords: new Map(Object.entries(keywords)),
      notify: [],
      kind: this.#kind,
      origin,
    };
  }

  shell(
    title: string,
    lines: readonly string[],
    guard: Readonly<Record<string, Value>>,
    keywords: Readonly<Record<string, Value>> = {},
  ): Task {
    const cmd = this.text(['set -euo pipefail', ...lines].join('\n'));
    return this.task(title, 'shell', { cmd, ...guard, executable: this.text('/bin/bash') }, keywords);
  }

  number(value: number): Value {
    return int(value, this.#origin);
  }

  /** Reads the indexes of all package sources, also while the system looks for upgrades of its own. */
  readIndexes(title: string, register: string): Task {
    return this.task(
      title,
      'apt',
      { update_cache: bool(true, this.#origin) },
      {
        register: this.text(register),
        changed_when: this.no(),
        until: this.text(`${register} is succeeded`),
        retries: this.number(10),
        delay: this.number(30),
      },
    );
  }

  /** A file of root's. */
  file(title: string, path: string, content: string): Task {
    return this.task(title, 'copy', {
      content: this.text(content),
      dest: this.text(path),
      owner: this.text('root'),
      group: this.text('root'),
      mode: { type: 'mode', value: '0644', origin: this.#origin },
    });
  }
}
