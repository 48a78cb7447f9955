import type { RecordValue } from '../model/value.ts';
import { osRecord, familyRecord } from './systems.ts';
import type { PackageManagers, System } from './systems.ts';
import { defaultOf } from './params.ts';
import { isLibraryFile } from '../model/file-names.ts';
import { meetsValidations } from '../evaluate/validations.ts';
import { bad } from '../model/value.ts';
import { settingValue } from '../load/selection.ts';
import { Scope } from '../evaluate/scope.ts';
import type { Module } from '../load/module.ts';
import { Modules } from '../load/loader.ts';
import { DiagnosticCollector } from '../diagnostics/collector.ts';
import { Files } from '../load/project-files.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { Budget } from '../model/limits.ts';
import type { Limits } from '../model/limits.ts';
import { evaluate } from '../evaluate/expressions.ts';
import type { Param, BlockDeclaration } from '../../grammar/syntax.ts';
import type { CompileOptions } from '../options.ts';

/** The library's systems depend on nothing but the library. */
const ofLibrary = new WeakMap<BlockDeclaration, System | null>();

/** Declared systems and families, each evaluated once. */
export class Systems {
  readonly #modules: Modules;
  readonly #managers: PackageManagers;
  readonly #context: (module: Module) => EvalContext;
  readonly #os = new Map<BlockDeclaration, System | null>();
  readonly #family = new Map<BlockDeclaration, RecordValue | null>();

  constructor(
    modules: Modules,
    files: Files,
    managers: PackageManagers,
    collector: DiagnosticCollector,
    limits: Limits,
  ) {
    this.#managers = managers;
    this.#modules = modules;
    this.#context = (module) => ({
      report: collector.reporter(),
      unresolved: (span) => collector.noteUnresolved(span),
      hasErrorAt: (span) => collector.hasErrorAt(span),
      recordBranch: () => undefined,
      files,
      budget: new Budget(limits),
      os: () => null,
      family: (name) => this.family(module, name),
      systems: () => [],
    });
  }

  os(module: Module, name: string): System | null {
    const found = this.#modules.find(module, 'os', name);
    if (found === null) return null;
    const known = isLibraryFile(found.declaration.span.file) ? ofLibrary : this.#os;
    let os = known.get(found.declaration);
    if (os === undefined)
      known.set(
        found.declaration,
        (os = osRecord(found.declaration, this.#managers, this.#context(found.module))),
      );
    return os;
  }

  /** All that a module can name. */
  all(module: Module): RecordValue[] {
    return this.#modules.known(module, 'os').flatMap((name) => this.os(module, name)?.record ?? []);
  }

  family(module: Module, name: string): RecordValue | null {
    const found = this.#modules.find(module, 'family', name);
    if (found === null) return null;
    let family = this.#family.get(found.declaration);
    if (family === undefined) {
      family = familyRecord(found.declaration, this.#managers, this.#context(found.module));
      this.#family.set(found.declaration, family);
    }
    return family;
  }
}

/** Top-level names of a module and of what it imports; `known` holds those that were made already. */
export function moduleScope(
  module: Module,
  globals: Scope,
  context: EvalContext,
  around: { readonly set: CompileOptions['set']; readonly modules: Pick<Modules, 'noteValue'> },
  known: Map<Module, Scope>,
): Scope {
  const before = known.get(module);
  if (before !== undefined) return before;
  const scope = new Scope(globals, module.file, (name) => around.modules.noteValue(module, name));
  known.set(module, scope);
  // Whoever takes a value depends on all that it is made of, even if somebody else had it worked out.
  const log = context.files.log.names ? context.files.log : undefined;
  for (const each of [...module.imports, module]) {
    const home = moduleScope(each, globals, context, around, known);
    for (const [name, declaration] of each.values) {
      if (declaration.node === 'let') {
        scope.define(name, 'let', () => evaluate(declaration.value, home, context), undefined, log);
        continue;
      }
      const value = () => paramValue(declaration, around.set?.get(name), home, context);
      scope.define(name, 'param', value, undefined, log);
    }
  }
  return scope;
}

function paramValue(param: Param, given: string | undefined, scope: Scope, context: EvalContext) {
  const value =
    given !== undefined
      ? settingValue(param, given)
      : param.default === null
        ? bad(null)
        : defaultOf(param, param.default, scope, context);
  if (param.body === null || value.type === 'bad') return value;
  const own = scope.child();
  own.define(param.name.text, 'param', () => value);
  return meetsValidations(param, value.origin ?? param.name.span, own, context) ? value : bad(value.origin);
}
