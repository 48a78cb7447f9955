import * as z from 'zod/mini';
import type { Brought } from '../compiler/contents-schema.ts';
import type { ContentsUse, LowerContext, Lowered, ResourceUse, TaskDraft } from '../compiler/kinds.ts';
import { t } from '../compiler/schema.ts';
import { INT, STRING } from '../compiler/types.ts';
import { list, string } from '../compiler/value.ts';
import type { IntValue, Value } from '../compiler/value.ts';
import { textIn } from './contents.ts';
import { no, word, yes } from './lowering.ts';

/** What `command` and `shell` have in common. */
export const commandSchema = z.object({
  creates: t.string('A path; the command is not run when it is there.'),
  removes: t.string('A path; the command is run only when it is there.'),
  unless: t.string('A command that succeeds when there is nothing to do.'),
  only_if: t.string('A command that succeeds when there is something to do.'),
  changes: t.bool('Whether it changes the machine; what only looks or waits does not.', 'true'),
  accept: t.list(INT, 'Exit codes that are no failure.', '[0]'),
  chdir: t.string('Folder in which it runs.'),
  environment: t.map(STRING, 'Environment variables.'),
  user: t.string('User who runs it.', '"root"'),
});

/** The tasks of a command: a look at whether it is needed where `unless` or `only_if` say so, and the command. */
export function lowerCommand(
  module: 'command' | 'shell',
  { label, attributes, title, origin }: ResourceUse<typeof commandSchema>,
  { variable }: LowerContext,
): Lowered {
  const { creates, removes, unless, only_if: onlyIf, changes, accept, chdir, environment, user } = attributes;
  const fullName = `ansible.builtin.${module}`;
  const name = title ?? titleFor(label.value);
  const shared = {
    environment,
    become: user === undefined ? undefined : yes,
    become_user: user,
  };
  const tasks: TaskDraft[] = [];
  const conditions: Value[] = [];
  for (const [check, test] of [
    [unless, 'rc != 0'],
    [onlyIf, 'rc == 0'],
  ] as const) {
    if (check === undefined) continue;
    const register = variable(`${firstWord(label.value)}_check`);
    tasks.push({
      title: `See whether it is needed: ${lowerFirst(name)}`,
      module: needsShell(check) ? 'ansible.builtin.shell' : 'ansible.builtin.command',
      args: { cmd: check, chdir },
      keywords: { ...shared, register: word(register), changed_when: no, failed_when: no, check_mode: no },
    });
    conditions.push(string(`${register}.${test}`, check.origin));
  }
  const piped = module === 'shell' && /\|/.test(label.value) && !label.value.includes('pipefail');
  const cmd = piped ? string(`set -o pipefail\n${label.value}`, label.origin) : label;
  const codes = accept?.items.map((item) => (item as IntValue).value);
  const register = codes === undefined ? undefined : variable(firstWord(label.value));
  tasks.push({
    title: name,
    module: fullName,
    args: { cmd, chdir, creates, removes, executable: piped ? word('/bin/bash') : undefined },
    keywords: {
      ...shared,
      register: register === undefined ? undefined : word(register),
      // creates and removes let Ansible itself tell whether something changed.
      changed_when:
        changes?.value === false ? no : creates === undefined && removes === undefined ? yes : undefined,
      failed_when:
        codes === undefined
          ? undefined
          : string(`${register}.rc not in [${codes.join(', ')}]`, accept!.origin),
      when: conditions.length === 0 ? undefined : list(conditions, origin),
    },
  });
  return { tasks };
}

export function commandContents(
  shell: boolean,
  { label, attributes }: ContentsUse<typeof commandSchema>,
): Brought {
  const { creates, removes, unless, only_if: onlyIf, changes, user } = attributes;
  return {
    commands: [
      {
        line: label,
        shell,
        user: textIn(user) ?? 'root',
        changes: changes?.value ?? true,
        creates: textIn(creates),
        removes: textIn(removes),
        unless: textIn(unless),
        only_if: textIn(onlyIf),
      },
    ],
  };
}

/** Whether a command line has anything that only a shell understands. */
function needsShell(line: Value): boolean {
  return line.type !== 'string' || /[|&;<>()$`*?~\n]/.test(line.value);
}

function firstWord(command: string): string {
  return (
    command
      .trim()
      .split(/[\s/]+/)
      .find((part) => part !== '') ?? 'command'
  );
}

function titleFor(command: string): string {
  const line = command.trim().split('\n')[0]!.replace(/\s+/g, ' ').replace(/\{/g, '(').replace(/\}/g, ')');
  return `Run ${line.length > 60 ? `${line.slice(0, 57).trimEnd()}...` : line}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
