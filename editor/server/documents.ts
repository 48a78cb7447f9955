import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Channel } from './channel.ts';

interface Handlers {
  /** A document was opened, or has a new text. */
  readonly changed: (document: TextDocument) => void;
  readonly closed: (uri: string) => void;
}

/** Keeps the texts of the documents that the client has open. */
export function followDocuments(channel: Channel, { changed, closed }: Handlers): void {
  const open = new Map<string, TextDocument>();
  channel.onNotification('textDocument/didOpen', ({ textDocument }: DidOpenTextDocumentParams) => {
    const { uri, languageId, version, text } = textDocument;
    const document = TextDocument.create(uri, languageId, version, text);
    open.set(uri, document);
    changed(document);
  });
  channel.onNotification(
    'textDocument/didChange',
    ({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams) => {
      const document = open.get(uri);
      if (document === undefined || contentChanges.length === 0) return;
      const updated = TextDocument.update(document, contentChanges, version);
      open.set(uri, updated);
      changed(updated);
    },
  );
  channel.onNotification('textDocument/didClose', ({ textDocument: { uri } }: DidCloseTextDocumentParams) => {
    if (open.delete(uri)) closed(uri);
  });
}
