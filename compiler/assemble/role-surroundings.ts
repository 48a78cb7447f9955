import type { Scope } from '../evaluate/scope.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { ExpectationKind } from '../sdk/expectation-kind.ts';
import type { KnownLists, RoleCache } from './role-cache.ts';
import type { RoleRunInput } from './role-tasks.ts';

/** Everything about a target that its roles need. */
export interface RoleSurroundings extends Pick<
  RoleRunInput,
  'context' | 'kinds' | 'os' | 'packageManager' | 'architecture' | 'assets'
> {
  readonly modules: Modules;
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
  /** Number of targets of the image. */
  readonly count: number;
  /** Whether anything of this target has no value so far, or was reported. */
  readonly isTroubled: () => boolean;
  /** Shared by all images that are compiled together. */
  readonly cache: RoleCache;
  /** Of the image. */
  readonly lists: KnownLists;
  /** The top-level names of a module, on this target. */
  readonly moduleScope: (module: Module) => Scope;
}
