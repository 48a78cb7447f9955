import type { PackerBuild } from '../model/packer.ts';
import type { Note } from '../model/place.ts';
import { readHclFolder } from '../read/packer-hcl.ts';
import type { ParseHcl } from '../read/packer-hcl.ts';
import { readJsonTemplate } from '../read/packer-json.ts';
import { encodingFault } from '../read/text.ts';
import { folderOf, nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';

const SKIPPED = /(^|\/)(\.git|node_modules|\.terraform|collections|galaxy_roles|molecule|\.venv|venv)\//;
const MOST_FILES = 20_000;

/** The builds of all templates in a tree. */
export async function findBuilds(
  tree: Tree,
  parse: () => Promise<ParseHcl>,
  notes: Note[],
): Promise<PackerBuild[]> {
  const files = tree.list('').filter((path) => !SKIPPED.test(path));
  for (const path of files) {
    const message = tree.whyUnread(path);
    if (message !== null) notes.push({ place: { file: path, line: 1 }, message });
  }
  const folders = new Map<string, string[]>();
  for (const path of files.slice(0, MOST_FILES)) {
    if (!/\.pkr\.hcl$|\.auto\.pkrvars\.hcl$/.test(path)) continue;
    folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), path]);
  }
  const builds: PackerBuild[] = [];
  for (const [, paths] of folders) {
    const parseHcl = await parse();
    builds.push(...(await readHclFolder(tree, withVariables(tree, paths), parseHcl, notes)));
  }
  for (const path of files) {
    if (!path.endsWith('.json') || /(^|\/)(package(-lock)?|tsconfig)\.json$/.test(path)) continue;
    const build = readJsonTemplate(tree, path, notes);
    if (build !== null) builds.push(build);
  }
  return builds;
}

/** Values that the tree keeps beside its template, if there is one file of them only. */
function withVariables(tree: Tree, paths: readonly string[]): readonly string[] {
  if (paths.some((path) => path.endsWith('.auto.pkrvars.hcl'))) return paths;
  const folder = folderOf(paths[0]!);
  const own = tree.list(folder).filter((path) => path.endsWith('.pkrvars.hcl') && folderOf(path) === folder);
  return own.length === 1 ? [...paths, own[0]!] : paths;
}

const USUAL = [
  'playbook/provision.yml',
  'provision.yml',
  'playbook.yml',
  'site.yml',
  'main.yml',
  'ansible/playbook.yml',
  'ansible/site.yml',
  'ansible/main.yml',
  'playbooks/site.yml',
  'playbooks/main.yml',
  'playbook/main.yml',
];

/** A build that runs the playbook, or the role, of a tree without a template; null if there is none. */
export function findPlaybook(tree: Tree, only: string | null, notes: Note[]): string | null {
  if (only !== null) return isPlaybook(tree, only) ? only : null;
  const usual = tree.first(...USUAL.filter((path) => isPlaybook(tree, path)));
  if (usual !== null) return usual;
  const all = tree
    .list('')
    .filter((path) => /\.ya?ml$/.test(path) && path.split('/').length <= 2 && !SKIPPED.test(path));
  const found = all.find((path) => isPlaybook(tree, path)) ?? null;
  for (const path of found === null ? all : [])
    if (tree.exists(path) && tree.text(path) === null) unreadText(tree, path, notes);
  return found;
}

function unreadText(tree: Tree, path: string, notes: Note[]): void {
  const [line, message] = encodingFault(tree.bytes(path)!);
  notes.push({ place: { file: path, line }, message });
}

function isPlaybook(tree: Tree, path: string): boolean {
  if (
    !tree.exists(path) ||
    !/^\s*-\s+(name|hosts|import_playbook|ansible\.builtin\.import_playbook)\s*:/m.test(tree.text(path) ?? '')
  )
    return false;
  return (
    tree
      .yaml(path)
      ?.items.some(
        ({ value }) =>
          typeof value === 'object' && value !== null && ('hosts' in value || 'import_playbook' in value),
      ) ?? false
  );
}

/** Exact versions in `requirements.yml`, of roles and of collections. */
export function requirements(tree: Tree): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const path of tree
    .list('')
    .filter((each) => /^requirements\.ya?ml$/.test(nameOf(each)) && !SKIPPED.test(each))) {
    const value = tree.yaml(path)?.value;
    const lists = Array.isArray(value) ? [value] : Object.values((value ?? {}) as object);
    for (const each of lists.filter(Array.isArray).flat() as unknown[]) {
      const { name, src, version } = (each ?? {}) as Record<string, unknown>;
      const key = name ?? src;
      const exact = String(version as string).replace(/^[=v]+/, '');
      if (typeof key === 'string' && /^\d+(\.\d+)+/.test(exact)) out.set(key, exact);
    }
  }
  return out;
}
