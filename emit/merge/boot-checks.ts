import type { BootCheck, BootCheckGroup, Task } from '../../compiler/model/ir.ts';
import { bool, jinja, list, map, string } from '../../compiler/model/value.ts';
import type { MergeRun } from './merged.ts';

/** A group of boot checks as what is merged: a run of tasks, one for each check. */
export function mergeRunOf(group: BootCheckGroup): MergeRun {
  const { from, role, checks, origin } = group;
  return {
    identity: `${from} ${role}`,
    name: role ?? from,
    title: from,
    doc: null,
    tasks: checks.map(taskOf),
    handlers: [],
    assets: [],
    foreign: null,
    origin,
  };
}

const made = new WeakMap<BootCheck, Task>();

/**
 * The check as one task: an assertion that holds, as `look`, the command whose result it judges. So both stay together where targets
 * differ; they come apart when they are written.
 */
function taskOf(check: BootCheck): Task {
  const known = made.get(check);
  if (known !== undefined) return known;
  const { id, title, look, that, found, vars, conditions, kind, origin } = check;
  const text = (each: string) => string(each, origin);
  const texts = [...vars].map(([name, value]) => [name, text(value)] as const);
  const keywords: Task['keywords'] = new Map();
  if (texts.length > 0) keywords.set('vars', map(Object.fromEntries(texts), origin));
  if (conditions.length > 0) {
    const when = conditions.map((each) => string(each.value, each.origin));
    keywords.set('when', list(when, origin));
  }
  keywords.set('tags', text(id));
  const args = {
    that: list(that.map(text), origin),
    fail_msg: found.includes('{{') ? jinja(found, origin) : text(found),
    quiet: bool(true, origin),
    look: text(look),
  };
  const task: Task = {
    title,
    module: 'ansible.builtin.assert',
    args: { type: 'map', entries: new Map(Object.entries(args)), origin },
    keywords,
    notify: [],
    kind: kind ?? 'rule',
    origin,
  };
  made.set(check, task);
  return task;
}
