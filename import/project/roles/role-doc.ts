import { mainFile } from '../../expand/files/find-files.ts';
import { headerOf } from '../../expand/role-header.ts';
import { variablesIn } from '../../expand/scope.ts';
import type { RolePart } from '../../model/task.ts';
import { joinPath } from '../../read/tree.ts';
import type { Tree } from '../../read/tree.ts';

export interface RoleDoc {
  readonly doc: string | null;
  /** The comment before the first task that is about the role. */
  readonly header: string | null;
}

/** What a role says of itself: where it is used, above all its tasks, or in its metadata; what the image says, if `isOwn`. */
export function roleDoc(tree: Tree, { title, folder, role }: RolePart, isOwn: boolean): RoleDoc {
  const header = folder === null ? null : headerOf(tree, folder);
  if (isOwn) return { doc: header, header };
  // A comment that begins with what the playbook says of the role is about the role.
  if (header !== null && title !== null && bare(header).startsWith(bare(title)))
    return { doc: header, header };
  // What the compiler writes of a role that says nothing.
  if (title === `Set up ${role}`) return { doc: null, header: null };
  return { doc: title ?? (folder === null ? null : described(tree, folder)), header: null };
}

const bare = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim();

function described(tree: Tree, folder: string): string | null {
  const meta = mainFile(tree, joinPath(folder, 'meta'));
  if (meta === null) return null;
  const info = variablesIn(variablesIn(tree.yaml(meta)?.value ?? null)['galaxy_info'] ?? null);
  const { description } = info;
  return typeof description === 'string' &&
    !/^your |^a description/i.test(description) &&
    description.trim() !== ''
    ? description.replace(/\s+/g, ' ').trim()
    : null;
}
