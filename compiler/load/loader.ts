import { libraryImport, LIBRARY_PREFIX } from '../model/file-names.ts';
import type { BlockDeclaration, Let, Param, SourceFile, StringExpr } from '../../grammar/syntax.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { parse } from '../../grammar/parse/parser.ts';
import { foreignKind } from '../language/foreign-idioms.ts';
import { LoadedModule } from './module.ts';
import type { Declared, Module } from './module.ts';
import { Files } from './project-files.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Parse } from '../options.ts';
import type { Library } from '../sdk/library.ts';
import type { Limits } from '../model/limits.ts';
import { Source } from '../model/source.ts';
import { didYouMean } from '../model/suggest.ts';

/** What a name means in a module, and which module declares it. */
export interface FoundDeclaration<T> {
  readonly declaration: T;
  readonly module: Module;
}

/** Reads source files and what they import; knows the library's declarations by their file names. */
export class Modules {
  readonly sources = new Map<string, Source>();
  readonly #files: Files;
  readonly #library: Library;
  readonly #collector: DiagnosticCollector;
  readonly #modules = new Map<string, LoadedModule | null>();

  readonly #limits: Limits;
  readonly #parse: Parse;

  constructor(
    files: Files,
    library: Library,
    collector: DiagnosticCollector,
    limits: Limits,
    parser: Parse = parse,
  ) {
    this.#parse = parser;
    this.#files = files;
    this.#library = library;
    this.#collector = collector;
    this.#limits = limits;
  }

  /** The module of a file, or null when it cannot be read. `from` is where it is named. */
  load(name: string, path: string, from: Span, stack: readonly string[] = []): LoadedModule | null {
    const known = this.#modules.get(name);
    if (known !== undefined) return known;
    const report = this.#collector.reporter();
    const remedy = 'Split it, or take texts and files out of it with `text(…)` and `file(…)`.';
    const text = this.#files.text(name, path, from, report, remedy);
    this.#modules.set(name, null);
    if (text === null) return null;
    const parsed = this.#parse(name, text);
    const shown = parsed.text ?? text;
    this.sources.set(name, new Source(name, shown));
    const incomplete = parsed.diagnostics.some(({ code }) => code === 'VK0143');
    for (const diagnostic of parsed.diagnostics) this.#collector.add(atTop(diagnostic, shown, this.#library));
    const module = this.#declare(name, parsed.file);
    module.incomplete = incomplete;
    this.#modules.set(name, module);
    const nothing = parsed.file.declarations.length + parsed.file.imports.length === 0;
    if (nothing && parsed.diagnostics.length === 0) {
      report('VK0609', { file: name, start: 0, end: 0, line: 1 }, { path });
    }
    for (const { from: string } of parsed.file.imports) this.#import(module, string, [...stack, name]);
    return module;
  }

  /** What a name of one kind means in a module: its own, an imported one, or the library's. */
  find(
    module: Module,
    kind: BlockDeclaration['node'],
    name: string,
  ): FoundDeclaration<BlockDeclaration> | null {
    const found = this.#find(module, kind, name);
    this.#note(module, `${kind} ${name}`, () => this.#identity(found?.declaration));
    return found;
  }

  #find(
    module: Module,
    kind: BlockDeclaration['node'],
    name: string,
  ): FoundDeclaration<BlockDeclaration> | null {
    for (const each of [module, ...module.imports]) {
      const declaration = each.blocks[kind].get(name);
      if (declaration !== undefined) return { declaration, module: each };
    }
    return this.#fromLibrary(kind, name);
  }

  /** Notes that the meaning of a top-level name was asked for. */
  noteValue(module: Module, name: string): void {
    this.#note(module, `value ${name}`, () => this.#identity(valueOf(module, name)));
  }

  #note({ file }: Module, question: string, answer: () => string): void {
    // What the library is made of does not change.
    if (!file.startsWith(LIBRARY_PREFIX)) this.#files.log.name(`${question} ${file}`, answer);
  }

  /** What is written at a place that belongs to a declaration which was asked for. */
  written({ file, start, end }: Span): string {
    return this.#text(file).slice(start, end);
  }

  /** The whole text of a source. */
  source(file: string): string {
    const text = this.#text(file);
    this.#files.log.name(`source - ${file}`, () => text);
    return text;
  }

  #text(file: string): string {
    return this.sources.get(file)?.text ?? this.#library.sources[file] ?? '';
  }

  /** What a question on names that was noted comes to now. */
  answer(question: string): string {
    const [, kind, name, file] = /^(\w+) (\S*) (.*)$/s.exec(question)!;
    const module = this.#modules.get(file!);
    if (module == null) return '';
    if (kind === 'source') return this.#text(file!);
    if (kind === 'known') return this.known(module, name as BlockDeclaration['node']).join();
    if (kind === 'value') return this.#identity(valueOf(module, name!));
    return this.#identity(this.#find(module, kind as BlockDeclaration['node'], name!)?.declaration);
  }

  /** A text that stands for a declaration with all that is in it. */
  #identity(declaration: Declared | undefined): string {
    if (declaration === undefined) return '';
    let known = identities.get(declaration);
    if (known === undefined) identities.set(declaration, (known = String(nextIdentity++)));
    return known;
  }

  findValue(module: Module, name: string): FoundDeclaration<Let | Param> | null {
    for (const each of [module, ...module.imports]) {
      const declaration = each.values.get(name);
      if (declaration !== undefined) return { declaration, module: each };
    }
    return null;
  }

  /** Names of one kind that a module can use: its own and imported ones first, then the library's. */
  known(module: Module, kind: BlockDeclaration['node']): string[] {
    const names = this.#known(module, kind);
    this.#note(module, `known ${kind}`, () => names.join());
    return names;
  }

  #known(module: Module, kind: BlockDeclaration['node']): string[] {
    const own = [module, ...module.imports].flatMap((each) => [...each.blocks[kind].keys()]);
    const folder = folderOf(kind);
    const prefix = `${LIBRARY_PREFIX}${folder}/`;
    const library = Object.keys(this.#library.sources)
      .filter((file) => folder !== null && file.startsWith(prefix))
      .map((file) => file.slice(prefix.length, -'.vkimage'.length));
    return [...new Set([...own, ...library])];
  }

  /** The module of a file that was read, by its name. */
  named(file: string): Module | null {
    return this.#modules.get(file) ?? null;
  }

  /** Every project file that was read, in order of name. */
  all(): Module[] {
    return [...this.#modules.values()].filter(
      (module): module is LoadedModule => module !== null && !module.file.startsWith(LIBRARY_PREFIX),
    );
  }

  /** Makes sure that the lines of the standard library that a diagnostic shows are among the sources. */
  showLibrary({ span, related }: Pick<Diagnostic, 'span' | 'related'>): void {
    for (const { file } of [span, ...related.map((each) => each.span)])
      if (!this.sources.has(file) && Object.hasOwn(this.#library.sources, file))
        this.sources.set(file, new Source(file, () => this.#library.sources[file]!));
  }

  /** Lets go of the syntax tree of a file, which is read again if somebody asks for it. What others import is kept. */
  release({ file }: Module): void {
    const module = this.#modules.get(file);
    if (module?.isImported === false) module.release();
  }

  #fromLibrary(kind: BlockDeclaration['node'], name: string): FoundDeclaration<BlockDeclaration> | null {
    const folder = folderOf(kind);
    const file = `${LIBRARY_PREFIX}${folder}/${name}.vkimage`;
    if (folder === null || !Object.hasOwn(this.#library.sources, file)) return null;
    const module = this.#loadLibrary(file);
    const declaration = module.blocks[kind].get(name);
    return declaration === undefined ? null : { declaration, module };
  }

  #loadLibrary(file: string): LoadedModule {
    const known = this.#modules.get(file);
    if (known) return known;
    this.sources.set(file, new Source(file, () => this.#library.sources[file]!));
    const module = this.#declare(file, this.#library.tree(file));
    this.#modules.set(file, module);
    return module;
  }

  #declare(file: string, syntax: SourceFile): LoadedModule {
    return new LoadedModule(file, syntax, {
      read: () => this.#parse(file, this.sources.get(file)!.text).file,
      twice: ({ name, node }, first) => {
        const related = [{ span: first.name.span, message: `\`${name.text}\` is first declared here` }];
        const code = node === 'image' ? 'VK0508' : 'VK0208';
        this.#collector.reporter()(code, name.span, { name: name.text }, { related });
      },
    });
  }

  /** The name of an imported file, or null when it was reported. */
  #resolve(path: string, module: Module, span: Span): string | null {
    const report = this.#collector.reporter();
    if (!path.startsWith('lib:')) return this.#files.resolve(path, module.file, span, report);
    const found = libraryImport(path);
    if (found === null) report('VK0914', span, { path });
    else if (this.#files.hasLibrary(found.library)) return found.file;
    else report('VK0915', span, { library: found.library });
    return null;
  }

  #import(module: Module, string: StringExpr, stack: readonly string[]): void {
    const report = this.#collector.reporter();
    const [part] = string.parts;
    const path = part?.node === 'text' ? part.value : '';
    if (string.parts.length > 1 || (part !== undefined && part.node !== 'text')) {
      report('VK0612', string.span, {});
      module.incomplete = true;
      return;
    }
    const name = this.#resolve(path, module, string.span);
    if (name === null) {
      module.incomplete = true;
      return;
    }
    if (stack.includes(name)) {
      const chain = [...stack.slice(stack.indexOf(name)), name].join(' → ');
      report('VK0607', string.span, { chain });
      return;
    }
    if (stack.length > this.#limits.imports && !this.#modules.has(name)) {
      report('VK1107', string.span, { limit: String(this.#limits.imports) });
      module.incomplete = true;
      return;
    }
    const imported = this.load(name, path, string.span, stack);
    if (imported === null) module.incomplete = true;
    if (imported === null || module.imports.includes(imported)) return;
    for (const [kind, table] of [...Object.entries(module.blocks), ['value', module.values] as const]) {
      const theirs = kind === 'value' ? imported.values : imported.blocks[kind as BlockDeclaration['node']];
      for (const [text, declaration] of theirs) {
        const own = (table as Map<string, Declared>).get(text);
        if (own === undefined) continue;
        const related = [{ span: declaration.name.span, message: `\`${text}\` is imported from here` }];
        report(kind === 'image' ? 'VK0508' : 'VK0208', own.name.span, { name: text }, { related });
      }
    }
    imported.isImported = true;
    module.imports.push(imported);
    module.importedAt.set(imported, string);
  }
}

const identities = new WeakMap<Declared, string>();
let nextIdentity = 1;

/** A top-level name as a module has it: its own, or that of the last import which has one. */
function valueOf(module: Module, name: string): Let | Param | undefined {
  for (const each of [module, ...module.imports.toReversed()]) {
    const found = each.values.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What begins a declaration. */
const DECLARATIONS = ['image', 'role', 'os', 'family', 'let', 'param', 'import'];

/** A word that begins nothing at the top of a file, with what it was most likely meant for. */
function atTop(diagnostic: Diagnostic, text: string, { kinds }: Library): Diagnostic {
  if (diagnostic.code !== 'VK0123') return diagnostic;
  const word = text.slice(diagnostic.span.start, diagnostic.span.end);
  if (DECLARATIONS.includes(word)) return diagnostic;
  const help = foreignKind(word, kinds.values())?.remedy ?? didYouMean(word, DECLARATIONS)?.help;
  return help === undefined ? diagnostic : { ...diagnostic, help };
}

function folderOf(kind: BlockDeclaration['node']): 'roles' | 'systems' | 'families' | null {
  return ({ role: 'roles', os: 'systems', family: 'families', image: null } as const)[kind];
}
