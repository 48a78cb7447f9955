import { isForeign, paramsOf } from '../language/declarations.ts';
import type { RoleInput, PlacedElement, RoleRunDraft } from './role-tasks.ts';
import { isLibraryFile } from '../model/file-names.ts';
import type { BlockDeclaration, Element, Param, Use } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { readAllow, readAllows } from '../evaluate/allow.ts';
import { readAttributes } from '../evaluate/attributes.ts';
import { folderOf, foreignRun, readForeign, variablesOf } from './external-roles.ts';
import { conform } from '../evaluate/conform.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Allow, RoleRun, RuntimeVariable } from '../model/ir.ts';
import { whereUsed } from './report-at-use.ts';
import type { Module } from '../load/module.ts';
import { aboutRole, roleTitle } from '../language/role-doc.ts';
import { bindParams, runtimeValue, runtimeVariables } from './params.ts';
import { runRole } from './role-tasks.ts';
import { NotedContext, noteAgain } from './role-cache.ts';
import type { RoleCall, RoleResult, UsedRole } from './role-cache.ts';
import type { RoleSurroundings } from './role-surroundings.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { Spent } from '../model/limits.ts';
import { typeOf } from '../model/types.ts';
import { map, same } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import { expectationGroup } from './boot-checks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import { expand } from '../evaluate/expand.ts';

interface Included {
  readonly role: BlockDeclaration;
  readonly args: ReadonlyMap<string, Value>;
  readonly span: Span;
}

/** Runs the roles of one target in the order in which they are used, each once and what it uses before it. */
export class Roles {
  /** What is done before anything else. */
  readonly prepare: RoleRunDraft[] = [];
  readonly provision: RoleRunDraft[] = [];
  readonly start: RoleRunDraft[] = [];
  readonly verify: ExpectationGroup[] = [];
  readonly verifyStart: ExpectationGroup[] = [];
  readonly runtime: RuntimeVariable[] = [];
  readonly #included = new Map<string, Included>();
  /** What the roles took that the role which is evaluated now uses. */
  #spentBelow = NOTHING;
  /** The uses that led here, outermost first. */
  readonly #users: { readonly origin: Span; readonly allows: readonly Allow[] }[] = [];
  readonly #target: RoleSurroundings;

  constructor(target: RoleSurroundings) {
    this.#target = target;
  }

  /** Runs what a `use` names, with the values of its body and those of `over` (a variant's) over them. */
  use(use: Use, scope: Scope, module: Module, over: ReadonlyMap<string, Value> = new Map()): void {
    const used = this.#read(use, scope, module);
    if (used !== null) this.#use(used, module, over);
  }

  /** What a `use` says; null if the role is not there or a value is broken. */
  #read(use: Use, scope: Scope, module: Module): UsedRole | null {
    const found = this.#target.modules.find(module, 'role', use.role.text);
    const args = found === null ? null : this.arguments(use, scope, found.declaration);
    return args === null ? null : { use, args, allows: this.allows(use, scope) };
  }

  #use({ use, args, allows }: UsedRole, module: Module, over: ReadonlyMap<string, Value>): void {
    const found = this.#target.modules.find(module, 'role', use.role.text)!;
    const { budget, report } = this.#target.context;
    if (this.#users.length >= budget.limits.roles) {
      const limit = String(budget.limits.roles);
      report(
        'VK1106',
        { ...use.span, end: (use.alias ?? use.role).span.end },
        { name: use.role.text, limit },
      );
      return;
    }
    const user = this.#users.at(-1);
    const written = use.body === null ? use.span : { ...use.span, end: (use.alias ?? use.role).span.end };
    // What the library uses is there because of the line on which the author used the library.
    const origin = user !== undefined && isLibraryFile(written.file) ? user.origin : written;
    const given = new Map([...args, ...over]);
    const name = (use.alias ?? use.role).text;
    this.run(found.declaration, found.module, given, name, origin, [...(user?.allows ?? []), ...allows]);
  }

  /** What the body of a `use` allows. */
  allows(use: Use, scope: Scope): Allow[] {
    return readAllows(use.body, scope, this.#target.context);
  }

  /** The values that a `use` gives, by param; null when some are broken. */
  arguments(use: Use, scope: Scope, role: BlockDeclaration): Map<string, Value> | null {
    const params = paramsOf(role);
    const typeOfParam = (name: string) => {
      const param = params.get(name);
      return param === undefined ? undefined : typeOf(param.type);
    };
    const { values, broken } = readAttributes(use.body, scope, this.#target.context, typeOfParam);
    if (broken) return null;
    return new Map([...values].map(([name, value]) => [name, conform(typeOfParam(name)!, value)]));
  }

  run(
    role: BlockDeclaration,
    module: Module,
    args: ReadonlyMap<string, Value>,
    name: string,
    origin: Span,
    allows: readonly Allow[],
  ): void {
    const { moduleScope } = this.#target;
    const before = this.#included.get(name);
    if (before !== undefined && before.role !== role) {
      const params = { name, first: before.role.name.text, second: role.name.text };
      const related = [{ span: before.span, message: 'it is first given here' }];
      this.#target.context.report('VK0516', origin, params, { related });
      return;
    }
    if (before !== undefined) {
      // A role that needs another one takes it as the image has it.
      const needed = this.#users.length > 0 && args.size === 0;
      if (!needed && !same(asMap(before.args), asMap(args))) {
        const related = [{ span: before.span, message: 'it is first used here' }];
        this.#target.context.report('VK0215', origin, { name: role.name.text }, { related });
      }
      return;
    }
    this.#included.set(name, { role, args, span: origin });
    const { os, cache, count, assets, context: target } = this.#target;
    const call = { role, module, assets, name, os, count, args, origin };
    const { log } = target.files;
    // Who asks what each expression comes to asks it of each target.
    const isOfLibrary = isLibraryFile(role.span.file);
    const isKept = isOfLibrary || target.observe === undefined;
    const known = isKept ? cache.find(call, target.budget) : null;
    if (known !== null) {
      log.again(known.reads);
      noteAgain(known, target);
      this.#useAll(known, module, origin, allows);
      this.#push(known, allows);
      return;
    }
    const noted = new NotedContext(target);
    const context = { ...noted.context, report: whereUsed(noted.context.report, name, origin) };
    const scope = moduleScope(module).child();
    const reads = new Map<string, string>();
    const [start, outer] = [target.budget.spent, this.#spentBelow];
    this.#spentBelow = NOTHING;
    const result = log.during(reads, () => this.#evaluate(call, module, scope, context, allows));
    const spent = minus(minus(target.budget.spent, start), this.#spentBelow);
    this.#spentBelow = outer;
    if (result === null) return;
    this.#push(result, allows);
    // What is wrong names each target, and a name that has no value for it says so only to who first asks.
    const isSound = isOfLibrary ? !noted.hasReported : !this.#target.isTroubled();
    if (isKept && isSound) cache.keep(call, { ...result, reads, spent, ...noted.notes });
  }

  /** @param allows what those who use the role allow; not of the role itself, so that a kept result is good for all */
  #push(
    { prepare, provision, start, verify, verifyStart, runtime }: RoleResult,
    allows: readonly Allow[],
  ): void {
    const given = <R extends Pick<RoleRun, 'allows'>>(run: R): R =>
      allows.length === 0 ? run : { ...run, allows: [...run.allows, ...allows] };
    if (prepare !== null) this.prepare.push(given(prepare));
    if (provision !== null) this.provision.push(given(provision));
    if (start !== null) this.start.push(given(start));
    if (verify !== null) this.verify.push(verify);
    if (verifyStart !== null) this.verifyStart.push(verifyStart);
    this.runtime.push(...runtime);
  }

  /** Runs the roles that a role uses. @param given what those who use the role allow */
  #useAll(
    { uses, allows }: Pick<RoleResult, 'uses' | 'allows'>,
    module: Module,
    origin: Span,
    given: readonly Allow[],
  ): void {
    const { budget } = this.#target.context;
    const before = budget.spent;
    this.#users.push({ origin, allows: [...given, ...allows] });
    for (const used of uses) this.#use(used, module, new Map());
    this.#users.pop();
    this.#spentBelow = minus(budget.spent, before);
  }

  #evaluate(
    { role, name, args, origin }: RoleCall,
    module: Module,
    scope: Scope,
    context: EvalContext,
    given: readonly Allow[],
  ): RoleResult | null {
    const params = bindParams(role, args, scope, origin, context);
    if (params === null) return null;
    if (isForeign(role)) return this.#foreign({ role, name, origin }, params, scope, context);
    const uses: UsedRole[] = [];
    const elements: PlacedElement[] = [];
    const starts: PlacedElement[] = [];
    const allows: Allow[] = [];
    const expects: PlacedElement[] = [];
    const startExpects: PlacedElement[] = [];
    const allow = (element: Element, inner: Scope, list: Allow[]) => {
      const read = readAllow(element, inner, context);
      if (read !== null) list.push(read);
    };
    const prepared: PlacedElement[] = [];
    const prepares: PlacedElement[] = [];
    const places = new Map([
      ['prepare', prepares],
      ['start', starts],
      ['expect', expects],
    ]);
    expand(role.body, scope, context, {
      use: (use, inner) => {
        const used = this.#read(use, inner, module);
        if (used !== null) uses.push(used);
      },
      element: (element, inner) => {
        if (element.kind.text === 'allow') allow(element, inner, allows);
        else (places.get(element.kind.text) ?? elements).push({ element, scope: inner });
      },
    });
    this.#useAll({ uses, allows }, module, origin, given);
    const folder = folderOf(name);
    const title = roleTitle(role, name);
    const doc = aboutRole(role.doc);
    const provision = this.#lower(
      'provision',
      { name: folder, title, doc, origin, elements, allows },
      context,
    );
    for (const { element, scope: outer } of prepares) {
      if (element.body === null) continue;
      expand(element.body, outer.child(), context, {
        element: (each, inner) => {
          if (each.kind.text === 'allow') allow(each, inner, allows);
          else prepared.push({ element: each, scope: inner });
        },
      });
    }
    const prepare = this.#lower(
      'provision',
      { name: `${folder}_prepare`, title: `Prepare ${name}`, doc, origin, elements: prepared, allows },
      context,
    );
    const startElements: PlacedElement[] = [];
    const startAllows = [...allows];
    for (const { element, scope: outer } of starts) {
      const inner = outer.child();
      for (const param of params) {
        inner.define(param.name.text, 'param', () => runtimeValue(param), typeOf(param.type));
      }
      if (element.body === null) continue;
      expand(element.body, inner, context, {
        deployment: true,
        element: (each, place, _, conditions) => {
          if (each.kind.text === 'allow') return allow(each, place, startAllows);
          const list = each.kind.text === 'expect' ? startExpects : startElements;
          list.push({ element: each, scope: place, conditions });
        },
      });
    }
    const starting = {
      name: `${folder}_start`,
      title: `Start ${name}`,
      doc,
      origin,
      elements: startElements,
      allows: startAllows,
    };
    const start = this.#lower('start', starting, context);
    const group = { from: 'role', role: folder, origin } as const;
    const verify = expectationGroup({ ...group, elements: expects }, 'provision', this.#target, context);
    const verifyStart = expectationGroup(
      { ...group, elements: startExpects },
      'start',
      this.#target,
      context,
    );
    const runtime = runtimeVariables(role, params, scope, context);
    return { prepare, provision, start, verify, verifyStart, runtime, uses, allows };
  }

  /** A role from outside: nothing of it is lowered, and its params are the variables that it is given. */
  #foreign(
    { role, name, origin }: Pick<RoleCall, 'role' | 'name' | 'origin'>,
    params: readonly Param[],
    scope: Scope,
    context: EvalContext,
  ): RoleResult | null {
    const vars = variablesOf(paramsOf(role).values(), scope);
    const read = readForeign({ role, vars, runtime: params, scope, context });
    if (read === null) return null;
    const allows = readAllows(role.body, scope, context);
    const title = roleTitle(role, name);
    const run = foreignRun(
      { name: folderOf(name), title, doc: aboutRole(role.doc), origin, allows },
      read.foreign,
    );
    const [provision, start] = read.start ? [null, run] : [run, null];
    const runtime = runtimeVariables(role, params, scope, context);
    return { prepare: null, provision, start, verify: null, verifyStart: null, runtime, uses: [], allows };
  }

  /** Adds the resources that stand in the image itself. */
  add(input: RoleInput, phase: 'prepare' | 'provision' = 'provision'): void {
    const run = this.#lower('provision', input, this.#target.context);
    if (run !== null) this[phase].push(this.#asBefore(run));
  }

  /** The very same run as in a variant or a compilation before, if it is equal: by that, passes after this one know it. */
  #asBefore(run: RoleRunDraft): RoleRunDraft {
    return this.#target.lists.same(this.#target.os.fields, run);
  }

  /** The run of a role in one phase; null when it does nothing there. */
  #lower(phase: 'provision' | 'start', input: RoleInput, context: EvalContext): RoleRunDraft | null {
    if (input.elements.length === 0) return null;
    const { kinds, os, packageManager, architecture, assets } = this.#target;
    const run = runRole({ ...input, phase, kinds, os, packageManager, architecture, assets, context });
    return run.tasks.length > 0 || run.collections.length > 0 ? run : null;
  }
}

const NOTHING: Spent = { rounds: 0, characters: 0 };

const minus = (a: Spent, b: Spent): Spent => ({
  rounds: a.rounds - b.rounds,
  characters: a.characters - b.characters,
});

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
