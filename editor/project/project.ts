import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Location, Range } from 'vscode-languageserver';
import { libraryOf, boundaryOf, isLibraryFile, LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Image } from '../../compiler/model/ir.ts';
import type { Declaration, SemanticModel } from '../../compiler/model/semantics.ts';
import { Source } from '../../compiler/model/source.ts';
import type { CompileOptions, CompileResult } from '../../compiler/options.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { ParseResult } from '../../grammar/parse/parser.ts';
import type { Span } from '../../grammar/span.ts';
import { compile, library } from '../../stdlib/index.ts';
import type { Convert } from './convert.ts';
import { isWithin, pathBelow, uriBelow } from '../text/uri.ts';
import { IncrementalCheck } from './incremental.ts';
import type { Checked } from './incremental.ts';
import { parseOnce } from './kept-trees.ts';
import { observe } from './values.ts';
import { WatchedHost } from './watched-host.ts';
import type { Values } from './values.ts';
import type { ProjectFiles } from './workspace.ts';

interface Good {
  readonly images: readonly Image[];
  readonly project: Project;
}

interface Compiled {
  readonly result: CompileResult;
  readonly good: Good | null;
}

/** The text of a file; null if it is none, which the compiler reports. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What the editor knows of a project at one moment. Features ask it; it never changes. */
export class Project {
  readonly files: ProjectFiles;
  /** Converts Ansible and Packer; null where that is not there. */
  readonly convert: Convert | null;
  readonly #options: CompileOptions;
  readonly #sources = new Map<string, Source | null>();
  readonly #documents = new Map<string, TextDocument>();
  readonly #host: WatchedHost;
  #values: Values | null = null;
  #compiled: Compiled | null = null;
  readonly #incremental: IncrementalCheck;
  #checked: Checked | null = null;
  #model: SemanticModel | null = null;
  /** The project before this one, until this one is compiled. */
  #before: Project | null;

  /** `before` is what was known last: its images are good while this text has mistakes. */
  constructor(
    files: ProjectFiles,
    { convert = null, ...options }: Omit<CompileOptions, 'host' | 'entries'> & { convert?: Convert | null },
    before: Project | null,
  ) {
    const { host, entries, settings } = files;
    this.files = files;
    this.convert = convert;
    this.#host = new WatchedHost(host);
    this.#options = {
      ...options,
      parse: parseOnce,
      host: this.#host,
      entries,
      ...(settings && { rules: settings.rules }),
    };
    this.#incremental = before === null ? new IncrementalCheck() : before.#incremental;
    // What was never compiled knows of no images.
    this.#before = before !== null && before.#compiled === null ? before.#before : before;
  }

  /** What compiling came to. It is compiled when this is first asked for: much can be told from the text alone. */
  get result(): CompileResult {
    return this.#compile().result;
  }

  /** What names stand for. No image is compiled for it. */
  get model(): SemanticModel {
    return (this.#model ??= (
      this.#compiled?.result ?? compile({ ...this.#options, checkOnly: true })
    ).semanticModel());
  }

  /** The newest images without mistakes, with the project that they come from; null if there never were any. */
  get good(): Good | null {
    return this.#compile().good;
  }

  #compile(): Compiled {
    if (this.#compiled === null) {
      const result = compile(this.#options);
      const { images } = result;
      const good = images.length > 0 ? { images, project: this } : (this.#before?.good ?? null);
      this.#compiled = { result, good };
      this.#before = null;
    }
    return this.#compiled;
  }

  /** Diagnostics of the sources and of the settings. */
  get diagnostics(): readonly Diagnostic[] {
    return [...(this.files.settings?.diagnostics ?? []), ...this.#check().diagnostics];
  }

  #check(): Checked {
    return (this.#checked ??= this.#compiled?.result ?? this.#incremental.check(this.#options));
  }

  /** What is wrong with the syntax of a newer text of a file. */
  newerSyntax(file: string, text: string): readonly Diagnostic[] {
    return this.#incremental.syntax(file, text);
  }

  /** What expressions come to on each target; computed when it is first asked for. */
  get values(): Values {
    return (this.#values ??= observe(this.#options));
  }

  /** Compiles one target alone. */
  only(os: string, variant: string | null): CompileResult {
    return compile({ ...this.#options, os: [os], variants: [variant ?? 'plain'] });
  }

  source(file: string): Source | null {
    if (this.#compiled === null) {
      const entry = this.#entry(file);
      if (entry !== null) return entry;
    }
    const known = this.#check().sources.get(file);
    if (known !== undefined) return known;
    const { settings } = this.files;
    if (settings?.source.file === file) return settings.source;
    const text = library.sources[file];
    return text === undefined ? null : new Source(file, text);
  }

  isSettings(file: string): boolean {
    return this.files.settings?.source.file === file && !this.files.entries.includes(file);
  }

  text(file: string): string {
    return this.source(file)?.text ?? '';
  }

  parsed(file: string): ParseResult {
    return parseOnce(file, this.text(file));
  }

  /** A source that is compiled by itself, and not only because another one imports it; known without compiling. */
  #entry(file: string): Source | null {
    let source = this.#sources.get(file);
    if (source === undefined) {
      const read = this.files.entries.includes(file) ? this.files.host.read(file) : null;
      const text = read?.kind === 'file' ? decoded(read.bytes) : null;
      this.#sources.set(file, (source = text === null ? null : new Source(file, text)));
    }
    return source;
  }

  /** The text with positions as editors count them. */
  document(file: string): TextDocument {
    let document = this.#documents.get(file);
    if (document === undefined) {
      document = TextDocument.create(this.uriOf(file), 'vkimage', 0, this.text(file));
      this.#documents.set(file, document);
    }
    return document;
  }

  range({ file, start, end }: Span): Range {
    const document = this.document(file);
    return { start: document.positionAt(start), end: document.positionAt(end) };
  }

  location(span: Span): Location {
    return { uri: this.uriOf(span.file), range: this.range(span) };
  }

  /** The URI of a file; texts of the standard library are `vkc:roles/docker.vkimage`. */
  uriOf(file: string): string {
    if (file.startsWith(LIBRARY_PREFIX)) return file;
    if (isLibraryFile(file)) return this.files.libraryUri(file) ?? file;
    return uriBelow(this.files.root, file);
  }

  /** The name of a document's file in this project; null if the project has not read it. */
  fileOf(uri: string): string | null {
    if (uri.startsWith(LIBRARY_PREFIX)) return Object.hasOwn(library.sources, uri) ? uri : null;
    const below = pathBelow(this.files.root, uri);
    if (below !== null && this.source(below) !== null) return below;
    for (const file of this.#check().sources.keys()) {
      if (libraryOf(boundaryOf(file)) !== '' && !file.startsWith(LIBRARY_PREFIX) && this.uriOf(file) === uri)
        return file;
    }
    return null;
  }

  /** What the word at an offset stands for. */
  declarationAt(file: string, offset: number): Declaration | null {
    return this.model.declarationAt(file, offset);
  }

  /** Whether a change of a file or a folder, given by its URI, may change what is known here. */
  dependsOn(uri: string): boolean {
    // What it reads is not known yet.
    if (this.#compiled === null && this.#checked === null) return true;
    const { root, libraryUri } = this.files;
    const path = pathBelow(root, uri);
    if (path === null && isWithin(uri, root)) return true;
    if (path === 'vkc.yaml' || path?.endsWith('.vkimage') || (path !== null && this.#host.asked(path)))
      return true;
    return [...this.#host.libraries].some(([name, host]) => {
      const folder = libraryUri(`lib:${name}/`);
      if (folder === null) return false;
      const below = pathBelow(folder, uri);
      return below === null ? isWithin(uri, folder) : host.asked(below);
    });
  }

  /** Files of libraries that the project takes in, in which something is wrong. */
  get brokenLibraryFiles(): readonly string[] {
    const found = this.#check().diagnostics.map(({ span }) => span.file);
    return [...new Set(found)].filter(
      (file) =>
        isLibraryFile(file) && !file.startsWith(LIBRARY_PREFIX) && this.files.libraryUri(file) !== null,
    );
  }

  /** Names of the project's own sources, sorted. */
  get ownFiles(): readonly string[] {
    return [...this.#check().sources.keys()].filter((file) => !isLibraryFile(file)).sort();
  }
}
