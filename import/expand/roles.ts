import type { Raw } from '../model/data.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { mainFile } from './files/find-files.ts';
import { variablesIn } from './scope.ts';

/** Where roles are looked for, the first place first. */
export function rolePaths(tree: Tree, playbook: string, config: string | null): readonly string[] {
  const here = folderOf(playbook);
  const places = [joinPath(here, 'roles')];
  if (config !== null) {
    const [, paths] = /^\s*roles_path\s*[=:]\s*(.+)$/m.exec(tree.text(config) ?? '') ?? [];
    for (const path of (paths ?? '').split(':')) {
      const clean = path.trim().replace(/^\{\{\s*CWD\s*\}\}\/?/, '');
      if (clean !== '' && !/^[/~$]/.test(clean)) places.push(joinPath(folderOf(config), clean));
    }
  }
  // Packer starts Ansible in the folder of the template, so that a path may count from there too.
  return [
    ...new Set([
      ...places,
      here,
      'roles',
      joinPath(folderOf(here), 'roles'),
      'ansible/roles',
      'playbook/roles',
      '',
    ]),
  ].filter((path) => !path.startsWith('..'));
}

/** The folder of a role by its name, or null where the tree has none. */
export function roleFolder(
  tree: Tree,
  name: string,
  paths: readonly string[],
  beside: string | null,
): string | null {
  const clean = name.replace(/\/+$/, '');
  if (/^[/~]/.test(clean) || clean === '') return null;
  const bases = beside === null ? paths : [folderOf(beside), ...paths];
  for (const base of bases) {
    const folder = joinPath(base, clean);
    if (folder.startsWith('..') || folder === '') continue;
    if (
      ['tasks', 'meta', 'defaults', 'vars', 'handlers'].some(
        (part) => mainFile(tree, joinPath(folder, part)) !== null,
      )
    )
      return folder;
    if (tree.list(joinPath(folder, 'tasks')).length > 0) return folder;
  }
  return null;
}

/** A role that another one depends on. */
export interface Dependency {
  readonly name: string;
  readonly map: Readonly<Record<string, Raw>>;
  readonly vars: Readonly<Record<string, Raw>>;
  readonly file: string;
}

const OWN_KEYS: ReadonlySet<string> = new Set([
  'role',
  'name',
  'src',
  'version',
  'when',
  'tags',
  'vars',
  'become',
  'become_user',
]);

/** What `meta/main.yml` of a role depends on. */
export function dependenciesOf(tree: Tree, folder: string): readonly Dependency[] {
  const file = mainFile(tree, joinPath(folder, 'meta'));
  if (file === null) return [];
  const list = variablesIn(tree.yaml(file)?.value ?? null).dependencies;
  return (Array.isArray(list) ? (list as readonly Raw[]) : []).flatMap((each) => {
    const map = typeof each === 'string' ? { role: each } : variablesIn(each);
    const name = map.role ?? map.name ?? map.src;
    if (typeof name !== 'string') return [];
    const rest = Object.entries(map).filter(([key]) => !OWN_KEYS.has(key));
    return [{ name, map, file, vars: { ...Object.fromEntries(rest), ...variablesIn(map.vars ?? null) } }];
  });
}

/** Whether a play can list the role twice and have it run twice. */
export function allowsDuplicates(tree: Tree, folder: string): boolean {
  const file = mainFile(tree, joinPath(folder, 'meta'));
  const allowed = file === null ? false : variablesIn(tree.yaml(file)?.value ?? null).allow_duplicates;
  return allowed === true || allowed === 'yes';
}
