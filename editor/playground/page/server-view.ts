import { foldService } from '@codemirror/language';
import { LSPPlugin } from '@codemirror/lsp-client';
import { RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { EditorState, Extension, Text } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import type { FoldingRange, InlayHint, Position, SemanticTokens } from 'vscode-languageserver';
import { delayed, element } from './dom.ts';

/** Milliseconds after an edit until the colours are asked for; hints need all values, so they wait longer. */
const [SOON, LATER] = [60, 500];

/** Decorations that the server decides. They move with the text until there are newer ones. */
function decorated(): { set: ReturnType<typeof StateEffect.define<DecorationSet>>; field: Extension } {
  const set = StateEffect.define<DecorationSet>();
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(before, transaction) {
      const given = transaction.effects.find((effect) => effect.is(set));
      return given === undefined ? before.map(transaction.changes) : (given.value as DecorationSet);
    },
    provide: (each) => EditorView.decorations.from(each),
  });
  return { set, field };
}

const colours = decorated();
const hints = decorated();

const setFolds = StateEffect.define<ReadonlyMap<number, number>>();
/** The last line of what can be folded, by its first line, from 1. */
const folds = StateField.define<ReadonlyMap<number, number>>({
  create: () => new Map(),
  update: (before, { effects }) => effects.find((effect) => effect.is(setFolds))?.value ?? before,
});

function foldAt(state: EditorState, start: number): { from: number; to: number } | null {
  const line = state.doc.lineAt(start);
  const last = state.field(folds).get(line.number);
  if (last === undefined || last > state.doc.lines || last <= line.number) return null;
  return { from: line.to, to: state.doc.line(last).to };
}

export const foldsChanged = ({ transactions }: ViewUpdate): boolean =>
  transactions.some(({ effects }) => effects.some((effect) => effect.is(setFolds)));

class HintWidget extends WidgetType {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override eq(other: HintWidget): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    return element('span', { class: 'hint' }, this.text);
  }
}

const offset = (doc: Text, { line, character }: Position): number =>
  line < doc.lines ? Math.min(doc.line(line + 1).from + character, doc.line(line + 1).to) : doc.length;

/** The server's tokens as decorations. */
function coloured(doc: Text, { data }: SemanticTokens, names: readonly string[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let [line, character] = [0, 0];
  for (let i = 0; i + 4 < data.length; i += 5) {
    if (data[i]! > 0) character = 0;
    line += data[i]!;
    character += data[i + 1]!;
    const from = offset(doc, { line, character });
    const to = Math.min(from + data[i + 2]!, doc.length);
    if (from < to) builder.add(from, to, colour(names[data[i + 3]!] ?? ''));
  }
  return builder.finish();
}

const made = new Map<string, Decoration>();

function colour(name: string): Decoration {
  let found = made.get(name);
  if (found === undefined)
    made.set(name, (found = Decoration.mark({ class: `c-${name}`, inclusiveEnd: true })));
  return found;
}

/** Asks the server for colours, folds and hints of the text that is shown. */
class Asking {
  readonly #view: EditorView;
  readonly #soon: ReturnType<typeof delayed>;
  readonly #later: ReturnType<typeof delayed>;
  #alive = true;

  constructor(view: EditorView) {
    this.#view = view;
    this.#soon = delayed(() => void this.#ask(false), SOON);
    this.#later = delayed(() => void this.#ask(true), LATER);
    this.#all();
  }

  update({ docChanged }: ViewUpdate): void {
    if (docChanged) this.#all();
  }

  destroy(): void {
    this.#alive = false;
    this.#soon.cancel();
    this.#later.cancel();
  }

  #all(): void {
    this.#soon();
    this.#later();
  }

  async #ask(forHints: boolean): Promise<void> {
    const plugin = LSPPlugin.get(this.#view);
    if (plugin === null) return;
    const { client, uri } = plugin;
    client.sync();
    const { doc } = this.#view.state;
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: doc.lines, character: 0 } };
    const request = <T>(method: string, more: object = {}) =>
      client.request<object, T | null>(method, { textDocument, ...more }).catch(() => null);
    if (forHints) {
      const found = await request<InlayHint[]>('textDocument/inlayHint', { range });
      if (!this.#current(doc) || found === null) return;
      this.#view.dispatch({ effects: hints.set.of(hinted(doc, found)) });
      return;
    }
    const [tokens, ranges] = await Promise.all([
      request<SemanticTokens>('textDocument/semanticTokens/full'),
      request<FoldingRange[]>('textDocument/foldingRange'),
    ]);
    if (!this.#current(doc) || tokens === null) return;
    const names = client.serverCapabilities?.semanticTokensProvider?.legend.tokenTypes ?? [];
    const found = new Map(
      (ranges ?? []).toReversed().map(({ startLine, endLine }) => [startLine + 1, endLine + 1]),
    );
    this.#view.dispatch({ effects: [colours.set.of(coloured(doc, tokens, names)), setFolds.of(found)] });
  }

  /** Whether the answer to a question about a text is of use. */
  #current(doc: Text): boolean {
    return this.#alive && this.#view.state.doc.eq(doc);
  }
}

function hinted(doc: Text, found: readonly InlayHint[]): DecorationSet {
  const widgets = found.map(({ position, label }) => {
    const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    return Decoration.widget({ widget: new HintWidget(text), side: 1 }).range(offset(doc, position));
  });
  return Decoration.set(widgets, true);
}

/** Colours, folding and hints as the server decides them. */
export const serverView: Extension = [
  colours.field,
  hints.field,
  folds,
  foldService.of(foldAt),
  ViewPlugin.fromClass(Asking),
];
