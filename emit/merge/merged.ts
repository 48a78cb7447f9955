import type { Asset, RoleRun, Target } from '../../compiler/model/ir.ts';
import type { MapValue, Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import type { Condition } from './conditions.ts';

/** One task of a role, for the targets on which it runs. */
export interface MergedTask {
  readonly title: Value;
  readonly module: string;
  readonly args: MapValue;
  /** Without what `condition` says. */
  readonly keywords: ReadonlyMap<string, Value>;
  readonly notify: readonly string[];
  /** A handler's topic, where several share what notifies them. */
  readonly listen: string | null;
  /** Exact on the targets of the role. */
  readonly condition: Condition;
  readonly origin: Span;
}

/** A role on one target, as far as it is merged; a group of boot checks is one too. */
export interface MergeRun extends Pick<
  RoleRun,
  'name' | 'title' | 'doc' | 'tasks' | 'handlers' | 'assets' | 'foreign' | 'origin'
> {
  /** Runs of one identity become one role. Without one it is the name. */
  readonly identity?: string;
}

/** What runs in a role, in order. */
export interface MergedRole {
  readonly name: string;
  readonly title: string;
  readonly doc: string | null;
  /** In the order of the image. */
  readonly targets: readonly Target[];
  readonly tasks: readonly MergedTask[];
  readonly handlers: readonly MergedTask[];
  readonly assets: readonly Asset[];
  /** Files of a role from outside, by path below the folder of roles; null of a role of the language. */
  readonly carried: readonly { readonly path: string; readonly source: string }[] | null;
  readonly origin: Span;
}

export interface RoleImport {
  readonly role: MergedRole;
  /** Exact on the targets of the image. */
  readonly condition: Condition;
  /** The tasks that import a role from outside with its variables, their conditions exact on the targets of the image. */
  readonly tasks: readonly MergedTask[] | null;
}

export interface MergedPhase {
  readonly imports: readonly RoleImport[];
  /** Each once, in the order of their first import. */
  readonly roles: readonly MergedRole[];
}

/** The lists of a target that are merged: its roles and its boot checks. */
export type Phase = 'provision' | 'start' | 'verify' | 'verify_start';

export interface MergedImage extends Readonly<Record<Phase, MergedPhase>> {
  /** What differs between the targets, for one of them. Facts are not among it. */
  readonly variables: (target: Target) => ReadonlyMap<string, Value>;
}
