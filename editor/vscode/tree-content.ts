import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** Milliseconds after the last change until open documents are asked for again. */
const PAUSE = 200;

/** Generated files and files of the library as documents that cannot be changed. */
export class TreeContent implements vscode.TextDocumentContentProvider {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const found = await this.#client.sendRequest<{ text: string } | null>('workspace/textDocumentContent', {
      uri: uri.toString(),
    });
    return found?.text ?? '';
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === 'vkc-tree') this.#changed.fire(uri);
    }, PAUSE);
  }
}
