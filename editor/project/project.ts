import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Location, Range } from 'vscode-languageserver';
import { libraryOf, boundaryOf, isLibraryFile, LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Image } from '../../compiler/model/ir.ts';
import type { Declaration, SemanticModel } from '../../compiler/model/semantics.ts';
import { Source } from '../../compiler/model/source.ts';
import type { CompileOptions, CompileResult } from '../../compiler/options.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { parse } from '../../grammar/parse/parser.ts';
import type { ParseResult } from '../../grammar/parse/parser.ts';
import type { Span } from '../../grammar/span.ts';
import { compile, library } from '../../stdlib/index.ts';
import { pathBelow, uriBelow } from '../text/uri.ts';
import { observe } from './values.ts';
import { WatchedHost } from './watched-host.ts';
import type { Values } from './values.ts';
import type { ProjectFiles } from './workspace.ts';

/** What the editor knows of a project at one moment. Features ask it; it never changes. */
export class Project {
  readonly files: ProjectFiles;
  readonly result: CompileResult;
  readonly model: SemanticModel;
  readonly #options: CompileOptions;
  readonly #parsed = new Map<string, ParseResult>();
  readonly #documents = new Map<string, TextDocument>();
  readonly #host: WatchedHost;
  #values: Values | null = null;
  #good: { readonly images: readonly Image[]; readonly project: Project } | null;

  /** `before` is what was known last: its images are good while this text has mistakes. */
  constructor(
    files: ProjectFiles,
    options: Omit<CompileOptions, 'host' | 'entries'>,
    before: Project | null,
  ) {
    const { host, entries, settings } = files;
    this.files = files;
    this.#host = new WatchedHost(host);
    this.#options = {
      ...options,
      host: this.#host,
      entries,
      ...(settings && { rules: settings.rules }),
    };
    this.result = compile(this.#options);
    this.model = this.result.semanticModel();
    this.#good =
      this.result.images.length > 0 ? { images: this.result.images, project: this } : (before?.good ?? null);
  }

  /** The newest images without mistakes, with the project that they come from; null if there never were any. */
  get good(): { readonly images: readonly Image[]; readonly project: Project } | null {
    return this.#good;
  }

  /** Diagnostics of the sources and of the settings. */
  get diagnostics(): readonly Diagnostic[] {
    return [...(this.files.settings?.diagnostics ?? []), ...this.result.diagnostics];
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
    const known = this.result.sources.get(file);
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
    let parsed = this.#parsed.get(file);
    if (parsed === undefined) this.#parsed.set(file, (parsed = parse(file, this.text(file))));
    return parsed;
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
    for (const file of this.result.sources.keys()) {
      if (libraryOf(boundaryOf(file)) !== '' && !file.startsWith(LIBRARY_PREFIX) && this.uriOf(file) === uri)
        return file;
    }
    return null;
  }

  /** What the word at an offset stands for. */
  declarationAt(file: string, offset: number): Declaration | null {
    return this.model.declarationAt(file, offset);
  }

  /** Whether a change of a file, given by its URI, may change what is known here. */
  dependsOn(uri: string): boolean {
    const path = pathBelow(this.files.root, uri);
    if (path === null) return this.fileOf(uri) !== null;
    return path === 'vkc.yaml' || path.endsWith('.vkimage') || this.#host.asked(path);
  }

  /** Names of the project's own sources, sorted. */
  get ownFiles(): readonly string[] {
    return [...this.result.sources.keys()].filter((file) => !isLibraryFile(file)).sort();
  }
}
