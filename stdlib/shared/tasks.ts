import { holdsItself } from './validators.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { cut, enumerate } from '../../compiler/model/text.ts';
import { bool, string } from '../../compiler/model/value.ts';
import type { BoolValue, FileValue, ModeValue, StringValue, Value } from '../../compiler/model/value.ts';

/** Values that vkc itself puts into tasks; they come from the line of the resource. */
export const yes: BoolValue = bool(true, null);
export const no: BoolValue = bool(false, null);
export const word = (text: string): StringValue => string(text, null);
export const mode = (digits: string): ModeValue => ({ type: 'mode', value: digits, origin: null });

/** Owner, group and mode, which every file gets. */
export function ownership(
  given: { owner?: Value | undefined; group?: Value | undefined; mode?: Value | undefined },
  fallback: string,
) {
  return {
    owner: given.owner ?? word('root'),
    group: given.group ?? word('root'),
    mode: given.mode ?? mode(fallback),
  };
}

/** `a, b and c`; beyond four names the rest is counted. */
export function some(names: readonly string[], what: string): string {
  if (names.length <= 4) return enumerate(names);
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more ${what}`;
}

/** Content of a file as the tasks that write it: `copy` for text and files, `template` for templates. */
export function contentTask(
  title: string,
  dest: Value,
  content: {
    content?: Value | undefined;
    source?: FileValue | undefined;
    template?: FileValue | undefined;
    vars?: Value | undefined;
  },
  rest: Readonly<Record<string, Value | undefined>>,
  asset: (file: FileValue, folder: 'files' | 'templates') => StringValue,
): TaskDraft {
  if (content.template !== undefined) {
    return {
      title,
      module: 'ansible.builtin.template',
      args: { src: asset(content.template, 'templates'), dest, ...rest },
      keywords: { vars: withoutThemselves(content.vars) },
    };
  }
  const what =
    content.source === undefined ? { content: content.content } : { src: asset(content.source, 'files') };
  return { title, module: 'ansible.builtin.copy', args: { ...what, dest, ...rest } };
}

/** Variables but for those that only repeat a variable of their name, which Ansible would look up without end. */
function withoutThemselves(vars: Value | undefined): Value | undefined {
  if (vars?.type !== 'map') return vars;
  const entries = new Map([...vars.entries].filter(([name, value]) => !holdsItself(name, value)));
  return entries.size === 0 ? undefined : { ...vars, entries };
}

/** Creates a folder with those above it. */
export function folderTask(path: Value, owned: Readonly<Record<string, Value | undefined>>): TaskDraft {
  return {
    title: `Create ${'value' in path ? path.value : ''}`,
    module: 'ansible.builtin.file',
    args: { path, state: word('directory'), ...owned },
  };
}

/**
 * The mode of a whole tree: files get the `x` of a folder only where they have one already, which digits cannot say.
 * `0750` is `u=rwX,g=rX,o=`.
 */
export function treeMode({ value, origin }: ModeValue): StringValue {
  const [, ...digits] = [...value].map(Number);
  const classes = digits.map(
    (digit, i) => `${'ugo'[i]}=${digit & 4 ? 'r' : ''}${digit & 2 ? 'w' : ''}${digit & 1 ? 'X' : ''}`,
  );
  return string(classes.join(','), origin);
}

/** An author's text within a title: on one line, not too long, and nothing that reads as a template. */
export function shown(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ').replace(/\{/g, '(').replace(/\}/g, ')');
  return cut(line, 60);
}
