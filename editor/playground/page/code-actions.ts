import { LSPPlugin } from '@codemirror/lsp-client';
import type { LSPClient } from '@codemirror/lsp-client';
import type { EditorView } from '@codemirror/view';
import type { CodeAction, Diagnostic, Hover, MarkupContent, Range, TextEdit } from 'vscode-languageserver';
import { choose, say, showText } from './dialogs.ts';
import { element } from './dom.ts';
import type { Documents } from './documents.ts';

/** Lets an action be chosen at a range of a file, and applies it. */
export async function chooseAction(
  client: LSPClient,
  documents: Documents,
  { uri, range, diagnostics = [] }: { uri: string; range: Range; diagnostics?: readonly Diagnostic[] },
): Promise<void> {
  client.sync();
  const found = await client.request<object, CodeAction[] | null>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics },
  });
  choose(
    'Actions',
    (found ?? []).map((action) => ({ title: action.title, run: () => apply(documents, action) })),
  );
}

function apply(documents: Documents, { title, edit }: CodeAction): void {
  for (const [uri, edits] of Object.entries(edit?.changes ?? {})) applyEdits(documents, uri, edits);
  documents.view?.focus();
  say(`Done: ${title}`);
}

function applyEdits(documents: Documents, uri: string, edits: readonly TextEdit[]): void {
  const doc = documents.stateOf(uri)?.doc;
  if (doc === undefined) return;
  const at = ({ line, character }: Range['start']) =>
    line < doc.lines ? Math.min(doc.line(line + 1).from + character, doc.length) : doc.length;
  documents.updateFile(uri, {
    changes: edits.map(({ range, newText }) => ({
      from: at(range.start),
      to: at(range.end),
      insert: newText,
    })),
    userEvent: 'input.action',
  });
}

/** The selection of an editor as the protocol has it. */
export function selectedRange(view: EditorView): { uri: string; range: Range } | null {
  const plugin = LSPPlugin.get(view);
  if (plugin === null) return null;
  const { from, to } = view.state.selection.main;
  return { uri: plugin.uri, range: { start: plugin.toPosition(from), end: plugin.toPosition(to) } };
}

/** Shows what is known of the word at the cursor, for those who use no mouse. */
export async function showInfo(client: LSPClient, view: EditorView): Promise<void> {
  const plugin = LSPPlugin.get(view);
  const selected = selectedRange(view);
  if (plugin === null || selected === null) return;
  client.sync();
  const found = await client.request<object, Hover | null>('textDocument/hover', {
    textDocument: { uri: selected.uri },
    position: selected.range.start,
  });
  if (found === null) return say('Nothing is known of this place.');
  const text = element('div', { class: 'doc' });
  // All text in it is escaped: see `markdown.ts`.
  text.innerHTML = plugin.docToHTML(found.contents as MarkupContent);
  showText('What this is', text);
}
