import type { Settings } from '../../model/packer.ts';
import { folderOf, joinPath } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';
import { texts } from './packer-steps.ts';

/**
 * Folders beside whose inventory Ansible looks for variables of groups and hosts. Packer writes the inventory into a folder of its own, unless
 * a provisioner names another place; what is copied to the machine for `ansible-local` is named as well.
 * @param given values of `-i` on the command line
 */
export function inventoriesOf(
  settings: Settings,
  given: readonly string[],
  folder: string,
  tree: Tree,
): string[] {
  const near = (path: string): string[] => {
    const clean = path.replace(/^(\$\{[^}]*\}\/*)+/, '').replace(/\/+$/, '');
    return /^[/~]/.test(clean) ? [] : [joinPath(folder, clean), joinPath(clean)];
  };
  const isFolder = (path: string) => path === '' || tree.list(path).length > 0;
  const files = [...texts(settings.inventory_file), ...given.filter((each) => !each.includes(','))];
  const copied = [...texts(settings.group_vars), ...texts(settings.host_vars)];
  return [
    ...texts(settings.inventory_directory).flatMap(near),
    // A folder holds several inventories.
    ...files.flatMap(near).map((path) => (isFolder(path) ? path : folderOf(path))),
    ...copied.flatMap(near).map(folderOf),
  ];
}
