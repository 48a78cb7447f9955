import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

/** Shows another state. What the plugins of the old one have asked to measure is measured first: its places are not in the new text. */
export function showState(view: EditorView, state: EditorState): void {
  // Any question about the layout does it.
  view.lineBlockAtHeight(0);
  view.setState(state);
}
