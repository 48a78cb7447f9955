import type {
  CodeAction,
  DidChangeWatchedFilesParams,
  DidChangeWorkspaceFoldersParams,
  InitializeParams,
  ServerCapabilities,
} from 'vscode-languageserver';
import { version } from '../../emit/version.generated.ts';
import { features } from '../features.generated.ts';
import type { Answer, Place } from '../project/feature.ts';
import { Session } from '../project/session.ts';
import type { SessionOptions } from '../project/session.ts';
import type { Workspace } from '../project/workspace.ts';
import { nextTurn } from '../text/turn.ts';
import { fileUri } from '../text/uri.ts';
import { Cancelled, Outdated } from './channel.ts';
import type { Channel } from './channel.ts';
import { abilitiesOf, adapted, versioned } from './client-abilities.ts';
import { resolved, withChanges } from './conversions.ts';
import { followDocuments } from './documents.ts';
import { Publisher } from './publisher.ts';
import { respelled, uriIn } from './uris.ts';

export interface ServerOptions extends SessionOptions {
  /** Milliseconds without an edit after which meaning is looked at. */
  readonly pause: number;
}

/** `TextDocumentSyncKind.Incremental`: documents are sent as changes. */
const INCREMENTAL = 2;

/**
 * What changes sources by what stands at a place is refused when the text has changed meanwhile. All else is answered as it is now: clients that
 * are still typing, above all in a completion, do not ask again.
 */
const NAMES_A_PLACE: ReadonlySet<string> = new Set(['textDocument/rename', 'textDocument/prepareRename']);

/** What the server can do, from all features. */
function capabilities(): ServerCapabilities {
  return Object.assign({}, ...features.map(({ capability }) => capability)) as ServerCapabilities;
}

/** Serves one client over a channel. */
export function serve(channel: Channel, workspace: Workspace, options: ServerOptions): void {
  const session = new Session(workspace, options);
  const publisher = new Publisher(channel, session, options.pause);
  let watches = false;
  let abilities = abilitiesOf({});

  channel.onRequest('initialize', (params: InitializeParams) => {
    const { workspace: can, textDocument } = params.capabilities;
    abilities = abilitiesOf(params.capabilities);
    session.folders = foldersOf(params);
    session.asksForTexts = Boolean(can?.textDocumentContent);
    watches = can?.didChangeWatchedFiles?.dynamicRegistration === true;
    publisher.pulls = Boolean(textDocument?.diagnostic) && can?.diagnostics?.refreshSupport === true;
    return {
      serverInfo: { name: 'vkc', version },
      capabilities: {
        ...capabilities(),
        textDocumentSync: { openClose: true, change: INCREMENTAL, save: false },
        // A client that has them pushed and pulls as well shows each twice.
        ...(publisher.pulls && {
          diagnosticProvider: { identifier: 'vkc', interFileDependencies: true, workspaceDiagnostics: true },
        }),
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          textDocumentContent: { schemes: ['vkc', 'vkc-tree'] },
        },
      },
    };
  });

  channel.onNotification('initialized', () => {
    if (watches) {
      const registerOptions = { watchers: [{ globPattern: '**/*' }] };
      const method = 'workspace/didChangeWatchedFiles';
      channel.request('client/registerCapability', {
        registrations: [{ id: method, method, registerOptions }],
      });
    }
    publisher.schedule();
  });

  channel.onNotification(
    'workspace/didChangeWorkspaceFolders',
    ({ event: { added, removed } }: DidChangeWorkspaceFoldersParams) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      session.folders = [...session.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
      publisher.schedule();
    },
  );
  channel.onNotification('workspace/didChangeWatchedFiles', ({ changes }: DidChangeWatchedFilesParams) => {
    if (session.filesChanged(changes.map(({ uri }) => uri))) publisher.schedule();
  });
  const versionOf = followDocuments(channel, {
    changed(document) {
      const { uri, languageId } = document;
      session.open(uri, document.getText(), languageId);
      publisher.edited(uri, languageId);
    },
    closed(uri) {
      session.close(uri);
      publisher.closed(uri);
    },
  });

  publisher.listen();
  const answerOf = async (place: Place, params: object, method: string, answer: Answer): Promise<unknown> => {
    if (method === 'codeAction/resolve') return resolved(channel, place, params as CodeAction);
    const found = await answer(place, params as never);
    if (method === 'textDocument/codeAction' && !abilities.resolvesActions)
      return withChanges(place, found as CodeAction[]);
    return adapted(method, found, abilities);
  };
  const respell = <T>(answer: T): T => respelled(answer, (uri) => session.spelled(uri));
  for (const { requests = {}, general = {}, wide = false } of features) {
    for (const [method, answer] of Object.entries(requests)) {
      channel.onRequest(method, async (params: object, isCancelled) => {
        const uri = uriIn(params);
        const text = uri === null ? null : session.textOf(uri);
        const check = () => {
          if (isCancelled()) throw new Cancelled('It was cancelled.');
          // A place in the text of that time is another one now, and what stands there something else.
          if (NAMES_A_PLACE.has(method) && uri !== null && session.textOf(uri) !== text)
            throw new Outdated('The text has changed meanwhile.');
        };
        await nextTurn();
        check();
        const place = uri === null ? null : await session.place(uri, wide);
        check();
        // An action that names no document is complete.
        if (place === null) return method === 'codeAction/resolve' ? params : null;
        const answered = respell(await answerOf(place, params, method, answer));
        check();
        return abilities.versions ? versioned(method, answered, versionOf) : answered;
      });
    }
    for (const [method, answer] of Object.entries(general)) {
      channel.onRequest(method, async (params: object, isCancelled) => {
        // A message that has arrived meanwhile may cancel it.
        await nextTurn();
        if (isCancelled()) throw new Cancelled('It was cancelled.');
        return respell(answer(await session.all(), params as never));
      });
    }
  }
  channel.listen();
}

type Roots = Pick<InitializeParams, 'workspaceFolders' | 'rootPath'> & { readonly rootUri?: string | null };

/** The folders that the client works in. Some say it in the ways of earlier versions of the protocol alone. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: Roots): string[] {
  if (workspaceFolders && workspaceFolders.length > 0) return workspaceFolders.map(({ uri }) => uri);
  if (rootUri) return [rootUri];
  return rootPath ? [fileUri(rootPath)] : [];
}
