import { LSPPlugin, Workspace } from '@codemirror/lsp-client';
import type { WorkspaceFile } from '@codemirror/lsp-client';
import { EditorState } from '@codemirror/state';
import type { ChangeSet, Extension, Text, TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { showState } from './show-state.ts';

const ROOT = 'play:/';

export const uriOf = (name: string): string => ROOT + name.split('/').map(encodeURIComponent).join('/');

/** The path of a file of the project; null for a text of the library. */
export const nameOf = (uri: string): string | null =>
  uri.startsWith(ROOT) ? decodeURIComponent(uri.slice(ROOT.length)) : null;

/** A file with what its editor knows of it, whether it is shown or not. */
class Document implements WorkspaceFile {
  readonly uri: string;
  readonly languageId: string;
  version = 0;
  /** As the server has it. */
  doc: Text;
  /** Not up to date while the file is shown: then the view has it. */
  state: EditorState;
  /** Changes that the server has not been told, made while the file was not shown. */
  pending: ChangeSet | null = null;
  readonly #documents: Documents;

  constructor(documents: Documents, uri: string, state: EditorState) {
    this.#documents = documents;
    this.uri = uri;
    this.languageId = uri.endsWith('.vkimage') ? 'vkimage' : 'plaintext';
    this.state = state;
    this.doc = state.doc;
  }

  getView(): EditorView | null {
    return this.#documents.shown === this ? this.#documents.view : null;
  }

  get text(): string {
    return (this.getView()?.state ?? this.state).doc.toString();
  }
}

interface Hooks {
  /** What an editor of a file has. */
  readonly extensions: (uri: string) => Extension;
  /** The text of a file of the library. */
  readonly libraryText: (uri: string) => Promise<string | null>;
  /** Another file is shown, or there are other files. */
  readonly changed: () => void;
}

/** All files of the project. The server has all of them open, and the one editor shows one of them. */
export class Documents extends Workspace {
  files: Document[] = [];
  shown: Document | null = null;
  view: EditorView | null = null;
  hooks: Hooks | null = null;

  /** Files of the author, sources first, in order of their names; those of the library are left out. */
  get names(): readonly string[] {
    const rank = (name: string) => `${name.endsWith('.vkimage') ? 0 : 1}${name}`;
    const found = this.files.flatMap(({ uri }) => nameOf(uri) ?? []);
    return found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  get texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.names.map((name) => [name, this.find(uriOf(name))!.text]));
  }

  find(uri: string): Document | null {
    return this.files.find((file) => file.uri === uri) ?? null;
  }

  /** The state of a file; null if there is none. */
  stateOf(uri: string): EditorState | null {
    const file = this.find(uri);
    return file === null ? null : (file.getView()?.state ?? file.state);
  }

  add(uri: string, text: string): void {
    const extensions = this.hooks?.extensions(uri) ?? [];
    const file = new Document(this, uri, EditorState.create({ doc: text, extensions }));
    this.files.push(file);
    this.client.didOpen(file);
    this.hooks?.changed();
  }

  remove(uri: string): void {
    const file = this.find(uri);
    if (file === null) return;
    this.files = this.files.filter((each) => each !== file);
    this.client.didClose(uri);
    if (this.shown === file) {
      this.shown = null;
      const [next] = this.names;
      if (next !== undefined) this.show(uriOf(next));
    }
    this.hooks?.changed();
  }

  show(uri: string): void {
    const file = this.find(uri);
    const { view } = this;
    if (file === null || view === null || file === this.shown) return;
    this.client.sync();
    if (this.shown !== null) this.shown.state = view.state;
    this.shown = file;
    showState(view, file.state);
    this.hooks?.changed();
  }

  override syncFiles() {
    return this.files.flatMap((file) => {
      const view = file.getView();
      const plugin = view === null ? null : LSPPlugin.get(view);
      const changes = plugin?.unsyncedChanges ?? file.pending;
      if (changes === null || changes.empty) return [];
      const prevDoc = file.doc;
      file.doc = (view?.state ?? file.state).doc;
      file.version++;
      file.pending = null;
      plugin?.clear();
      return [{ file, prevDoc, changes }];
    });
  }

  override openFile(): void {
    // Files are open as long as they are there.
  }

  override closeFile(): void {
    // The same.
  }

  override connected(): void {
    // They are opened one by one.
  }

  override updateFile(uri: string, update: TransactionSpec): void {
    const file = this.find(uri);
    if (file === null) return;
    const view = file.getView();
    if (view !== null) return view.dispatch(update);
    const { state, changes } = file.state.update(update);
    file.state = state;
    if (!changes.empty) file.pending = file.pending === null ? changes : file.pending.compose(changes);
  }

  override async displayFile(uri: string): Promise<EditorView | null> {
    if (this.find(uri) === null) {
      const text = await this.hooks?.libraryText(uri);
      if (text == null) return null;
      this.add(uri, text);
    }
    this.show(uri);
    return this.view;
  }
}
