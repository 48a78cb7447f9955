import type { BlockDeclaration, Name } from '../../grammar/syntax.ts';
import { baseOf } from '../language/base-image.ts';
import { isLibraryFile } from '../model/file-names.ts';
import { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Files } from '../load/project-files.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { ImageRecord } from '../model/image-record.ts';
import type { Image } from '../model/ir.ts';
import { Budget } from '../model/limits.ts';
import type { Limits } from '../model/limits.ts';
import type { CompileOptions } from '../options.ts';
import type { Library } from '../sdk/library.ts';
import { memoryOf } from './memory.ts';
import { ImageNotes, saySaid } from './notes.ts';
import { compileImage } from '../assemble/images.ts';
import { Systems, moduleScope } from '../assemble/module-scope.ts';
import { KnownLists, RoleCache } from '../assemble/role-cache.ts';

export interface Parts {
  readonly library: Library;
  readonly files: Files;
  readonly modules: Modules;
  readonly collector: DiagnosticCollector;
  readonly limits: Limits;
  /** What a question on files and names that was noted comes to now. */
  readonly answer: (question: string) => string;
}

export interface DeclaredImage {
  readonly name: Name;
  readonly module: Module;
}

/** The images of the files to compile, the first of each name, and those that they are built on. */
export function declaredImages(
  entries: readonly Module[],
  modules: Modules,
  collector: DiagnosticCollector,
): DeclaredImage[] {
  const images = new Map<string, DeclaredImage>();
  for (const module of entries) {
    for (const image of module.blocks.image.values()) {
      const { name } = image;
      const first = images.get(name.text);
      if (first === undefined) images.set(name.text, { name, module });
      else {
        const related = [{ span: first.name.span, message: 'the other one' }];
        collector.reporter()('VK0508', name.span, { name: name.text }, { related });
      }
    }
  }
  // What an image is built on is compiled with it, wherever it is declared.
  for (const { name, module } of images.values()) {
    const base = baseIn(module, name.text, modules);
    if (base !== null && !images.has(base.name.text)) images.set(base.name.text, base);
  }
  return [...images.values()];
}

/** The declared image that one is built on. */
function baseIn(module: Module, image: string, modules: Modules): DeclaredImage | null {
  const name = baseOf(module.blocks.image.get(image)!);
  const found = name === null ? null : modules.find(module, 'image', name.text);
  return found === null ? null : { name: found.declaration.name, module: found.module };
}

/** Compiles images one after the other. What several of them have in common is evaluated once. */
export class ImageCompiler {
  readonly #options: CompileOptions;
  readonly #parts: Parts;
  readonly #systems: Systems;
  readonly #cache: RoleCache;
  readonly #memory: ReturnType<typeof memoryOf> | null;
  readonly #bases = new Map<BlockDeclaration, { readonly image: Image | null; readonly notes: ImageNotes }>();
  /** What systems asked of the project's files, whatever image they were first asked for. */
  readonly #systemReads = new Map<string, string>();

  constructor(options: CompileOptions, parts: Parts) {
    const { modules, files, library, collector, limits, answer } = parts;
    this.#memory = options.memory === undefined ? null : memoryOf(options.memory);
    this.#cache = new RoleCache(this.#memory?.roles ?? new WeakMap(), answer);
    this.#options = options;
    this.#parts = parts;
    this.#systems = new Systems(modules, files, library, collector, limits);
  }

  /** Null when the image has no targets, which was reported or follows from a selection. */
  compile(declared: DeclaredImage, notes: ImageNotes): Image | null {
    return this.#compile(declared, notes, { ...this.#options, whole: false });
  }

  /** An image with all its targets, for those that are built on it. What is wrong in it is said when it is compiled for itself. */
  #asBase(declared: DeclaredImage, notes: ImageNotes): Image | null {
    const { files, limits } = this.#parts;
    const block = declared.module.blocks.image.get(declared.name.text)!;
    let known = this.#bases.get(block);
    if (known === undefined) {
      const collector = new DiagnosticCollector(limits.errors);
      const own = new ImageNotes(collector);
      // One that is built on itself ends here, and was reported.
      this.#bases.set(block, { image: null, notes: own });
      const compiled = files.log.during(own.reads, () =>
        this.#compile(declared, own, { ...this.#options, whole: true }),
      );
      known = { image: collector.hasErrors ? null : compiled, notes: own };
      this.#bases.set(block, known);
    }
    for (const [question, answer] of known.notes.reads) notes.reads.set(question, answer);
    for (const system of known.notes.systems) notes.systems.add(system);
    return known.image;
  }

  #compile(
    { name, module }: DeclaredImage,
    notes: ImageNotes,
    { whole, ...options }: CompileOptions & { readonly whole: boolean },
  ): Image | null {
    const { os: systems, variants, osNames } = options;
    const observe = whole ? undefined : options.observe;
    const { declaration: image } = this.#parts.modules.find(module, 'image', name.text)!;
    const { library, files, modules, collector, limits } = this.#parts;
    const base = baseIn(module, name.text, modules);
    const lower = base === null ? null : this.#asBase(base, notes);
    const named = <K extends 'os' | 'family'>(kind: K, system: string) => {
      notes.systems.add(`${kind} ${system}`);
      return this.#ofSystem(() => this.#systems[kind](module, system) as ReturnType<Systems[K]>);
    };
    const context = (report: EvalContext['report'], target: string | null): EvalContext => ({
      report,
      unresolved: (span) => {
        notes.isResolved = false;
        collector.noteUnresolved(span);
      },
      hasErrorAt: (span) => collector.hasErrorAt(span),
      recordBranch: (choice, isAboutTarget, outcome, subject) => {
        // Each target has a reporter of its own.
        if (!isLibraryFile(choice.span.file))
          notes.branches.add(choice, isAboutTarget, outcome, { target: report, subject });
      },
      files,
      observe: observe && ((expression, value) => observe(expression, value, target)),
      budget: new Budget(limits),
      os: (name) => named('os', name)?.record ?? null,
      family: (name) => named('family', name),
      systems: () => {
        notes.systems.add('all');
        return this.#ofSystem(() => this.#systems.all(module));
      },
    });
    const compiled = compileImage({
      image,
      base: lower === null ? null : { image: lower, span: baseOf(image)!.span },
      module,
      modules,
      collector: notes,
      kinds: library.kinds,
      implicitRoles: library.implicitRoles,
      expectations: library.expectations,
      collections: library.collections,
      context,
      cache: this.#cache,
      lists: this.#memory?.lists(module.file, name.text) ?? new KnownLists(),
      moduleScope: (each, globals, surroundings, known) =>
        moduleScope(each, globals, surroundings, { set: this.#options.set, modules }, known),
      osNames: osNames ?? 'short',
      osOf: (name) => named('os', name),
      keep: (os, variant) =>
        whole ||
        ((systems ?? [os]).includes(os) && (variants ?? [variant ?? 'plain']).includes(variant ?? 'plain')),
    });
    for (const [question, answer] of this.#systemReads) notes.reads.set(question, answer);
    return compiled;
  }

  #ofSystem<T>(work: () => T): T {
    return this.#parts.files.log.during(this.#systemReads, work);
  }

  /** Says what compiling an image would say, by its record. */
  replay({ name, systems, labels, said }: ImageRecord, module: Module): void {
    const { collector } = this.#parts;
    for (const asked of systems) {
      const [kind, system] = asked.split(' ') as ['os' | 'family' | 'all', string];
      if (kind === 'all') this.#systems.all(module);
      else this.#systems[kind](module, system);
    }
    for (const target of labels) collector.register({ image: name, target });
    saySaid(name, said, collector);
  }
}
