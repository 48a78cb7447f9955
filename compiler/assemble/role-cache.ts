import { LIBRARY_PREFIX } from '../model/file-names.ts';
import type { BlockDeclaration, Expr, Use } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Allow, RuntimeVariable } from '../model/ir.ts';
import type { RoleRunDraft } from './role-tasks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { map, same } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';

/** What running a role with given values on one system comes to. */
export interface RoleResult {
  /** What is done before anything else. */
  readonly prepare: RoleRunDraft | null;
  readonly provision: RoleRunDraft | null;
  readonly start: RoleRunDraft | null;
  readonly verify: ExpectationGroup | null;
  readonly verifyStart: ExpectationGroup | null;
  readonly runtime: readonly RuntimeVariable[];
  /** The roles that it uses, in order; they run before it. */
  readonly uses: readonly { readonly use: Use; readonly scope: Scope }[];
  /** What it allows itself and the roles that it uses. */
  readonly allows: readonly Allow[];
  /** What it asked of the project's files. */
  readonly reads: ReadonlyMap<string, string>;
}

export interface RoleCall {
  readonly role: BlockDeclaration;
  readonly name: string;
  readonly os: RecordValue;
  /** Number of targets of the image. */
  readonly count: number;
  readonly args: ReadonlyMap<string, Value>;
  readonly origin: Span;
}

/** What differs between two targets of one system. */
const BY_TARGET: ReadonlySet<string> = new Set(['variant', 'build', 'image']);

/**
 * The targets of a system run most roles of the library alike, in all variants and images, so what came out for one is
 * taken for the others. Only roles of the library are kept: what an author wrote is looked at on every target, since
 * its mistakes name them.
 */
export class RoleCache {
  readonly #kept = new Map<BlockDeclaration, { call: RoleCall; result: RoleResult }[]>();

  find(call: RoleCall): RoleResult | null {
    const found = this.#kept.get(call.role)?.find(({ call: kept }) => sameCall(kept, call));
    return found === undefined ? null : usedAt(found.result, found.call.origin, call.origin);
  }

  keep(call: RoleCall, result: RoleResult): void {
    if (!isAlike(call.role)) return;
    const kept = this.#kept.get(call.role) ?? [];
    kept.push({ call, result });
    this.#kept.set(call.role, kept);
  }
}

/** The library's roles are read once, and compiled often: in an editor, in tests. */
const alike = new WeakMap<BlockDeclaration, boolean>();

/** Whether a role gives the same on all targets of a system, in images of as many targets. */
function isAlike(role: BlockDeclaration): boolean {
  let found = alike.get(role);
  if (found === undefined) {
    found = role.span.file.startsWith(LIBRARY_PREFIX) && !readsTarget(role.body);
    alike.set(role, found);
  }
  return found;
}

/** Whether something in a piece of syntax depends on the target, beyond its system and `image.targets`. */
function readsTarget(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(readsTarget);
  const expr = node as Expr;
  if (expr.node === 'ref') return BY_TARGET.has(expr.name);
  if (expr.node === 'get' && expr.name.text === 'targets' && expr.object.node === 'ref') return false;
  for (const key in node)
    if (key !== 'span' && readsTarget((node as Record<string, unknown>)[key])) return true;
  return false;
}

function sameCall(a: RoleCall, b: RoleCall): boolean {
  return (
    a.name === b.name &&
    a.os.fields === b.os.fields &&
    a.count === b.count &&
    same(asMap(a.args), asMap(b.args)) &&
    [...a.args].every(([key, { origin }]) => samePlace(origin, b.args.get(key)?.origin ?? null))
  );
}

const samePlace = (a: Span | null, b: Span | null) => a?.file === b?.file && a?.start === b?.start;

/** A result for another line that uses the role. Its tasks stay the very same objects, by which passes after this one know them. */
function usedAt(result: RoleResult, kept: Span, origin: Span): RoleResult {
  if (samePlace(kept, origin)) return result;
  const moved = <T extends { readonly origin: Span }>(each: T): T =>
    samePlace(each.origin, kept) ? { ...each, origin } : each;
  const run = (draft: RoleRunDraft | null) =>
    draft === null ? null : { ...draft, origin, assets: draft.assets.map(moved) };
  const group = (each: ExpectationGroup | null) => (each === null ? null : moved(each));
  return {
    ...result,
    prepare: run(result.prepare),
    provision: run(result.provision),
    start: run(result.start),
    verify: group(result.verify),
    verifyStart: group(result.verifyStart),
  };
}

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
