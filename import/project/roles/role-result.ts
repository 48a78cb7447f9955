import type { Exceptions } from '../../lift/exceptions.ts';
import type { Written } from '../../lift/arrange.ts';
import type { Note } from '../../model/place.ts';
import type { ImportTarget } from '../../model/target.ts';
import type { Tree } from '../../read/tree.ts';
import type { StartRoles } from '../../start/start-roles.ts';
import type { Assets } from '../assets.ts';
import type { RoleNames } from './role-names.ts';

/** How a stretch of the playbook stands in the result. */
export interface RoleResult {
  readonly grade: 'language' | 'library' | 'carried' | 'galaxy' | 'missing';
  /** Its name in the result; null where it stands in the image itself. */
  readonly name: string | null;
  /** What it is called in the tree. */
  readonly from: string;
  readonly doc: string | null;
  readonly items: readonly Written[];
  /** Attributes of the role's declaration that are not its tasks. */
  readonly head: readonly string[];
  /** Values that its use gives. */
  readonly use: readonly string[];
  /** What it does when a machine is deployed. */
  readonly start: readonly Written[];
  readonly lifted: number;
  readonly kept: number;
  readonly carried: number;
  /** Tasks of all grades that the language has a kind for, and how many of them are lifted. */
  readonly withKind: number;
  readonly liftedOfKind: number;
  /** Lines of the tree by grade. */
  readonly liftedLines: number;
  readonly keptLines: number;
  readonly carriedLines: number;
  /** Why tasks stay tasks. */
  readonly reasons: readonly Note[];
  /** Tasks in whose place comments stand. */
  readonly left: readonly Note[];
  /** Why it is carried, or missing. */
  readonly reason: Note | null;
  /** Its name in the tree, where it is not its own: a role that an image uses again. */
  readonly as: string | null;
  /** Roles that stand beside it, since it runs them itself. */
  readonly beside: readonly string[];
}

export interface RolesInput {
  readonly image: string;
  readonly tree: Tree;
  readonly targets: readonly ImportTarget[];
  readonly assets: Assets;
  readonly forced: ReadonlySet<string>;
  /** Folders and files of parts that can only be carried, by what was found out before. */
  readonly carried: ReadonlySet<string>;
  /** Places of tasks that the language cannot write in any grade. */
  readonly dropped: ReadonlySet<string>;
  /** Roles that do what the library's of the same name does. */
  readonly same: ReadonlySet<string>;
  /** Whether roles can have files of their own, which a text that is pasted cannot. */
  readonly inFiles: boolean;
  readonly names: RoleNames;
  readonly versions: ReadonlyMap<string, string>;
  readonly exceptions: Exceptions;
  /** What roles do when a machine is deployed. */
  readonly starts: StartRoles;
}

export type Base = Omit<RoleResult, 'grade'>;

export const NO_ROLE: Base = {
  from: '',
  doc: null,
  items: [],
  head: [],
  use: [],
  start: [],
  lifted: 0,
  kept: 0,
  carried: 0,
  withKind: 0,
  liftedOfKind: 0,
  liftedLines: 0,
  keptLines: 0,
  carriedLines: 0,
  reasons: [],
  left: [],
  reason: null,
  as: null,
  beside: [],
  name: null,
};

/**
 * Each role is a folder of its own in the tree that is compiled: one of the language does not take the name of one that a carried
 * role runs itself, and one that is used again has another name there, or it would run once.
 */
export function withoutClashes(roles: readonly RoleResult[], names: RoleNames): RoleResult[] {
  const beside = new Set(roles.flatMap((each) => each.beside));
  const used = new Set<string>();
  return roles.map((each, i) => {
    if (each.grade !== 'language' || each.name === null) return each;
    const body = JSON.stringify([each.doc, each.head, each.items]);
    const name = beside.has(each.name) ? names.take(`own_${each.name}`, body) : each.name;
    const as = used.has(name) ? names.take(`${name}_again`, String(i)) : null;
    used.add(name);
    return { ...each, name, as };
  });
}
