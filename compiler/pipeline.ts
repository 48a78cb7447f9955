import type { Diagnostic } from '../grammar/diagnostic.ts';
import type { BlockDeclaration, Param } from '../grammar/syntax.ts';
import type { Span } from '../grammar/span.ts';
import type { Contents } from './contents-schema.ts';
import { contentsReader } from './contents.ts';
import { checkModules } from './check/modules.ts';
import { Decisions } from './decisions.ts';
import { evaluate } from './evaluate.ts';
import type { Surroundings } from './surroundings.ts';
import { Files } from './files.ts';
import type { ReadYaml } from './files.ts';
import { Findings, compare } from './findings.ts';
import type { Host } from './host.ts';
import { compileImage } from './images.ts';
import type { Image, Os, Target } from './ir.ts';
import { isLibraryFile } from './library.ts';
import type { Library } from './library.ts';
import { Modules } from './modules.ts';
import type { Module } from './modules.ts';
import { runRules } from './rule-engine.ts';
import type { RuleSettings } from './rule-engine.ts';
import { Scope } from './scope.ts';
import { checkSelection, settingValue } from './selection.ts';
import type { Source } from './source.ts';
import { familyRecord, osRecord } from './systems.ts';
import { typeOf } from './types.ts';
import type { RecordValue } from './value.ts';
import { verdictsOf } from './verdicts.ts';
import type { Verdict } from './verdicts.ts';

export interface CompileOptions {
  readonly host: Host;
  /** Files to compile, as the host names them. */
  readonly entries: readonly string[];
  /** Values for top-level params, as written on the command line (`--set name=value`). */
  readonly set?: ReadonlyMap<string, string>;
  /** Keep only targets of these systems, of these variants (`plain` names the image without one). */
  readonly os?: readonly string[];
  readonly variants?: readonly string[];
  /** Severities of rules in this project, by id. */
  readonly rules?: RuleSettings;
  /** The day for rules that depend on it, `2026-11-24`; without one they are not looked at. */
  readonly date?: string;
  /** Reads YAML; see `wantsYaml`. */
  readonly yaml?: ReadYaml;
  /** A clock in milliseconds, when the steps are to be timed. */
  readonly now?: () => number;
}

export interface CompileResult {
  /** All images, in order of name; empty when there is any error. */
  readonly images: readonly Image[];
  /** The images that rules were asked about, with what they found being an error or not; empty when the rest is wrong. */
  readonly judged: readonly Image[];
  /** What every rule comes to on a target of `judged`; computed when it is asked for. */
  readonly verdicts: (image: Image, target: Target) => readonly Verdict[];
  /** Sorted by file, place and code. */
  readonly diagnostics: readonly Diagnostic[];
  /** A file has to be read as YAML, and no reader was given: compile again with one. */
  readonly wantsYaml: boolean;
  /** What is wrong with `set`, `os` and `variants`, in words: the call, not the source. */
  readonly callErrors: readonly string[];
  /** Every text that was read, by name; spans of diagnostics and origins point into them. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Content of every file that images refer to (`Asset.path`), by name. */
  readonly read: (path: string) => Uint8Array;
  /** What a target contains; computed when it is asked for. */
  readonly contents: (target: Target) => Contents;
  /** Milliseconds of each step, in order; empty when there was no clock. */
  readonly timings: ReadonlyMap<string, number>;
}

export type Compile = (options: CompileOptions) => CompileResult;

/** A compiler for a standard library. */
export function compilerFor(library: Library): Compile {
  return (options) => {
    const timings = new Map<string, number>();
    const timed = <T>(step: string, work: () => T): T => {
      if (options.now === undefined) return work();
      const start = options.now();
      const result = work();
      timings.set(step, options.now() - start);
      return result;
    };
    const findings = new Findings();
    const files = new Files(options.host, library, options.yaml);
    const modules = new Modules(files, library, findings);
    const entries = timed('parse', () => {
      const sorted = [...new Set(options.entries)].sort(compare);
      return sorted.flatMap((file) => modules.load(file, file, { file, start: 0, end: 0, line: 1 }) ?? []);
    });
    const usage = timed('check', () => checkModules(modules, library, findings));
    const callErrors = checkSelection(options, entries, modules);
    const images = timed('evaluate', () =>
      callErrors.length > 0 ? [] : compileImages(options, entries, { library, files, modules, findings }),
    );
    findings.reportLost();
    // What is wrong may be the reason why something is not used.
    const sound = !findings.hasErrors && callErrors.length === 0;
    if (sound) usage.report(findings);
    const read = (path: string) => files.bytes(path);
    const contents = contentsReader(library);
    const ruling = { ...options, read, contents, packages: library.packages };
    const checked = timed('rules', () => (sound ? runRules(images, findings, ruling) : []));
    return {
      images: findings.hasErrors ? [] : checked,
      judged: checked,
      verdicts: (image, target) => verdictsOf(image, target, ruling),
      diagnostics: findings.all(),
      wantsYaml: files.wantsYaml,
      callErrors,
      sources: modules.sources,
      read,
      contents,
      timings,
    };
  };
}

interface Parts {
  readonly library: Library;
  readonly files: Files;
  readonly modules: Modules;
  readonly findings: Findings;
}

function compileImages(options: CompileOptions, entries: readonly Module[], parts: Parts): Image[] {
  const { library, files, modules, findings } = parts;
  const systems = new Systems(modules, files, findings);
  const images: Image[] = [];
  const decisions = new Decisions();
  for (const { image, module } of imagesOf(entries, findings)) {
    const around = (report: Surroundings['report']): Surroundings => ({
      report,
      lost: (span) => findings.lose(span),
      wrong: (span) => findings.wrong(span),
      chose: (choice, scope, outcome, subject) => {
        if (isLibraryFile(choice.span.file)) return;
        // Each target has a reporter of its own.
        decisions.add(choice, scope, outcome, { image: image.name.text, target: report, subject });
      },
      files,
      os: (name) => systems.os(module, name)?.record ?? null,
      family: (name) => systems.family(module, name),
    });
    const compiled = compileImage({
      image,
      module,
      modules,
      findings,
      kinds: library.kinds,
      expectations: library.expectations,
      around,
      moduleScope: (each, globals, surroundings) => moduleScope(each, globals, surroundings, options),
      osOf: (name) => systems.os(module, name)?.os ?? null,
      keep: (os, variant) =>
        (options.os ?? [os]).includes(os) &&
        (options.variants ?? [variant ?? 'plain']).includes(variant ?? 'plain'),
    });
    if (compiled !== null) images.push(compiled);
  }
  uniqueTargets(images, findings);
  sharedCloudNames(images, findings);
  const whole = options.os === undefined && options.variants === undefined;
  if (whole && !findings.hasErrors) decisions.report(new Set(entries.map(({ file }) => file)), findings);
  return images.sort((a, b) => compare(a.name, b.name));
}

/** The images of the files to compile, the first of each name. */
function imagesOf(entries: readonly Module[], findings: Findings) {
  const images = new Map<string, { image: BlockDeclaration; module: Module }>();
  for (const module of entries) {
    for (const image of module.blocks.image.values()) {
      const name = image.name.text;
      const first = images.get(name);
      if (first === undefined) images.set(name, { image, module });
      else {
        const related = [{ span: first.image.name.span, message: 'the other one' }];
        findings.reporter()('VK0508', image.name.span, { name }, { related });
      }
    }
  }
  return images.values();
}

function uniqueTargets(images: readonly Image[], findings: Findings): void {
  const seen = new Map<string, Span>();
  for (const target of images.flatMap((image) => image.targets)) {
    const first = seen.get(target.name);
    if (first === undefined) seen.set(target.name, target.origin);
    else {
      const elsewhere = first.file !== target.origin.file || first.start !== target.origin.start;
      const related = elsewhere ? [{ span: first, message: 'the other target' }] : [];
      findings.reporter()('VK0502', target.origin, { name: target.name }, { related });
    }
  }
}

/** Targets that are told apart by their own names, but not by what they are called in the cloud. */
function sharedCloudNames(images: readonly Image[], findings: Findings): void {
  const named = new Map<string, Target[]>();
  for (const target of images.flatMap((image) => image.targets)) {
    const { value } = target.publish.name;
    named.set(value, [...(named.get(value) ?? []), target]);
  }
  // One pattern that makes several names collide is one mistake.
  const said = new Set<number>();
  for (const [name, [first, ...others]] of named) {
    const { origin } = first!.publish.name;
    const targets = new Set([first!, ...others].map((target) => target.name));
    if (targets.size <= others.length || others.length === 0 || said.has(origin.start)) continue;
    said.add(origin.start);
    findings.reporter()('VK0514', origin, { name, targets: [...targets].join(', ') });
  }
}

/** Top-level names of a module and of what it imports. */
function moduleScope(module: Module, globals: Scope, around: Surroundings, { set }: CompileOptions): Scope {
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

/** Declared systems and families, each evaluated once. */
class Systems {
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
