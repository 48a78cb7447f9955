import type { RecordValue } from '../model/value.ts';
import { typeOf } from '../model/types.ts';
import { osRecord, familyRecord } from './systems.ts';
import { settingValue } from '../load/selection.ts';
import { Scope } from '../evaluate/scope.ts';
import type { Module } from '../load/loader.ts';
import { Modules } from '../load/loader.ts';
import type { Os } from '../model/ir.ts';
import { Findings } from '../diagnostics/collector.ts';
import { Files } from '../load/project-files.ts';
import type { Surroundings } from '../evaluate/context.ts';
import { evaluate } from '../evaluate/expressions.ts';
import type { Param, BlockDeclaration } from '../../grammar/syntax.ts';
import type { CompileOptions } from '../options.ts';
/** Declared systems and families, each evaluated once. */
export class Systems {
  readonly #modules: Modules;
  readonly #around: (module: Module) => Surroundings;
  readonly #os = new Map<BlockDeclaration, { record: RecordValue; os: Os } | null>();
  readonly #family = new Map<BlockDeclaration, RecordValue | null>();

  constructor(modules: Modules, files: Files, findings: Findings) {
    this.#modules = modules;
    this.#around = (module) => ({
      report: findings.reporter(),
      lost: (span) => findings.lose(span),
      wrong: (span) => findings.wrong(span),
      chose: () => undefined,
      files,
      os: () => null,
      family: (name) => this.family(module, name),
    });
  }

  os(module: Module, name: string): { record: RecordValue; os: Os } | null {
    const found = this.#modules.find(module, 'os', name);
    if (found === null) return null;
    let os = this.#os.get(found.declaration);
    if (os === undefined)
      this.#os.set(found.declaration, (os = osRecord(found.declaration, this.#around(found.module))));
    return os;
  }

  family(module: Module, name: string): RecordValue | null {
    const found = this.#modules.find(module, 'family', name);
    if (found === null) return null;
    let family = this.#family.get(found.declaration);
    if (family === undefined) {
      family = familyRecord(found.declaration, this.#around(found.module));
      this.#family.set(found.declaration, family);
    }
    return family;
  }
}

/** Top-level names of a module and of what it imports. */
export function moduleScope(
  module: Module,
  globals: Scope,
  around: Surroundings,
  { set }: CompileOptions,
): Scope {
  const scope = new Scope(globals, module.file);
  for (const each of [...module.imports, module]) {
    const home = each === module ? scope : moduleScope(each, globals, around, { set } as CompileOptions);
    for (const [name, declaration] of each.values) {
      if (declaration.node === 'let') {
        scope.define(name, 'let', () => evaluate(declaration.value, home, around));
        continue;
      }
      scope.define(name, 'param', () => paramValue(declaration, set?.get(name), home, around));
    }
  }
  return scope;
}

function paramValue(param: Param, given: string | undefined, scope: Scope, around: Surroundings) {
  if (given !== undefined) return settingValue(param, given);
  if (param.default === null) return { type: 'bad', origin: null } as const;
  return evaluate(param.default, scope, around, typeOf(param.type));
}
