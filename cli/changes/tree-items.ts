import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { formatSize } from '../../compiler/model/text.ts';
import { sha256 } from '../../emit/tree/manifest.ts';
import type { BuiltTree } from '../tree/built.ts';
import { item, numbering } from './items.ts';
import type { Item } from './items.ts';

/**
 * What is so on the targets of a compiled tree, as far as its files tell. The tasks of a role are merged for all targets, so a change in
 * one counts for all of them.
 */
export function itemsOfTree(tree: BuiltTree): ReadonlyMap<string, readonly Item[]> {
  const shared = [...tree.manifest.files.keys()].flatMap((path) => ofFile(tree, path));
  return new Map(
    tree.targets.map((target) => {
      const { machine, metadata, publish } = target;
      const { properties, ...rest } = publish;
      const own = [
        item('disk', 'disk', 'size', formatSize(machine.disk)),
        item('build machine', 'memory', 'memory', `${machine.memory} MiB`),
        item('build machine', 'cpus', 'CPUs', String(machine.cpus)),
        item('build machine', 'firmware', 'firmware', machine.firmware),
        ...Object.entries(metadata).map(([key, value]) => item('metadata', key, key, value)),
        ...Object.entries({ ...rest, ...properties })
          .filter(([, value]) => value !== null)
          .map(([key, value]) => item('publish', key, key.replaceAll('_', ' '), String(value))),
      ];
      const other = (path: string) => /^playbook\/targets\/(.*)\.yml$/.exec(path)?.[1] ?? target.name;
      return [target.name, [...own, ...shared.filter(({ key }) => other(key) === target.name)]];
    }),
  );
}

/** Files whose change is shown as what it means. */
const SHOWN_OTHERWISE = new Set(['.images.yaml']);

function ofFile({ dir }: BuiltTree, path: string): Item[] {
  const at = join(dir, path);
  if (!existsSync(at) || SHOWN_OTHERWISE.has(path)) return [];
  const bytes = readFileSync(at);
  const role = /^playbook\/(?:provision|service)_roles\/([^/]+)\/(?:tasks|handlers)\/[^/]+\.ya?ml$/.exec(
    path,
  )?.[1];
  const tasks = role === undefined ? null : tasksIn(role, path, bytes.toString());
  const hash = sha256(bytes);
  return tasks ?? [item('files of the tree', path, path, '', hash)];
}

/** The tasks of a file; null for what is no list of them. */
function tasksIn(role: string, path: string, text: string): Item[] | null {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  const found: Item[] = [];
  for (const document of documents) {
    const list: unknown = document.errors.length > 0 ? null : document.toJS();
    if (list === null && document.errors.length === 0) continue;
    if (!Array.isArray(list)) return null;
    const numbered = numbering();
    for (const task of list as readonly Readonly<Record<string, unknown>>[]) {
      const name = typeof task?.['name'] === 'string' ? task['name'] : JSON.stringify(task);
      found.push(item('tasks', numbered(`${path}\0${name}`), `${role}: ${name}`, '', JSON.stringify(task)));
    }
  }
  return found;
}
