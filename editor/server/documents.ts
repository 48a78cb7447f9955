import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  Position,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { normalUri } from '../text/uri.ts';
import type { Channel } from './channel.ts';

interface Handlers {
  /** A document was opened, or has a new text. */
  readonly changed: (document: TextDocument) => void;
  readonly closed: (uri: string) => void;
}

/** Keeps the texts of the documents that the client has open. Returns what tells their versions; null for others. */
export function followDocuments(
  channel: Channel,
  { changed, closed }: Handlers,
): (uri: string) => number | null {
  const open = new Map<string, TextDocument>();
  channel.onNotification('textDocument/didOpen', ({ textDocument }: DidOpenTextDocumentParams) => {
    const { uri, languageId, version, text } = textDocument;
    const document = TextDocument.create(uri, languageId, version, text);
    open.set(normalUri(uri), document);
    changed(document);
  });
  channel.onNotification(
    'textDocument/didChange',
    ({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams) => {
      if (contentChanges.length === 0) return;
      const document = open.get(normalUri(uri));
      // Without the text before, only a whole one says anything.
      if (document === undefined && contentChanges.every((each) => 'range' in each)) return;
      const before = document ?? TextDocument.create(uri, 'vkimage', version, '');
      let updated = before;
      for (const change of contentChanges)
        updated = TextDocument.update(updated, [withinText(updated, change)], version);
      open.set(normalUri(uri), updated);
      changed(updated);
    },
  );
  channel.onNotification('textDocument/didClose', ({ textDocument: { uri } }: DidCloseTextDocumentParams) => {
    if (open.delete(normalUri(uri))) closed(uri);
  });
  return (uri) => open.get(normalUri(uri))?.version ?? null;
}

/** Lines beyond the last one confuse how the library counts lines from then on. */
function withinText(document: TextDocument, change: TextDocumentContentChangeEvent) {
  if (!('range' in change)) return change;
  const [start, end] = [change.range.start, change.range.end].map((position) =>
    position.line < document.lineCount ? position : document.positionAt(document.getText().length),
  ) as [Position, Position];
  return { range: { start, end }, text: change.text };
}
