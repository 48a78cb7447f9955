import { isLibraryFile } from '../model/file-names.ts';
import type { BlockDeclaration, Expr, Use } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Allow, RuntimeVariable } from '../model/ir.ts';
import type { AssetNames, RoleRunDraft } from './role-tasks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { map, same } from '../model/value.ts';
import { addTo } from '../model/multimap.ts';
import type { ListValue, MapValue, RecordValue, Value } from '../model/value.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Budget, Spent } from '../model/limits.ts';
import type { Module } from '../load/module.ts';

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
}

/** The same, with what evaluating it did beside that. */
export interface KeptResult extends RoleResult {
  /** What it asked of the project's files. */
  readonly reads: ReadonlyMap<string, string>;
  readonly branches: readonly Parameters<EvalContext['recordBranch']>[];
  /** Without what the roles that it uses took. */
  readonly spent: Spent;
}

export interface RoleCall {
  readonly role: BlockDeclaration;
  /** Where the role is declared. */
  readonly module: Module;
  /** Names that files have in the image's tree. */
  readonly assets: AssetNames;
  readonly name: string;
  readonly os: RecordValue;
  /** Number of targets of the image. */
  readonly count: number;
  readonly args: ReadonlyMap<string, Value>;
  readonly origin: Span;
}

/** What differs between two targets of one system. */
const BY_TARGET: ReadonlySet<string> = new Set(['variant', 'build', 'image']);

type Kept = Map<BlockDeclaration, KeptCall[]>;

interface KeptCall {
  readonly call: RoleCall;
  readonly result: KeptResult;
  /** The result for the line that used the role last, so that the variants of a system get the very same. */
  moved: { readonly origin: Span; readonly result: KeptResult };
}

/**
 * The targets of a system run most roles alike, in all variants, and roles of the library in all images, so what came out for one is taken
 * for the others.
 */
export class RoleCache {
  readonly #library: Kept = new Map();
  /** Of the image that is compiled now: no other one has its names of files. */
  #own: { readonly assets: AssetNames | null; readonly kept: Kept } = { assets: null, kept: new Map() };
  readonly #alike = new WeakMap<BlockDeclaration, boolean>();

  /** @param budget of the target, of which the result takes what it took when it was made */
  find(call: RoleCall, budget: Budget): KeptResult | null {
    const found = this.#kept(call)
      .get(call.role)
      ?.find(({ call: kept }) => sameCall(kept, call));
    if (found === undefined || !budget.spend(found.result.spent)) return null;
    if (!samePlace(found.moved.origin, call.origin))
      found.moved = { origin: call.origin, result: usedAt(found.result, found.call.origin, call.origin) };
    return found.moved.result;
  }

  keep(call: RoleCall, result: KeptResult): void {
    const { role, module } = call;
    if (isLibraryFile(role.span.file) ? isAlike(role) : this.#isOwnAlike(role, module))
      addTo(this.#kept(call), role, { call, result, moved: { origin: call.origin, result } });
  }

  #kept({ role, assets }: RoleCall): Kept {
    if (isLibraryFile(role.span.file)) return this.#library;
    if (this.#own.assets !== assets) this.#own = { assets, kept: new Map() };
    return this.#own.kept;
  }

  /** The same for a role that an author wrote. */
  #isOwnAlike(role: BlockDeclaration, module: Module): boolean {
    let found = this.#alike.get(role);
    if (found === undefined) {
      const outside = [...module.imports, module].flatMap(({ values }) => [...values.values()]);
      // A top-level choice is made on each target, whichever role asks for it first.
      found = !readsTarget(role.body) && !outside.some((each) => readsTarget(each) || chooses(each));
      this.#alike.set(role, found);
    }
    return found;
  }
}

/** The library's roles are read once, and compiled often: in an editor, in tests. */
const alike = new WeakMap<BlockDeclaration, boolean>();

/** Whether a role of the library gives the same on all targets of a system, in images of as many targets. */
function isAlike(role: BlockDeclaration): boolean {
  let found = alike.get(role);
  if (found === undefined) alike.set(role, (found = !readsTarget(role.body)));
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

/** Whether there is a `match` in an expression. */
function chooses(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return (node as Expr).node === 'matchexpr' || Object.values(node).some(chooses);
}

function sameCall(a: RoleCall, b: RoleCall): boolean {
  const isOfLibrary = isLibraryFile(a.role.span.file);
  return (
    a.name === b.name &&
    (isOfLibrary || a.module === b.module) &&
    a.os.fields === b.os.fields &&
    a.count === b.count &&
    same(asMap(a.args), asMap(b.args)) &&
    [...a.args].every(([key, value]) => {
      const other = b.args.get(key);
      return isOfLibrary ? samePlace(value.origin, other?.origin ?? null) : sameOrigins(value, other);
    })
  );
}

const samePlace = (a: Span | null, b: Span | null) => a?.file === b?.file && a?.start === b?.start;

/** Whether each part of a value stands where the same part of an equal one does. */
function sameOrigins(a: Value, b: Value | undefined): boolean {
  if (a.type !== b?.type || !samePlace(a.origin, b.origin)) return false;
  if (a.type === 'list') return a.items.every((item, i) => sameOrigins(item, (b as ListValue).items[i]));
  if (a.type === 'map')
    return [...a.entries].every(([key, item]) => sameOrigins(item, (b as MapValue).entries.get(key)));
  return true;
}

/** A result for another line that uses the role. Its tasks stay the very same objects, by which passes after this one know them. */
function usedAt(result: KeptResult, kept: Span, origin: Span): KeptResult {
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

/**
 * Makes equal lists one list. Passes after this one then see at a glance what the variants of a system have in common, and work it out once
 * for all of them.
 */
export class KnownLists {
  readonly #known = new Map<unknown, { readonly parts: readonly unknown[]; readonly made: unknown }[]>();

  /** What was made of the very same parts before, or makes it. What it comes to depends on nothing else. */
  once<T>(parts: readonly unknown[], make: () => T): T {
    const [first] = parts;
    let all = this.#known.get(first);
    if (all === undefined) this.#known.set(first, (all = []));
    const found = all.find(
      (each) => each.parts.length === parts.length && each.parts.every((part, i) => part === parts[i]),
    );
    if (found !== undefined) return found.made as T;
    const made = make();
    all.push({ parts, made });
    return made;
  }
}

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
