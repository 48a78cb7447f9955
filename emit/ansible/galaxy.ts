import type { Image } from '../../compiler/model/ir.ts';

/** Where roles and collections of Ansible Galaxy are installed, below `playbook/`. */
export const galaxyFolders = { roles: 'galaxy_roles', collections: 'collections' } as const;

/** What an image needs of Ansible Galaxy: `roles`, `collections`, both or nothing. */
export function galaxyNeeds({ requirements }: Image): readonly (keyof typeof galaxyFolders)[] {
  return (['roles', 'collections'] as const).filter((kind) => requirements[kind].length > 0);
}

/** YAML files of the project that roles carry, from the root of the tree, in order. */
export function carriedYaml({ targets }: Image): string[] {
  const files = new Set<string>();
  for (const [phase, parent] of [
    ['provision', 'provision_roles'],
    ['start', 'service_roles'],
  ] as const) {
    for (const run of targets.flatMap((target) => target[phase])) {
      for (const { folder, name } of run.foreign === null ? run.assets : [])
        if (/\.ya?ml$/.test(name)) files.add(`playbook/${parent}/${run.name}/${folder}/${name}`);
    }
  }
  return [...files].sort();
}

/** Folders of hand-written roles, from the root of the tree, in order. */
export function carriedRoles({ targets }: Image): string[] {
  const folders = new Set<string>();
  for (const [phase, parent] of [
    ['provision', 'provision_roles'],
    ['start', 'service_roles'],
  ] as const) {
    for (const { foreign } of targets.flatMap((target) => target[phase])) {
      for (const { path } of foreign?.files ?? []) folders.add(`playbook/${parent}/${path.split('/')[0]}`);
    }
  }
  return [...folders].sort();
}
