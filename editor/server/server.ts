import {
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import type {
  CancellationToken,
  Connection,
  InitializeParams,
  ServerCapabilities,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../emit/version.generated.ts';
import { features } from '../features.generated.ts';
import { Session } from '../project/session.ts';
import type { SessionOptions } from '../project/session.ts';
import type { Workspace } from '../project/workspace.ts';
import { Publisher } from './publisher.ts';
import { respelled, uriIn } from './uris.ts';

export interface ServerOptions extends SessionOptions {
  /** Milliseconds without an edit after which meaning is looked at. */
  readonly pause: number;
}

/** What the server can do, from all features. */
function capabilities(): ServerCapabilities {
  return Object.assign({}, ...features.map(({ capability }) => capability)) as ServerCapabilities;
}

/** Serves one client over a connection. */
export function serve(connection: Connection, workspace: Workspace, options: ServerOptions): void {
  const session = new Session(workspace, options);
  const documents = new TextDocuments(TextDocument);
  const publisher = new Publisher(connection, session, options.pause);
  let watches = false;
  let foldersChange = false;

  connection.onInitialize((params: InitializeParams) => {
    const { workspace: can, textDocument } = params.capabilities;
    session.folders = foldersOf(params);
    watches = can?.didChangeWatchedFiles?.dynamicRegistration === true;
    foldersChange = can?.workspaceFolders === true;
    publisher.pulls = textDocument?.diagnostic !== undefined && can?.diagnostics?.refreshSupport === true;
    return {
      serverInfo: { name: 'vkc', version },
      capabilities: {
        ...capabilities(),
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        diagnosticProvider: { identifier: 'vkc', interFileDependencies: true, workspaceDiagnostics: true },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          textDocumentContent: { schemes: ['vkc', 'vkc-tree'] },
        },
      },
    };
  });

  connection.onInitialized(() => {
    if (watches) {
      const watchers = [{ globPattern: '**/*' }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (foldersChange) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        void connection.workspace.getWorkspaceFolders().then((folders) => {
          session.folders = (folders ?? []).map(({ uri }) => uri);
          publisher.schedule();
        });
      });
    }
    publisher.schedule();
  });

  documents.onDidChangeContent(({ document }) => {
    session.open(document.uri, document.getText());
    publisher.edited(document.uri);
  });
  documents.onDidClose(({ document }) => {
    session.close(document.uri);
    publisher.closed(document.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (session.filesChanged(changes.map(({ uri }) => uri))) publisher.schedule();
  });

  publisher.listen();
  const respell = <T>(answer: T): T => respelled(answer, (uri) => session.spelled(uri));
  for (const { requests = {}, general = {}, wide = false } of features) {
    for (const [method, answer] of Object.entries(requests)) {
      connection.onRequest(method, async (params: object, token: CancellationToken) => {
        await queued(token);
        const uri = uriIn(params);
        const place = uri === null ? null : await session.place(uri, wide);
        return place === null ? null : respell(answer(place, params as never));
      });
    }
    for (const [method, answer] of Object.entries(general)) {
      connection.onRequest(method, async (params: object, token: CancellationToken) => {
        await queued(token);
        return respell(answer(await session.all(), params as never));
      });
    }
  }
  documents.listen(connection);
  connection.listen();
}

/** Lets the messages that have arrived meanwhile be read, since one of them may cancel the request. */
async function queued(token: CancellationToken): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'It was cancelled.');
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams & { rootUri?: string | null }): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}
