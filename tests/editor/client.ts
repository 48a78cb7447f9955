import { PassThrough } from 'node:stream';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createConnection,
  createProtocolConnection,
} from 'vscode-languageserver/node';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  ProtocolConnection,
} from 'vscode-languageserver/node';
import { connectionChannel } from '../../cli/lsp/connection-channel.ts';
import { diskWorkspace } from '../../cli/lsp/disk-workspace.ts';
import { convert } from '../../cli/lsp/convert.ts';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import { serve } from '../../editor/server/server.ts';

/** A client of the language server, as an editor is one. */
export class Client {
  readonly connection: ProtocolConnection;
  /** What was last published, by URI. */
  readonly published = new Map<string, Diagnostic[]>();
  readonly history: { uri: string; codes: string[] }[] = [];
  /** What was shown to the user. */
  readonly messages: string[] = [];
  refreshed = 0;
  initialized: InitializeResult | null = null;
  readonly #versions = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.connection = createProtocolConnection(
      new StreamMessageReader(input),
      new StreamMessageWriter(output),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.published.set(uri, diagnostics);
      this.history.push({ uri, codes: diagnostics.map(({ code }: Diagnostic) => String(code)) });
      for (const each of this.#waiting) each();
    });
    this.connection.onNotification('window/showMessage', ({ message }) => void this.messages.push(message));
    this.connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshed++;
      for (const each of this.#waiting) each();
      return null;
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  async start(folder: string | null, capabilities: ClientCapabilities = {}): Promise<this> {
    const workspaceFolders = folder === null ? null : [{ uri: folder, name: 'test' }];
    this.initialized = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: folder,
      workspaceFolders,
      capabilities,
    });
    await this.connection.sendNotification('initialized', {});
    return this;
  }

  open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'vkimage', version: 1, text },
    });
  }

  change(uri: string, text: string): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  ask<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest(method, params);
  }

  /** Waits until something that the server sends makes it true. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  codes(uri: string): string[] {
    return (this.published.get(uri) ?? []).map(({ code }) => String(code));
  }
}

/** A server in this process, on projects on disk, with a client. */
export function connected(pause = 5): Client {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const channel = connectionChannel(createConnection(up, down));
  serve(channel, diskWorkspace, { yaml: readYaml, convert, date: '2026-11-29', pause });
  return new Client(down, up);
}
