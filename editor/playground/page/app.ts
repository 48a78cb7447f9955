import { LSPClient } from '@codemirror/lsp-client';
import type { Transport } from '@codemirror/lsp-client';
import { EditorView } from '@codemirror/view';
import type { Location, Position, PublishDiagnosticsParams } from 'vscode-languageserver';
import { archive, save } from './archive.ts';
import { chooseAction, selectedRange, showInfo } from './code-actions.ts';
import { say } from './dialogs.ts';
import { delayed, element } from './dom.ts';
import { Documents, nameOf, uriOf } from './documents.ts';
import { OutputPane } from './output-pane.ts';
import { Problems } from './problems.ts';
import { toFragment } from './share.ts';
import type { Project } from './share.ts';
import { originMark, sourceEditor } from './source-editor.ts';
import { Tabs } from './tabs.ts';

/** A busy machine may need this long for an answer. */
const PATIENCE = 60_000;

/** The page: sources and problems on one side, output on the other. */
export class App {
  readonly client: LSPClient;
  readonly documents: Documents;
  readonly output: OutputPane;
  readonly problems: Problems;
  readonly #tabs: Tabs;
  readonly #status = element('p', { class: 'spoken', role: 'status' });
  readonly #remember: ReturnType<typeof delayed>;
  readonly #changed: () => void;

  constructor(main: HTMLElement, transport: Transport, changed: () => void) {
    let documents!: Documents;
    this.client = new LSPClient({
      rootUri: 'play:/',
      timeout: PATIENCE,
      workspace: (client) => (documents = new Documents(client)),
      notificationHandlers: {
        'textDocument/publishDiagnostics': (_client, { uri, diagnostics }: PublishDiagnosticsParams) => {
          this.problems.take(uri, diagnostics);
          return true;
        },
      },
    });
    this.documents = documents;
    this.#changed = changed;
    const refreshed = delayed(() => void this.output.refresh(), 30);
    this.#remember = delayed(() => this.remember(), 1000);
    this.problems = new Problems(documents, {
      go: (uri, position) => void this.#go(uri, position),
      actions: ({ uri, diagnostic }) =>
        void chooseAction(this.client, documents, {
          uri,
          range: diagnostic.range,
          diagnostics: [diagnostic],
        }),
      changed: () => {
        this.#say();
        refreshed();
      },
    });
    this.output = new OutputPane(this.client, {
      origin: (place, go) => void this.#origin(place, go),
      chosen: () => this.#remember(),
    });
    this.#tabs = new Tabs(documents, (uri) => this.problems.forget(uri));
    const editor = element('div', {
      id: 'source-editor',
      class: 'editor',
      role: 'tabpanel',
      'aria-label': 'Source',
    });
    main.replaceChildren(
      element('section', { class: 'source', 'aria-label': 'Sources' }, this.#tabs.box, editor),
      this.problems.box,
      this.output.box,
      this.#status,
    );
    documents.view = new EditorView({ parent: editor });
    documents.hooks = {
      extensions: (uri) => sourceEditor(this.client, uri, this.#hooks(uri)),
      libraryText: async (uri) => {
        const found = await this.client.request<object, { text: string } | null>(
          'workspace/textDocumentContent',
          { uri },
        );
        return found?.text ?? null;
      },
      changed: () => this.#tabs.show(),
    };
    this.client.connect(transport);
    // Without problems before and after an edit, nothing is published; what is generated may differ all the same.
    this.#refresh = delayed(() => void this.output.refresh(), 250);
  }

  readonly #refresh: () => void;

  get project(): Project {
    const { shown, names, texts } = this.documents;
    const open = shown === null ? null : nameOf(shown.uri);
    return {
      files: texts,
      open: open ?? names[0] ?? '',
      image: this.output.image,
      target: this.output.target,
    };
  }

  /** Shows another project instead of this one. */
  load({ files, open, image = null, target = null }: Project): void {
    for (const { uri } of this.documents.files) {
      this.documents.remove(uri);
      this.problems.forget(uri);
    }
    for (const [name, text] of Object.entries(files)) this.documents.add(uriOf(name), text);
    this.output.forget();
    [this.output.image, this.output.target] = [image, target];
    this.documents.show(uriOf(open));
    void this.output.refresh();
  }

  /** Keeps the project in the address, so that it is there after the page is loaded again. */
  remember(): void {
    history.replaceState(null, '', `#${toFragment(this.project)}`);
  }

  /** Saves the sources and all trees, as `vkc compile` would write them. */
  async download(): Promise<void> {
    await this.output.refresh();
    const sources = Object.entries(this.documents.texts).map(([path, text]) => ({ path, text }));
    const trees = await Promise.all(
      this.output.images.map(async (image) =>
        (await this.output.files(image, null)).map((file) => ({
          ...file,
          path: `out/${image.image}/${file.path}`,
        })),
      ),
    );
    save(`${this.output.image ?? 'vkc'}.zip`, archive([...sources, ...trees.flat()]));
    say('The archive is saved.');
  }

  #hooks(uri: string) {
    return {
      actions: (view: EditorView) => {
        const selected = selectedRange(view);
        if (selected !== null) void chooseAction(this.client, this.documents, selected);
        return true;
      },
      info: (view: EditorView) => {
        void showInfo(this.client, view);
        return true;
      },
      toOutput: () => {
        void this.output.goToLinked().then((found) => {
          if (found) document.body.dataset['view'] = 'output';
          else say('Nothing is generated from this line alone.');
        });
        return true;
      },
      moved: ({ state }: EditorView) => {
        this.output.follow(uri, state.doc.lineAt(state.selection.main.head).number - 1);
        this.#edited(uri, state.doc);
      },
    };
  }

  readonly #seen = new Map<string, unknown>();

  #edited(uri: string, doc: unknown): void {
    const before = this.#seen.get(uri);
    this.#seen.set(uri, doc);
    if (before === undefined || before === doc) return;
    this.#changed();
    this.#remember();
    this.#refresh();
  }

  async #go(uri: string, { line, character }: Position): Promise<void> {
    const view = await this.documents.displayFile(uri);
    if (view === null) return;
    document.body.dataset['view'] = 'source';
    const found = view.state.doc.line(Math.min(line + 1, view.state.doc.lines));
    view.dispatch({
      selection: { anchor: Math.min(found.from + character, found.to) },
      effects: EditorView.scrollIntoView(found.from, { y: 'center' }),
    });
    view.focus();
  }

  /** Marks the line that a generated one comes from, or goes there. */
  async #origin(place: Location | null, go: boolean): Promise<void> {
    const { view, shown } = this.documents;
    if (view === null) return;
    if (place === null) {
      view.dispatch(originMark.mark(view.state, []));
      if (go) say('This line comes from no single line of a source.');
      return;
    }
    const { line } = place.range.start;
    if (go) await this.#go(place.uri, place.range.start);
    if (this.documents.shown?.uri !== place.uri) {
      if (shown !== null) view.dispatch(originMark.mark(view.state, []));
      return;
    }
    view.dispatch(originMark.mark(view.state, [{ from: line, to: line }]));
    if (go) return;
    const { from } = view.state.doc.line(Math.min(line + 1, view.state.doc.lines));
    view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  }

  #say(): void {
    const [errors, warnings] = [this.problems.count('error'), this.problems.count('warning')];
    const text = `${errors} errors, ${warnings} warnings`;
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}
