import * as z from 'zod/mini';
import type { Brought } from '../../compiler/sdk/contents.ts';
import type {
  ContentsUse,
  LowerContext,
  Lowered,
  ResourceUse,
  TaskDraft,
} from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { BOOL, INT, STRING, STRING_LINE, either, enumOf } from '../../compiler/model/types.ts';
import { cut } from '../../compiler/model/text.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { BoolValue, IntValue, RecordValue, StringValue, Value } from '../../compiler/model/value.ts';
import { absolute } from './validators.ts';
import { textIn } from './contents.ts';
import { no, word, yes } from './tasks.ts';

/** What `command` and `shell` have in common. */
export const commandFields = {
  creates: t.string('A path; the command is not run when it is there.'),
  removes: t.string('A path; the command is run only when it is there.'),
  unless: t.lines('A command that succeeds when there is nothing to do.'),
  only_if: t.lines('A command that succeeds when there is something to do.'),
  changes: t.of<BoolValue | StringValue>(
    either(BOOL, enumOf(['on_output']), STRING_LINE),
    'Whether it changes the machine; `false` for what only looks or waits, `on_output` for what prints something exactly when it changes something, or a condition of Ansible’s about its `register`.',
    'true',
  ),
  accept: t.list(INT, 'Exit codes that are no failure.', '[0]'),
  fails: t.string(
    'When it has failed: a condition of Ansible’s about its `register`.',
    'an exit code that is not in `accept`',
  ),
  chdir: t.string('Folder in which it runs.'),
  environment: t.map(STRING, 'Environment variables.'),
  user: t.string('User who runs it.', '"root"'),
};

const oneVerdict = z.refine<{ accept?: unknown; fails?: unknown }>(
  ({ accept, fails }) => accept === undefined || fails === undefined,
  { path: ['fails'], message: '`accept` says already when it has failed: leave one of them out.' },
);

/** Paths of a command begin with a slash where it has no folder of its own. */
export const commandPaths = [
  absolute('creates', 'chdir'),
  absolute('removes', 'chdir'),
  absolute('chdir'),
  oneVerdict,
];

export const commandSchema = z.object(commandFields).check(...commandPaths);

/** The tasks of a command: a look at whether it is needed where `unless` or `only_if` say so, and the command. */
export function lowerCommand(
  module: 'command' | 'shell',
  { label, attributes, title, origin }: ResourceUse<typeof commandSchema>,
  { os, variable }: LowerContext,
  strict?: BoolValue,
): Lowered {
  const { creates, removes, unless, only_if: onlyIf, changes, accept, chdir, environment, user } = attributes;
  const name = title ?? titleFor(label.value);
  const shared = {
    environment,
    become: user === undefined ? undefined : yes,
    become_user: user,
  };
  const hint = slug(title ?? label.value, os);
  const { tasks, conditions } = checks({ unless, only_if: onlyIf, chdir }, name, shared, () =>
    variable(`${hint}_check`),
  );
  const guarded = creates !== undefined || removes !== undefined;
  const codes = accept?.items.map((item) => (item as IntValue).value);
  const speaks = isOnOutput(changes);
  const register = codes === undefined && !speaks ? undefined : variable(hint);
  const main: TaskDraft = {
    title: name,
    ...run(module, label, { chdir, creates, removes }, strict?.value === false ? null : STRICT),
    keywords: {
      ...shared,
      register: register === undefined ? undefined : word(register),
      changed_when: changedWhen(changes, guarded, register),
      failed_when:
        codes === undefined
          ? attributes.fails
          : string(`${register}.rc not in [${codes.join(', ')}]`, accept!.origin),
      when: conditions.length === 0 ? undefined : list(conditions, origin),
    },
  };
  return { tasks: [...tasks, main] };
}

/** Tasks that look whether something is needed, and the conditions on which it then is. */
export function checks(
  given: {
    readonly unless?: Value | undefined;
    readonly only_if?: Value | undefined;
    readonly chdir?: Value | undefined;
  },
  name: string,
  keywords: Readonly<Record<string, Value | undefined>>,
  variable: () => string,
): { readonly tasks: readonly TaskDraft[]; readonly conditions: readonly Value[] } {
  const tasks: TaskDraft[] = [];
  const conditions: Value[] = [];
  for (const [check, question, test] of [
    [given.unless, 'See whether it is done', 'rc != 0'],
    [given.only_if, 'See whether it is needed', 'rc == 0'],
  ] as const) {
    if (check === undefined) continue;
    const register = variable();
    tasks.push({
      title: `${question}: ${lowerFirst(name)}`,
      ...run(needsShell(check) ? 'shell' : 'command', check, { chdir: given.chdir }, piped(check)),
      keywords: { ...keywords, register: word(register), changed_when: no, failed_when: no, check_mode: no },
    });
    conditions.push(string(`${register}.${test}`, check.origin));
  }
  return { tasks, conditions };
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
        changes: changes?.type === 'bool' ? changes.value : isOnOutput(changes) ? 'on_output' : true,
        creates: textIn(creates),
        removes: textIn(removes),
        unless: textIn(unless),
        only_if: textIn(onlyIf),
      },
    ],
  };
}

const isOnOutput = (changes: Value | undefined) =>
  changes?.type === 'string' && changes.value === 'on_output';

/** With `creates` and `removes` Ansible itself tells whether the command was run; what it prints when not is its own. */
function changedWhen(changes: Value | undefined, guarded: boolean, register?: string): Value | undefined {
  if (changes?.type === 'string' && !isOnOutput(changes)) return changes;
  if (changes?.type === 'string') {
    const printed = `${register}.stdout | length > 0`;
    return string(guarded ? `${register}.changed and ${printed}` : printed, changes.origin);
  }
  if (changes?.type === 'bool' && !changes.value) return no;
  return guarded ? undefined : yes;
}

/** Stops a script at the first command that fails, in a pipe too, and at a variable that nobody has set. */
const STRICT = 'set -euo pipefail';
const BASH = word('/bin/bash');

/** The module and its arguments. A shell is bash on every system, whatever `/bin/sh` is there. */
function run(
  module: 'command' | 'shell',
  line: Value,
  rest: Readonly<Record<string, Value | undefined>>,
  prefix: string | null = null,
): Pick<TaskDraft, 'module' | 'args'> {
  if (module === 'command') return { module: 'ansible.builtin.command', args: { cmd: line, ...rest } };
  const text = 'value' in line ? String(line.value) : '';
  const cmd = prefix === null || isStrict(text) ? line : ({ ...line, value: `${prefix}\n${text}` } as Value);
  return { module: 'ansible.builtin.shell', args: { cmd, ...rest, executable: BASH } };
}

/** Whether a script begins with all that `STRICT` says, in whatever letters. */
function isStrict(text: string): boolean {
  const [, options] = /^\s*(?:#[^\n]*\n\s*)*set((?: +-\w+| +pipefail)+) *(?:[;\n]|&&|$)/.exec(text) ?? [];
  if (options === undefined) return false;
  const letters = options.replace(/pipefail/g, '').replace(/[ -]/g, '');
  return letters.includes('e') && letters.includes('u') && options.includes('pipefail');
}

/** A look at whether something is needed answers by its last command; a pipe by the first of its commands that fails. */
const piped = (line: Value): string | null =>
  'value' in line && /(^|[^|>])\|(?!\|)/.test(String(line.value)) && !String(line.value).includes('pipefail')
    ? 'set -o pipefail'
    : null;

/** What bash itself understands, as the first word of a line. */
const OF_BASH =
  /^\s*(!|\[\[|\(|\{|\.|:|case|cd|command|declare|eval|exec|export|for|function|hash|if|let|pushd|read|set|shopt|source|time|trap|type|ulimit|umask|unset|until|wait|while)(\s|$)|^\s*\w+=/;

/** Whether a command line has anything that only a shell understands. */
export function needsShell(line: Value): boolean {
  return line.type !== 'string' || /[|&;<>()$`*?~\n]/.test(line.value) || OF_BASH.test(line.value);
}

/**
 * A list of labels is a list of commands. What reads like the words of one command is none: a list of which every item
 * has words of its own is.
 */
export function severalCommands(kind: string) {
  return (labels: readonly string[]): string | null => {
    if (labels.length < 2 || labels.every((each) => /\S\s+\S/.test(each) && !each.startsWith('-')))
      return null;
    const line = labels
      .map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : `'${each.replace(/'/g, `'\\''`)}'`))
      .join(' ');
    return `A list would be ${labels.length} commands, and this reads like the words of one: write \`${kind} ${JSON.stringify(line)}\`. For several commands write a \`${kind}\` for each.`;
  };
}

/** What only a shell would understand in a line that is run without one, or null. */
export function shellWord(line: string): string | null {
  const bare = line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, '_');
  if (/\$\(|`/.test(bare)) return '$( )';
  const words = bare.split(/\s+/);
  for (const [i, each] of words.entries()) {
    if (/^(&&|\|\|?|&)$|^[012&]?(>>?|<)(&\d|\/\S*)?$/.test(each)) return each;
    // find ends what it executes with a semicolon.
    if (/(^|[^\\]);$/.test(each) && !words.slice(0, i).some((word) => /^-(exec|ok)(dir)?$/.test(word)))
      return ';';
  }
  return null;
}

/** Programs that take paths as they are; `find` and others read a pattern themselves. */
const TAKES_PATHS =
  /^(?:rm|cp|mv|ls|cat|chmod|chown|chgrp|ln|touch|gzip|gunzip|unzip|sha256sum|head|tail|wc)$/;

/** A path with a `*` or `?` that only a shell would fill in, or null. */
export function pathPattern(line: string): string | null {
  const words = line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, '_').split(/\s+/);
  const program = words.find((word) => word !== 'sudo' && !/^\w+=/.test(word)) ?? '';
  if (!TAKES_PATHS.test(program.replace(/^.*\//, ''))) return null;
  return words.find((word) => /^[./\w-]*\/[^\\]*[*?]/.test(word)) ?? null;
}

/** Fields of `os` that tell releases of one family apart. */
const named = ['name', 'distro', 'release', 'version', 'codename', 'short'];
/** Words of a name; the rest of a long command says nothing more. */
const longest = 8;

/**
 * The first words of a title or a command as a name. It does not depend on the other commands of the role, nor on what the
 * system says of itself, so that the same command has one name on all systems.
 */
function slug(text: string, os: RecordValue): string {
  const facts = new Set(named.map((field) => textIn(os.fields.get(field))?.toLowerCase()));
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const telling = words.filter((word) => !facts.has(word) && !/^\d+$/.test(word));
  return telling.length === 0 ? 'command' : telling.slice(0, longest).join('_');
}

function titleFor(command: string): string {
  const line = command.trim().split('\n')[0]!.replace(/\s+/g, ' ').replace(/\{/g, '(').replace(/\}/g, ')');
  return `Run ${cut(line, 60)}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
