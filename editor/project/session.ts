import type { CompileOptions } from '../../compiler/options.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { library } from '../../stdlib/index.ts';
import { nextTurn } from '../text/turn.ts';
import { normalUri, pathBelow } from '../text/uri.ts';
import type { Place } from './feature.ts';
import type { Convert } from './convert.ts';
import { parseOnce } from './kept-trees.ts';
import { Project } from './project.ts';
import type { Workspace } from './workspace.ts';

export interface SessionOptions extends Pick<CompileOptions, 'yaml' | 'date'> {
  readonly convert?: Convert;
}

interface Known {
  readonly project: Project;
  /** Something that it may depend on has changed. */
  stale: boolean;
}

/** The documents that are open, and the projects that they belong to. Projects are compiled when they are asked for. */
export class Session {
  readonly #workspace: Workspace;
  readonly #options: SessionOptions;
  readonly #open = new Map<string, string>();
  /** How the client writes the URIs of its documents. */
  readonly #spelling = new Map<string, string>();
  /** The names of texts of the standard library by the URIs of the files that the client was sent to for them. */
  readonly #libraryNames = new Map<string, string>();
  /** Whether the client asks for texts of the standard library; one that does not is sent to their files. */
  asksForTexts = true;
  readonly #projects = new Map<string, Known>();
  readonly #rootOf = new Map<string, string>();
  #folders: readonly string[] = [];
  #sources: readonly string[] | null = null;
  /** How often something has changed that a project may depend on. */
  #changes = 0;

  constructor(workspace: Workspace, options: SessionOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  set folders(uris: readonly string[]) {
    this.#folders = uris.map(normalUri);
    this.#forgetFiles();
  }

  /** Opens a document, or gives it a new text. */
  open(uri: string, text: string): void {
    const name = normalUri(uri);
    // Texts of the library are known, and not the author's; those that are edited are.
    if (library.sources[this.named(uri)] === text) return;
    this.#libraryNames.delete(name);
    if (name.startsWith(LIBRARY_PREFIX)) return;
    const isNew = !this.#open.has(name);
    this.#open.set(name, text);
    this.#spelling.set(name, uri);
    this.#touch(name, isNew);
  }

  close(uri: string): void {
    const name = normalUri(uri);
    this.#open.delete(name);
    this.#spelling.delete(name);
    this.#touch(name, true);
  }

  /** Files were made, changed or removed on disk. Returns whether that can change anything. */
  filesChanged(uris: readonly string[]): boolean {
    this.#changes++;
    const names = uris.map(normalUri);
    const listed = names.some((uri) => uri.endsWith('.vkimage') || uri.endsWith('/vkc.yaml'));
    if (listed) this.#forgetFiles();
    let found = listed;
    for (const known of this.#projects.values()) {
      if (!listed && !names.some((uri) => known.project.dependsOn(uri))) continue;
      known.stale = true;
      found = true;
    }
    return found;
  }

  /** Which files there are is looked up again. */
  #forgetFiles(): void {
    this.#changes++;
    this.#rootOf.clear();
    this.#sources = null;
  }

  /** As the client writes it, if it is open; for a text of the standard library, where the client finds it. */
  spelled(uri: string): string {
    if (!this.asksForTexts && uri.startsWith(LIBRARY_PREFIX)) {
      const file = this.#workspace.libraryFile?.(uri) ?? null;
      if (file !== null) this.#libraryNames.set(normalUri(file), uri);
      return file ?? uri;
    }
    return this.#spelling.get(normalUri(uri)) ?? uri;
  }

  /** As it is called here: a text of the standard library by its name. */
  named(uri: string): string {
    const name = normalUri(uri);
    return this.#libraryNames.get(name) ?? name;
  }

  /** The text of an open document. */
  textOf(uri: string): string | null {
    return this.#open.get(normalUri(uri)) ?? null;
  }

  /** What is wrong with the syntax of an open document, as far as its text alone tells. */
  syntaxOf(uri: string): readonly Diagnostic[] {
    const name = normalUri(uri);
    const text = this.#open.get(name) ?? '';
    const root = this.#rootOf.get(name);
    const file = root === undefined ? null : pathBelow(root, name);
    const project = root === undefined ? undefined : this.#projects.get(root)?.project;
    return file === null || project === undefined
      ? parseOnce(uri, text).diagnostics
      : project.newerSyntax(file, text);
  }

  get opened(): readonly string[] {
    return [...this.#spelling.values()];
  }

  /** The project of a document, up to date. */
  async project(uri: string): Promise<Project> {
    const name = normalUri(uri);
    const root = this.#rootOf.get(name);
    const known = root === undefined ? undefined : this.#projects.get(root);
    if (known !== undefined && !known.stale) return known.project;
    const changes = this.#changes;
    const files = await this.#workspace.project(name, this.#open);
    if (changes !== this.#changes) return this.project(uri);
    this.#rootOf.set(name, files.root);
    const before = this.#projects.get(files.root);
    if (before !== undefined && !before.stale && before.project.files.entries.join() === files.entries.join())
      return before.project;
    // Requests that have arrived meanwhile, and their ends, come before a further project.
    await nextTurn();
    // What they have changed, these files do not have.
    if (changes !== this.#changes) return this.project(uri);
    const project = new Project(files, this.#options, before?.project ?? null);
    this.#projects.set(files.root, { project, stale: false });
    return project;
  }

  /** A document in its project, if `wide` with all others; null if there is no such source. */
  async place(uri: string, wide = false): Promise<Place | null> {
    const name = this.named(uri);
    if (name.startsWith(LIBRARY_PREFIX)) {
      const projects = await this.all();
      const [project = await this.project('untitled:library')] = projects;
      return project.fileOf(name) === null ? null : { project, file: name, projects };
    }
    const project = await this.project(name);
    const file = project.fileOf(name);
    if (file === null || project.isSettings(file)) return null;
    if (!wide) return { project, file, projects: [project] };
    const others = (await this.all()).filter((each) => each !== project);
    return { project, file, projects: [project, ...others] };
  }

  /** Every project of the workspace, up to date. */
  async all(): Promise<Project[]> {
    const projects = new Set<Project>();
    const sources = await this.#allSources();
    for (const uri of new Set([...this.#open.keys(), ...sources])) {
      if (uri.endsWith('.vkimage') || this.#open.has(uri)) projects.add(await this.project(uri));
    }
    return [...projects];
  }

  /** The sources below the folders that are open. */
  async #allSources(): Promise<readonly string[]> {
    if (this.#sources !== null) return this.#sources;
    const changes = this.#changes;
    const found = await Promise.all(this.#folders.map((folder) => this.#workspace.sources(folder)));
    if (changes !== this.#changes) return this.#allSources();
    return (this.#sources = found.flat().map(normalUri));
  }

  /** What may depend on a document is compiled again when it is asked for. */
  #touch(uri: string, isNew: boolean): void {
    this.#changes++;
    if (isNew) this.#rootOf.clear();
    for (const [root, known] of this.#projects) {
      if (isNew && pathBelow(root, uri) !== null) known.stale = true;
      else if (known.project.dependsOn(uri)) known.stale = true;
    }
  }
}
