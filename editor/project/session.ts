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

/** Files that say which sources there are: what git ignores and what `vkc` wrote itself is not read. */
const LISTED = /\.vkimage$|\/(vkc\.yaml|\.gitignore|\.vkc(\/manifest\.json)?)$/;

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
  /** Documents that are no sources: files that sources refer to, of which some clients tell as well. */
  readonly #plain = new Set<string>();
  /** The names of texts of the standard library by the URIs of the files that the client was sent to for them. */
  readonly #libraryNames = new Map<string, string>();
  /** Whether the client asks for texts of the standard library; one that does not is sent to their files. */
  asksForTexts = true;
  readonly #projects = new Map<string, Known>();
  /** By document, the key of its project and the folder of that. */
  readonly #placeOf = new Map<string, { readonly key: string; readonly root: string }>();
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
  open(uri: string, text: string, language = 'vkimage'): void {
    const name = normalUri(uri);
    // Texts of the library are known, and not the author's; those that are edited are.
    if (library.sources[this.named(uri)] === text) return;
    this.#libraryNames.delete(name);
    if (name.startsWith(LIBRARY_PREFIX)) return;
    const isNew = !this.#open.has(name);
    this.#open.set(name, text);
    this.#spelling.set(name, uri);
    if (isSource(uri, language)) this.#plain.delete(name);
    else this.#plain.add(name);
    this.#touch(name, isNew);
  }

  close(uri: string): void {
    const name = normalUri(uri);
    this.#open.delete(name);
    this.#spelling.delete(name);
    this.#plain.delete(name);
    this.#touch(name, true);
  }

  /** Files or folders were made, changed or removed on disk. Returns whether that can change anything. */
  filesChanged(uris: readonly string[]): boolean {
    this.#changes++;
    const names = uris.map(normalUri);
    const above = foldersAbove([...this.#placeOf.keys(), ...(this.#sources ?? [])]);
    // Of a folder that was moved, most clients say nothing of what is in it.
    const listed = names.some(
      (uri) => LISTED.test(uri) || above.has(uri) || this.#workspace.isFolder?.(uri) === true,
    );
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
    this.#placeOf.clear();
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
    const place = this.#placeOf.get(name);
    const file = place === undefined ? null : pathBelow(place.root, name);
    const project = place === undefined ? undefined : this.#projects.get(place.key)?.project;
    return file === null || project === undefined
      ? parseOnce(uri, text).diagnostics
      : project.newerSyntax(file, text);
  }

  /** Whether a document is open that is no source. */
  isPlain(uri: string): boolean {
    return this.#plain.has(normalUri(uri));
  }

  /** The project of a document, up to date. */
  async project(uri: string): Promise<Project> {
    const name = normalUri(uri);
    const place = this.#placeOf.get(name);
    const known = place === undefined ? undefined : this.#projects.get(place.key);
    if (known !== undefined && !known.stale) return known.project;
    const changes = this.#changes;
    const files = await this.#workspace.project(name, this.#open);
    if (changes !== this.#changes) return this.project(uri);
    const { root, key = root } = files;
    this.#placeOf.set(name, { key, root });
    const before = this.#projects.get(key);
    if (before !== undefined && !before.stale && before.project.files.entries.join() === files.entries.join())
      return before.project;
    // Requests that have arrived meanwhile, and their ends, come before a further project.
    await nextTurn();
    // What they have changed, these files do not have.
    if (changes !== this.#changes) return this.project(uri);
    const project = new Project(files, this.#options, before?.project ?? null);
    this.#projects.set(key, { project, stale: false });
    return project;
  }

  /** A document in its project, if `wide` with all others; null if there is no such source. */
  place(uri: string, wide = false): Promise<Place | null> {
    return this.#atOneMoment(async () => {
      const name = this.named(uri);
      if (name.startsWith(LIBRARY_PREFIX)) {
        const projects = await this.#all();
        const [project = await this.project('untitled:library')] = projects;
        return project.fileOf(name) === null ? null : { project, file: name, projects };
      }
      if (this.#plain.has(name)) return null;
      const project = await this.project(name);
      const file = project.fileOf(name);
      if (file === null || project.isSettings(file)) return null;
      if (!wide) return { project, file, projects: [project] };
      const others = (await this.#all()).filter((each) => each !== project);
      return { project, file, projects: [project, ...others] };
    });
  }

  /** Every project of the workspace, up to date. */
  all(): Promise<Project[]> {
    return this.#atOneMoment(() => this.#all());
  }

  async #all(): Promise<Project[]> {
    const projects = new Set<Project>();
    const sources = await this.#allSources();
    for (const uri of new Set([...this.#open.keys(), ...sources])) {
      if (!this.#plain.has(uri)) projects.add(await this.project(uri));
    }
    // Of documents that were closed and folders that are gone, nobody asks any more.
    for (const [key, { project }] of this.#projects) if (!projects.has(project)) this.#projects.delete(key);
    return [...projects];
  }

  /** What is made of the state at one moment. If something changes meanwhile it is made again: most projects are still up to date. */
  async #atOneMoment<T>(make: () => Promise<T>): Promise<T> {
    for (;;) {
      const changes = this.#changes;
      const made = await make();
      if (changes === this.#changes) return made;
    }
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
    if (isNew) this.#placeOf.clear();
    for (const known of this.#projects.values()) {
      if (isNew && pathBelow(known.project.files.root, uri) !== null) known.stale = true;
      else if (known.project.dependsOn(uri)) known.stale = true;
    }
  }
}

/** Whether a document is a source or the settings of a project. */
export const isSource = (uri: string, language: string): boolean =>
  language === 'vkimage' || /\.vkimage$|(^|[/:])vkc\.yaml$/.test(uri);

/** The URIs of all folders that hold one of the documents, at any depth. */
function foldersAbove(uris: readonly string[]): Set<string> {
  const above = new Set<string>();
  for (const uri of uris)
    for (
      let end = uri.lastIndexOf('/');
      end > 0 && !above.has(uri.slice(0, end));
      end = uri.lastIndexOf('/', end - 1)
    )
      above.add(uri.slice(0, end));
  return above;
}
