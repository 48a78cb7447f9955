import { setDiagnostics } from '@codemirror/lint';
import type { Diagnostic as Mark } from '@codemirror/lint';
import { LSPPlugin } from '@codemirror/lsp-client';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Diagnostic, Position } from 'vscode-languageserver';
import { button, element, withCode } from './dom.ts';
import { nameOf } from './documents.ts';
import type { Documents } from './documents.ts';

const SEVERITIES = ['', 'error', 'warning', 'hint', 'hint'] as const;

const severityOf = ({ severity = 1 }: Diagnostic) => SEVERITIES[severity] ?? 'hint';

const textOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

export interface Problem {
  readonly uri: string;
  readonly diagnostic: Diagnostic;
}

interface Hooks {
  readonly go: (uri: string, position: Position) => void;
  readonly actions: (problem: Problem) => void;
  readonly changed: () => void;
}

const MOST = 200;

/** The list of what is wrong in all files, and the marks in their texts. */
export class Problems {
  readonly box: HTMLElement;
  readonly #documents: Documents;
  readonly #hooks: Hooks;
  readonly #title = element('h2', { id: 'problems-title' }, 'Problems');
  readonly #list = element('ol', {});
  readonly #found = new Map<string, readonly Diagnostic[]>();

  constructor(documents: Documents, hooks: Hooks) {
    this.#documents = documents;
    this.#hooks = hooks;
    this.box = element(
      'section',
      { class: 'problems', 'aria-labelledby': 'problems-title' },
      this.#title,
      this.#list,
    );
    this.#show();
  }

  /** How many there are of a severity. */
  count(severity: 'error' | 'warning' | 'hint'): number {
    return this.all.filter(({ diagnostic }) => severityOf(diagnostic) === severity).length;
  }

  get all(): readonly Problem[] {
    return [...this.#found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })));
  }

  /** What the server has published of a file. */
  take(uri: string, diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length === 0) this.#found.delete(uri);
    else this.#found.set(uri, diagnostics);
    const state = this.#documents.stateOf(uri);
    if (state !== null) {
      const view = this.#documents.find(uri)?.getView() ?? null;
      this.#documents.updateFile(uri, setDiagnostics(state, this.#marks(uri, diagnostics, state, view)));
    }
    this.#show();
    this.#hooks.changed();
  }

  forget(uri: string): void {
    this.#found.delete(uri);
    this.#show();
  }

  /** Marks in the text as it is now, which may be newer than the one that the server has seen. */
  #marks(
    uri: string,
    diagnostics: readonly Diagnostic[],
    { doc }: EditorState,
    view: EditorView | null,
  ): Mark[] {
    const plugin = view === null ? null : LSPPlugin.get(view);
    const seen = plugin?.syncedDoc ?? doc;
    const place = ({ line, character }: Position) => {
      const found =
        line < seen.lines
          ? Math.min(seen.line(line + 1).from + character, seen.line(line + 1).to)
          : seen.length;
      return plugin === null ? found : plugin.unsyncedChanges.mapPos(found);
    };
    return diagnostics.map((diagnostic) => ({
      from: place(diagnostic.range.start),
      to: place(diagnostic.range.end),
      severity: severityOf(diagnostic) === 'hint' ? 'info' : (severityOf(diagnostic) as 'error'),
      source: String(diagnostic.code ?? ''),
      message: textOf(diagnostic),
      actions: [{ name: 'Actions', apply: () => this.#hooks.actions({ uri, diagnostic }) }],
    }));
  }

  #show(): void {
    const { all } = this;
    const at = [...this.#list.querySelectorAll('button')].indexOf(
      document.activeElement as HTMLButtonElement,
    );
    this.#title.textContent = `Problems (${all.length})`;
    const items = all.slice(0, MOST).map((problem) => this.#item(problem));
    if (all.length > MOST) items.push(element('li', { class: 'none' }, `… and ${all.length - MOST} more.`));
    if (all.length === 0) items.push(element('li', { class: 'none' }, 'No problems.'));
    this.#list.replaceChildren(...items);
    if (at >= 0) [...this.#list.querySelectorAll('button')].at(Math.min(at, items.length - 1))?.focus();
  }

  #item(problem: Problem): HTMLElement {
    const { uri, diagnostic } = problem;
    const { start } = diagnostic.range;
    const severity = severityOf(diagnostic);
    const [first = '', ...more] = textOf(diagnostic).split('\n');
    const go = button('', () => this.#hooks.go(uri, start), { more: { class: 'go' } });
    go.append(
      element('b', { class: severity }, severity[0]!.toUpperCase() + severity.slice(1)),
      element(
        'span',
        { class: 'said' },
        ...withCode(first),
        ...more.map((line) => element('small', {}, ...withCode(line))),
      ),
      element('span', { class: 'at' }, `${nameOf(uri) ?? uri}:${start.line + 1}`),
    );
    const actions = button('Actions', () => this.#hooks.actions(problem), {
      more: { class: 'small', 'aria-label': `Actions for: ${first}` },
    });
    return element('li', {}, go, actions);
  }
}
