import { StateEffect, StateField } from '@codemirror/state';
import type { EditorState, Extension } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

/** Lines from one to another, from 0, both included. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

export interface LineMarks {
  readonly extension: Extension;
  /** The transaction that marks these lines and no others. */
  mark(state: EditorState, lines: readonly Lines[]): { readonly effects: StateEffect<unknown> };
}

/** Marks of whole lines with a class. */
export function lineMarks(name: string): LineMarks {
  const set = StateEffect.define<DecorationSet>();
  const line = Decoration.line({ class: name });
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (before, { changes, effects }) =>
      effects.find((effect) => effect.is(set))?.value ?? before.map(changes),
    provide: (each) => EditorView.decorations.from(each),
  });
  return {
    extension: field,
    mark({ doc }, lines) {
      const numbers = new Set<number>();
      for (const { from, to } of lines)
        for (let each = from; each <= Math.min(to, doc.lines - 1); each++) numbers.add(each + 1);
      const ranges = [...numbers].sort((a, b) => a - b).map((each) => line.range(doc.line(each).from));
      return { effects: set.of(Decoration.set(ranges)) };
    },
  };
}
