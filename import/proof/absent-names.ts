import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { FlatTask } from '../model/task.ts';

export interface AbsentNames {
  /** Folders, each with a pattern of names in it. */
  readonly paths: readonly string[];
  /** Whether folders that match stay. */
  readonly filesOnly: boolean;
  /** Whether names that begin with a dot are matched. */
  readonly hidden: boolean;
}

/** A search in folders and a loop that removes what it has found, as what is removed; null if they are something else. */
export function absentNames(search: FlatTask, next: FlatTask): AbsentNames | null {
  const { paths, patterns = '*', file_type: type = 'file', hidden = false, ...more } = search.args;
  const { register, ...others } = search.keywords;
  const { loop, loop_control: control, ...rest } = next.keywords;
  const { path, state, ...less } = next.args;
  const over = loop instanceof Template ? loop.text.replace(/\s/g, '') : '';
  const label = control === undefined || /^\{"label":[^,]*\}$/.test(JSON.stringify(control));
  if (
    search.module !== 'ansible.builtin.find' ||
    next.module !== 'ansible.builtin.file' ||
    typeof register !== 'string' ||
    (over !== `{{${register}.files}}` && over !== `{{${register}.files|flatten(levels=1)}}`) ||
    !(path instanceof Template) ||
    path.text.replace(/\s/g, '') !== '{{item.path}}' ||
    state !== 'absent' ||
    !label ||
    [more, others, rest, less].some((each) => Object.keys(each).length > 0) ||
    search.notify.length + next.notify.length > 0 ||
    search.when.join('\n') !== next.when.join('\n') ||
    (type !== 'file' && type !== 'any')
  )
    return null;
  const [folders, names] = [textsOf(paths), textsOf(patterns)];
  if (folders === null || names === null) return null;
  // A search passes over hidden names unless it is told otherwise, whatever the pattern is.
  const open = names.some((name) => /^[*?]/.test(name));
  if (names.some((name) => /^[.[]/.test(name)) && !isYes(hidden)) return null;
  return {
    paths: folders.flatMap((folder) => names.map((name) => `${folder.replace(/\/+$/, '')}/${name}`)),
    filesOnly: type === 'file',
    hidden: isYes(hidden) || !open,
  };
}

const isYes = (value: Data) => value === true || value === 'yes' || value === 'true';

function textsOf(value: Data | undefined): readonly string[] | null {
  const list =
    typeof value === 'string'
      ? value.split(',').map((each) => each.trim())
      : Array.isArray(value)
        ? (value as readonly Data[]).flat()
        : [];
  return list.length > 0 && list.every((each) => typeof each === 'string')
    ? (list as readonly string[])
    : null;
}
