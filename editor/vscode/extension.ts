import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { registerCommands } from './commands.ts';
import { followLines } from './follow-lines.ts';
import { ImagesView } from './images-view.ts';
import { convertPastes } from './paste.ts';
import { TaskProvider } from './tasks.ts';
import { TreeContent } from './tree-content.ts';

let client: LanguageClient | null = null;

/** Starts the language server, and all that shows what it knows. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('vkc', { log: true });
  const started = new LanguageClient('vkc', 'vkc', serverOptions(context), clientOptions(output));
  client = started;
  const content = new TreeContent(started);
  const images = new ImagesView(started);
  context.subscriptions.push(
    output,
    vscode.workspace.registerTextDocumentContentProvider('vkc', content),
    vscode.workspace.registerTextDocumentContentProvider('vkc-tree', content),
    vscode.window.registerTreeDataProvider('vkc.images', images),
    vscode.tasks.registerTaskProvider('vkc', new TaskProvider()),
    vscode.languages.onDidChangeDiagnostics(() => {
      content.refresh();
      images.refresh();
    }),
    ...registerCommands(started),
    ...followLines(started),
    ...convertPastes(started),
  );
  await started.start();
  images.refresh();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The server that the extension brings, or the one that the user has chosen. */
function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const path = vscode.workspace.getConfiguration('vkc').get<string>('server.path', '');
  if (path !== '') return { command: path, args: ['lsp'], transport: TransportKind.stdio };
  return { module: context.asAbsolutePath('server.js'), transport: TransportKind.stdio };
}

const clientOptions = (outputChannel: vscode.LogOutputChannel): LanguageClientOptions => ({
  documentSelector: [
    ...['file', 'untitled', 'vkc'].map((scheme) => ({ scheme, language: 'vkimage' })),
    { scheme: 'file', pattern: '**/vkc.yaml' },
  ],
  outputChannel,
});
