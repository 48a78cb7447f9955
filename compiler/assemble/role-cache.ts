import { LIBRARY_PREFIX } from '../model/file-names.ts';
import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { RuntimeVariable } from '../model/ir.ts';
import { references, usesRole } from '../language/free-names.ts';
import type { RoleRunDraft } from './role-tasks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import { map, same } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';

/** What running a role with given values on one system comes to. */
export interface RoleResult {
  readonly provision: RoleRunDraft | null;
  readonly start: RoleRunDraft | null;
  readonly verify: ExpectationGroup | null;
  readonly verifyStart: ExpectationGroup | null;
  readonly runtime: readonly RuntimeVariable[];
}

export interface RoleCall {
  readonly role: BlockDeclaration;
  readonly name: string;
  readonly os: RecordValue;
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

/** Whether a role gives the same on all targets of a system; one that uses others is left out for simplicity. */
function isAlike(role: BlockDeclaration): boolean {
  let found = alike.get(role);
  if (found === undefined) {
    found =
      role.span.file.startsWith(LIBRARY_PREFIX) &&
      !references(role.body).some((ref) => BY_TARGET.has(ref.name)) &&
      !usesRole(role.body);
    alike.set(role, found);
  }
  return found;
}

function sameCall(a: RoleCall, b: RoleCall): boolean {
  return (
    a.name === b.name &&
    a.os.fields === b.os.fields &&
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
    provision: run(result.provision),
    start: run(result.start),
    verify: group(result.verify),
    verifyStart: group(result.verifyStart),
    runtime: result.runtime,
  };
}

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
