import { isKnown } from '../model/data.ts';
import type { Data, Raw } from '../model/data.ts';
import { evaluate } from '../jinja/evaluate.ts';
import type { Tree } from '../read/tree.ts';
import type { CarriedTask } from '../model/task.ts';
import type { Context } from './context.ts';
import { findFile } from './files/find-files.ts';
import type { Around } from './files/find-files.ts';
import { freeForm } from './free-form.ts';
import { folderFor, moduleKey } from './keywords.ts';
import { fullName } from './modules.ts';
import { TREE, variablesIn } from './scope.ts';

/** Modules that take a file of the tree, beside those that include one. */
const BRINGS =
  /^ansible\.builtin\.(copy|template|unarchive|script|include_vars|include|(include|import)_tasks)$/;

/** A task of a play as a role of its own can have it; null if it needs what such a role has not. */
export function carriedTask(raw: Raw, context: Context, tree: Tree, around: Around): CarriedTask | null {
  const files = new Map<string, string>();
  const notified = new Set<string>();
  if (!collect(raw, tree, around, files, notified, 0)) return null;
  const handlers = context.handlers.items(notified);
  const text = [
    JSON.stringify([raw, handlers]),
    ...[...files.values()].map((path) => tree.text(path) ?? '').filter(({ length }) => length < 300_000),
  ].join(' ');
  if (/\b(playbook_dir|role_path)\b/.test(text)) return null;
  const vars: Record<string, Data> = {};
  for (const name of new Set(text.match(/[A-Za-z_]\w+/g) ?? [])) {
    if (name.startsWith('ansible_') || name === 'omit') continue;
    const found = context.scope.find(name);
    if (found.found === 'value' && isKnown(found.value) && !JSON.stringify(found.value).includes(`${TREE}/`))
      vars[name] = found.value;
  }
  const { become, becomeUser, user, when, keywords } = context;
  const runs = become ? evaluate(becomeUser, context.scope) : user;
  return {
    raw,
    when: [...new Set(when)],
    vars,
    keywords,
    user: typeof runs === 'string' && runs !== 'root' && runs !== '' ? runs : null,
    files,
    handlers,
  };
}

/** Finds the files that a task and those in it name, and what they notify. False if one cannot be told. */
function collect(
  raw: Raw,
  tree: Tree,
  around: Around,
  files: Map<string, string>,
  notified: Set<string>,
  depth: number,
): boolean {
  if (depth > 20) return false;
  const map = variablesIn(raw);
  for (const each of [map.notify ?? []].flat()) if (typeof each === 'string') notified.add(each);
  for (const part of ['block', 'rescue', 'always'])
    if (
      map[part] !== undefined &&
      !all(map[part], (one) => collect(one, tree, around, files, notified, depth + 1))
    )
      return false;
  const key = moduleKey(Object.keys(map));
  const module = key === null ? '' : fullName(key);
  if (/(include|import)_role$/.test(module)) return false;
  if (key === null || !BRINGS.test(module)) return true;
  const value = map[key]!;
  const folder = folderFor(module);
  const args: Readonly<Record<string, Raw>> =
    typeof value !== 'string'
      ? variablesIn(value)
      : folder === 'tasks' || folder === 'vars'
        ? { file: value }
        : freeForm(module, value);
  if (args.content !== undefined || args.remote_src === true) return true;
  const name = args.src ?? args.file ?? args._raw_params ?? args.cmd;
  if (typeof name !== 'string' || /\{\{|\s|\.\.\//.test(name) || name.startsWith('/')) return false;
  const found = findFile(tree, name, folder, around);
  if (found === null) return false;
  files.set(`${folder}/${name}`, found);
  if (folder !== 'tasks') return true;
  const read = tree.yaml(found);
  return (
    read !== null &&
    read.items.every(({ value: one }) => collect(one, tree, around, files, notified, depth + 1))
  );
}

const all = (raw: Raw, act: (one: Raw) => boolean): boolean =>
  Array.isArray(raw) && (raw as readonly Raw[]).every(act);
