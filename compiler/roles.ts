import type { BlockDeclaration, Param, Use } from '../grammar/syntax.ts';
import type { Span } from '../grammar/span.ts';
import { readAttributes } from './attributes.ts';
import { evaluate } from './evaluate.ts';
import type { Surroundings } from './surroundings.ts';
import type { RuntimeVariable } from './ir.ts';
import type { ResourceKind } from './kinds.ts';
import type { Module, Modules } from './modules.ts';
import { runRole } from './role-run.ts';
import type { AssetNames, PlacedElement, RoleRunDraft } from './role-run.ts';
import type { Scope } from './scope.ts';
import { describe, typeOf } from './types.ts';
import { jinja, map, same } from './value.ts';
import type { RecordValue, Value } from './value.ts';
import { walk } from './walk.ts';

/** Everything about a target that its roles need. */
export interface RoleSurroundings {
  readonly around: Surroundings;
  readonly modules: Modules;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly os: RecordValue;
  readonly assets: AssetNames;
  /** The top-level names of a module, on this target. */
  readonly moduleScope: (module: Module) => Scope;
}

interface Included {
  readonly args: ReadonlyMap<string, Value>;
  readonly span: Span;
}

/** Runs the roles of one target in the order in which they are used, each once and what it uses before it. */
export class Roles {
  readonly provision: RoleRunDraft[] = [];
  readonly start: RoleRunDraft[] = [];
  readonly runtime: RuntimeVariable[] = [];
  readonly #included = new Map<string, Included>();
  readonly #target: RoleSurroundings;

  constructor(target: RoleSurroundings) {
    this.#target = target;
  }

  /** Runs what a `use` names, with the values of its body and those of `over` (a variant's) over them. */
  use(use: Use, scope: Scope, module: Module, over: ReadonlyMap<string, Value> = new Map()): void {
    const found = this.#target.modules.find(module, 'role', use.role.text);
    if (found === null) return;
    const args = this.arguments(use, scope, found.declaration);
    if (args === null) return;
    const span = use.body === null ? use.span : { ...use.span, end: (use.alias ?? use.role).span.end };
    this.run(
      found.declaration,
      found.module,
      new Map([...args, ...over]),
      (use.alias ?? use.role).text,
      span,
    );
  }

  /** The values that a `use` gives, by param; null when some are broken. */
  arguments(use: Use, scope: Scope, role: BlockDeclaration): Map<string, Value> | null {
    const params = paramsOf(role);
    const typeOfParam = (name: string) => {
      const param = params.get(name);
      return param === undefined ? undefined : typeOf(param.type);
    };
    const { values, broken } = readAttributes(use.body, scope, this.#target.around, typeOfParam);
    return broken ? null : new Map(values);
  }

  run(
    role: BlockDeclaration,
    module: Module,
    args: ReadonlyMap<string, Value>,
    name: string,
    origin: Span,
  ): void {
    const { around, moduleScope } = this.#target;
    const before = this.#included.get(name);
    if (before !== undefined) {
      if (!same(asMap(before.args), asMap(args))) {
        const related = [{ span: before.span, message: 'it is first used here' }];
        around.report('VK0215', origin, { name: role.name.text }, { related });
      }
      return;
    }
    this.#included.set(name, { args, span: origin });
    const scope = moduleScope(module).child();
    const runtime = this.#bind(role, args, scope, origin);
    if (runtime === null) return;
    const elements: PlacedElement[] = [];
    const starts: PlacedElement[] = [];
    walk(role.body, scope, around, {
      use: (use, inner) => this.use(use, inner, module),
      element: (element, inner) =>
        (element.kind.text === 'start' ? starts : elements).push({ element, scope: inner }),
    });
    const folder = name.replace(/-/g, '_');
    const title = titleOf(role, name);
    const doc = role.doc;
    this.add('provision', { name: folder, title, doc, origin, elements });
    const startElements: PlacedElement[] = [];
    for (const { element, scope: outer } of starts) {
      const inner = outer.child();
      for (const param of runtime) {
        inner.define(param.name.text, 'param', () => jinja(`{{ ${param.name.text} }}`, param.span));
      }
      if (element.body === null) continue;
      walk(element.body, inner, around, {
        element: (each, place) => startElements.push({ element: each, scope: place }),
      });
    }
    if (startElements.length > 0) {
      this.add('start', {
        name: `${folder}_start`,
        title: `Start ${name}`,
        doc,
        origin,
        elements: startElements,
      });
    }
  }

  add(
    phase: 'provision' | 'start',
    input: {
      name: string;
      title: string;
      doc: string | null;
      origin: Span;
      elements: readonly PlacedElement[];
    },
  ): void {
    const { around, kinds, os, assets } = this.#target;
    const run = runRole({ ...input, phase, kinds, os, assets, around });
    if (run.tasks.length > 0) this[phase].push(run);
  }

  /** Defines the params; gives those whose values come at deployment, or null when a value is missing. */
  #bind(
    role: BlockDeclaration,
    args: ReadonlyMap<string, Value>,
    scope: Scope,
    origin: Span,
  ): Param[] | null {
    const { around } = this.#target;
    const runtime: Param[] = [];
    let missing = false;
    for (const param of paramsOf(role).values()) {
      const name = param.name.text;
      const given = args.get(name);
      const fallback = param.default;
      if (given !== undefined) scope.define(name, 'param', () => given);
      else if (fallback === null) {
        missing = true;
        around.report('VK0214', origin, { role: role.name.text, name });
      } else if (isRuntime(param)) {
        scope.define(name, 'runtime param', () => jinja(`{{ ${name} }}`, param.span));
        runtime.push(param);
        this.runtime.push({
          name,
          type: describe(typeOf(param.type)),
          doc: param.doc,
          role: role.name.text,
          origin: param.span,
        });
      } else {
        const type = typeOf(param.type);
        const outer = scope;
        scope.define(name, 'param', () => evaluate(fallback, outer, around, type));
      }
    }
    return missing ? null : runtime;
  }
}

/** The params that a role declares, by name. */
export function paramsOf(role: BlockDeclaration): Map<string, Param> {
  const params = new Map<string, Param>();
  for (const member of role.body.members) if (member.node === 'param') params.set(member.name.text, member);
  return params;
}

/** Whether the value of a param is given at deployment. */
function isRuntime(param: Param): boolean {
  return param.default?.node === 'ref' && param.default.name === 'runtime';
}

/** The first sentence of the role's documentation where it makes a title, else one of its name. */
function titleOf(role: BlockDeclaration, name: string): string {
  const sentence = /^[^\n]*?(?=[.:](?:\s|$)|$)/m.exec(role.doc ?? '')?.[0] ?? '';
  const fits =
    sentence.length > 0 && sentence.length <= 72 && /^\p{Lu}/u.test(sentence) && !/[{}]/.test(sentence);
  return name === role.name.text && fits ? sentence : `Set up ${name}`;
}

const asMap = (args: ReadonlyMap<string, Value>) => map(Object.fromEntries(args), null);
