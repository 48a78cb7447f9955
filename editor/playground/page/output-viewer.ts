import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { search, searchKeymap } from '@codemirror/search';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { changedLines } from './baseline.ts';
import { lineMarks } from './marked-lines.ts';
import type { Lines } from './marked-lines.ts';
import { modeOf } from './modes.ts';
import { showState } from './show-state.ts';
import { looks } from './theme.ts';

const linked = lineMarks('linked');
const changed = lineMarks('changed');

export interface Shown {
  readonly path: string;
  readonly text: string;
  /** The text before the edits, or that of the other target; null if there is none. */
  readonly before: string | null;
  readonly comparing: boolean;
}

interface Hooks {
  /** The cursor is on another line, from 0. */
  readonly moved: (line: number) => void;
  readonly toSource: () => void;
}

/** One generated file, which can be read and not changed. */
export class OutputViewer {
  readonly view: EditorView;
  readonly #hooks: Hooks;
  #shown: Shown | null = null;
  #links: readonly Lines[] = [];

  constructor(parent: HTMLElement, hooks: Hooks) {
    this.#hooks = hooks;
    this.view = new EditorView({
      parent,
      state: this.#state({ path: '', text: '', before: null, comparing: false }),
    });
  }

  get line(): number {
    const { state } = this.view;
    return state.doc.lineAt(state.selection.main.head).number - 1;
  }

  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    const { view } = this;
    if (before?.path === shown.path && !before.comparing && !shown.comparing) {
      const edit = smallest(view.state.doc.toString(), shown.text);
      if (edit !== null) view.dispatch({ changes: edit });
    } else {
      showState(view, this.#state(shown));
    }
    if (!shown.comparing) {
      const lines = shown.before === null ? [] : changedLines(shown.before, shown.text);
      view.dispatch(changed.mark(view.state, lines));
    }
    this.link(this.#links, false);
  }

  /** Marks lines that come from the line of the cursor, and brings the first of them into sight. */
  link(lines: readonly Lines[], scroll: boolean): void {
    const { view } = this;
    this.#links = lines;
    view.dispatch(linked.mark(view.state, lines));
    const [first] = lines;
    if (scroll && first !== undefined) this.scrollTo(first.from);
  }

  scrollTo(line: number, focus = false): void {
    const { view } = this;
    const { from } = view.state.doc.line(Math.min(line + 1, view.state.doc.lines));
    view.dispatch({
      ...(focus && { selection: { anchor: from } }),
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    if (focus) view.focus();
  }

  #state({ path, text, before, comparing }: Shown): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        bracketMatching(),
        foldGutter(),
        search({ top: true }),
        looks,
        modeOf(path),
        linked.extension,
        changed.extension,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({
          'aria-label': comparing ? `Difference in ${path}` : `Output ${path}`,
          'aria-readonly': 'true',
          spellcheck: 'false',
          tabindex: '0',
        }),
        keymap.of([
          { key: 'Alt-o', run: () => (this.#hooks.toSource(), true) },
          { key: 'Enter', run: () => (this.#hooks.toSource(), true) },
          ...defaultKeymap,
          ...searchKeymap,
          ...foldKeymap,
        ]),
        EditorView.updateListener.of(({ selectionSet, view, focusChanged }) => {
          if ((selectionSet || focusChanged) && view.hasFocus) this.#hooks.moved(this.line);
        }),
        comparing
          ? unifiedMergeView({
              original: before ?? '',
              mergeControls: false,
              collapseUnchanged: { margin: 3, minSize: 6 },
            })
          : [],
      ],
    });
  }
}

/** The one change that makes one text of another; null if they are the same. */
function smallest(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
