import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

// VS Code has these since 1.97; the extension works with older ones too, which offer the code action alone.
interface PasteKind {
  append(...parts: string[]): PasteKind;
}
interface PasteApi {
  readonly DocumentDropOrPasteEditKind?: { readonly Empty: PasteKind; readonly Text: PasteKind };
  readonly DocumentPasteEdit?: new (insertText: string, title: string, kind: PasteKind) => PasteEdit;
}
interface PasteEdit {
  insertText: string;
  yieldTo?: readonly PasteKind[];
}
interface Languages {
  registerDocumentPasteEditProvider(
    selector: vscode.DocumentSelector,
    provider: object,
    metadata: {
      readonly providedPasteEditKinds: readonly PasteKind[];
      readonly pasteMimeTypes: readonly string[];
    },
  ): vscode.Disposable;
}

const TEXT = 'text/plain';

interface Pasted {
  readonly textDocument: { readonly uri: string };
  readonly range: object;
  readonly text: string;
}

/** Offers what is pasted of Ansible and Packer in the language, after it was pasted as it is. */
export function convertPastes(client: LanguageClient): vscode.Disposable[] {
  const { DocumentDropOrPasteEditKind: kinds, DocumentPasteEdit: Edit } = vscode as PasteApi;
  if (kinds === undefined || Edit === undefined) return [];
  const kind = kinds.Empty.append('vkimage', 'converted');
  const waiting = new WeakMap<PasteEdit, Pasted>();
  const provider = {
    async provideDocumentPasteEdits(
      document: vscode.TextDocument,
      ranges: readonly vscode.Range[],
      data: vscode.DataTransfer,
      _context: object,
      token: vscode.CancellationToken,
    ): Promise<PasteEdit[]> {
      const [range] = ranges;
      const text = await data.get(TEXT)?.asString();
      if (range === undefined || ranges.length > 1 || text === undefined) return [];
      const textDocument = { uri: document.uri.toString() };
      const pasted = { textDocument, range: client.code2ProtocolConverter.asRange(range), text };
      const title = await client.sendRequest<string | null>('vkc/pasteTitle', pasted, token);
      if (title === null) return [];
      const edit = new Edit('', title, kind);
      edit.yieldTo = [kinds.Text];
      waiting.set(edit, pasted);
      return [edit];
    },
    async resolveDocumentPasteEdit(edit: PasteEdit, token: vscode.CancellationToken): Promise<PasteEdit> {
      const pasted = waiting.get(edit)!;
      try {
        edit.insertText =
          (await client.sendRequest<string | null>('vkc/pasteText', pasted, token)) ?? pasted.text;
      } catch (error) {
        edit.insertText = pasted.text;
        void vscode.window.showErrorMessage((error as Error).message);
      }
      return edit;
    },
  };
  const metadata = { providedPasteEditKinds: [kind], pasteMimeTypes: [TEXT] };
  const languages = vscode.languages as unknown as Languages;
  return [languages.registerDocumentPasteEditProvider({ language: 'vkimage' }, provider, metadata)];
}
