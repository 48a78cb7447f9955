import type { Architecture } from '../model/hardware.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { Os } from '../model/ir.ts';
import type { RecordValue } from '../model/value.ts';
import type { ExpectationKind } from '../sdk/expectation-kind.ts';
import type { ResourceKind } from '../sdk/resource-kind.ts';
import type { RoleCache } from './role-cache.ts';
import type { AssetNames } from './role-tasks.ts';

/** Everything about a target that its roles need. */
export interface RoleSurroundings {
  readonly context: EvalContext;
  readonly modules: Modules;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
  readonly os: RecordValue;
  readonly packageManager: Os['package_manager'];
  readonly architecture: Architecture;
  readonly assets: AssetNames;
  /** Number of targets of the image. */
  readonly count: number;
  /** Whether anything was reported of this target so far. */
  readonly hasReported: () => boolean;
  /** Shared by all images that are compiled together. */
  readonly cache: RoleCache;
  /** The top-level names of a module, on this target. */
  readonly moduleScope: (module: Module) => Scope;
}
