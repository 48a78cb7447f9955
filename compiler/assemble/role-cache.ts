import { isLibraryFile } from '../model/file-names.ts';
import type { BlockDeclaration, Expr, Use } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Allow, RuntimeVariable } from '../model/ir.ts';
import type { AssetNames, RoleRunDraft } from './role-tasks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import { equal } from '../sdk/equal.ts';
import { addTo } from '../model/multimap.ts';
import { map, same } from '../model/value.ts';
import type { ListValue, MapValue, RecordValue, Value } from '../model/value.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Budget, Spent } from '../model/limits.ts';
import type { Module } from '../load/module.ts';

/** A role that another one uses, with what it is given there. */
export interface UsedRole {
  readonly use: Use;
  readonly args: ReadonlyMap<string, Value>;
  readonly allows: readonly Allow[];
}

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
  readonly uses: readonly UsedRole[];
  /** What it allows itself and the roles that it uses. */
  readonly allows: readonly Allow[];
}

/** What evaluating a role tells its context, besides what is wrong. */
interface Notes {
  /** Of choices of the project; nobody asks about those of the library. */
  readonly branches: readonly Parameters<EvalContext['recordBranch']>[];
  /** The systems and families that it asked for. */
  readonly systems: ReadonlyMap<string, readonly ['os' | 'family', string] | 'all'>;
}

/** A context that takes notes of what it is told. */
export class NotedContext {
  readonly context: EvalContext;
  hasReported = false;
  readonly #branches: Notes['branches'][number][] = [];
  readonly #systems = new Map<string, readonly ['os' | 'family', string] | 'all'>();

  constructor(target: EvalContext) {
    const asking =
      <K extends 'os' | 'family'>(kind: K) =>
      (name: string): ReturnType<EvalContext[K]> => {
        this.#systems.set(`${kind} ${name}`, [kind, name]);
        return target[kind](name) as ReturnType<EvalContext[K]>;
      };
    this.context = {
      ...target,
      report: ((...finding: Parameters<EvalContext['report']>) => {
        this.hasReported = true;
        return target.report(...finding);
      }) as EvalContext['report'],
      recordBranch: (choice, isAboutTarget, outcome, subject) => {
        target.recordBranch(choice, isAboutTarget, outcome, subject);
        if (isLibraryFile(choice.span.file)) return;
        this.#branches.push([choice, isAboutTarget() ? yes : no, outcome, subject]);
      },
      os: asking('os'),
      family: asking('family'),
      systems: () => {
        this.#systems.set('all', 'all');
        return target.systems();
      },
    };
  }

  get notes(): Notes {
    return { branches: this.#branches, systems: this.#systems };
  }
}

const yes = () => true;
const no = () => false;

/** Tells a context what was noted. */
export function noteAgain({ branches, systems }: Notes, target: EvalContext): void {
  for (const branch of branches) target.recordBranch(...branch);
  for (const asked of systems.values()) {
    if (asked === 'all') target.systems();
    else target[asked[0]](asked[1]);
  }
}

/**
 * The same, with what evaluating it did beside that. It holds nothing of the compilation that it was made in, such as scopes, which would stay
 * in memory with it.
 */
export interface KeptResult extends RoleResult, Notes {
  /** What it asked of the project's files. */
  readonly reads: ReadonlyMap<string, string>;
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

type CallKey = Pick<RoleCall, 'role' | 'name' | 'os' | 'count' | 'args' | 'origin'> & {
  readonly file: string;
};

interface KeptCall {
  readonly call: CallKey;
  readonly result: KeptResult;
  /** The result by the line that uses the role, so that all targets of an image get the very same. */
  readonly moved: Map<string, KeptResult>;
  /** Whether all that the result depends on is as it was, in the compilation that asked last. */
  asked: { readonly by: object; readonly isTrue: boolean };
}

/** Results of one role that are kept: in a project of many images, or while it is edited, there is no end of them. */
const MOST_RESULTS = 200;
/** Lines for which a result is kept. */
const MOST_LINES = 50;

/** What roles came to. It can be kept from one compilation to the next; what is kept of a role ends with its declaration. */
export type KeptRoles = WeakMap<BlockDeclaration, KeptCall[]>;

/**
 * The targets of a system run most roles alike, in all variants and images, so what came out for one is taken for the others.
 */
export class RoleCache {
  readonly #kept: KeptRoles;
  /** Stands for this compilation. */
  readonly #now = {};
  readonly #answer: (question: string) => string;
  readonly #alike = new WeakMap<BlockDeclaration, boolean>();

  /** @param answer what a question on files and names that was noted comes to now */
  constructor(kept: KeptRoles, answer: (question: string) => string) {
    this.#kept = kept;
    this.#answer = answer;
  }

  /** @param budget of the target, of which the result takes what it took when it was made */
  find(call: RoleCall, budget: Budget): KeptResult | null {
    const found = this.#kept.get(call.role)?.find((kept) => this.#fits(kept, call));
    if (found === undefined || !budget.spend(found.result.spent)) return null;
    const { file, start } = call.origin;
    const line = `${start} ${file}`;
    let moved = found.moved.get(line);
    if (moved === undefined) {
      if (found.moved.size >= MOST_LINES) found.moved.clear();
      found.moved.set(line, (moved = usedAt(found.result, found.call.origin, call.origin)));
    }
    return moved;
  }

  keep(call: RoleCall, result: KeptResult): void {
    const { role, module, name, os, count, args, origin } = call;
    if (!(isLibraryFile(role.span.file) ? isAlike(role) : this.#isOwnAlike(role, module))) return;
    // What was found to be out of date is not kept, nor what it was made in.
    const others = (this.#kept.get(role) ?? []).filter(({ asked }) => asked.isTrue);
    const key = { role, name, os, count, args, origin, file: module.file };
    const kept = { call: key, result, moved: new Map(), asked: { by: this.#now, isTrue: true } };
    this.#kept.set(role, [...others.slice(1 - MOST_RESULTS), kept]);
  }

  #fits(kept: KeptCall, call: RoleCall): boolean {
    return sameCall(kept.call, call) && this.#isTrue(kept) && sameAssets(kept.result, call.assets);
  }

  /** Whether all that was asked for a result is answered as it was then. */
  #isTrue(kept: KeptCall): boolean {
    if (kept.asked.by !== this.#now) {
      const isTrue = [...kept.result.reads].every(([question, answer]) => this.#answer(question) === answer);
      kept.asked = { by: this.#now, isTrue };
    }
    return kept.asked.isTrue;
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

/** Whether the files of a result have the same names in another image. They take them there. */
function sameAssets({ prepare, provision, start }: RoleResult, names: AssetNames): boolean {
  return [prepare, provision, start].every(
    (run) =>
      run === null ||
      run.assets.every(({ folder, name, path }) => names.name(`${run.name}/${folder}`, path) === name),
  );
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

function sameCall(a: CallKey, b: RoleCall): boolean {
  const isOfLibrary = isLibraryFile(a.role.span.file);
  return (
    a.name === b.name &&
    (isOfLibrary || a.file === b.module.file) &&
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
  #known: Known = new Map();
  #before: Known = new Map();

  /** From here on, only what is used is kept for the time after the next call. */
  begin(): void {
    this.#before = this.#known;
    this.#known = new Map();
  }

  /** What was made of the very same parts before, or makes it. What it comes to depends on nothing else. */
  once<T>(parts: readonly unknown[], make: () => T): T {
    const [owner] = parts;
    return this.#take(owner, madeOf(parts), () => ({ parts, made: make() })) as T;
  }

  /** What is equal in every part and was made for the same owner before, or else this. */
  same<T extends object>(owner: unknown, made: T): T {
    const isEqual = (each: Made) => each.made === made || equal(each.made, made);
    return this.#take(owner, isEqual, () => ({ parts: [], made })) as T;
  }

  #take(owner: unknown, fits: (each: Made) => boolean, make: () => Made): unknown {
    const found = this.#known.get(owner)?.find(fits);
    if (found !== undefined) return found.made;
    const made = this.#before.get(owner)?.find(fits) ?? make();
    addTo(this.#known, owner, made);
    return made.made;
  }
}

interface Made {
  readonly parts: readonly unknown[];
  readonly made: unknown;
}

type Known = Map<unknown, Made[]>;

const madeOf =
  (parts: readonly unknown[]) =>
  (each: Made): boolean =>
    each.parts.length === parts.length && each.parts.every((part, i) => part === parts[i]);

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
