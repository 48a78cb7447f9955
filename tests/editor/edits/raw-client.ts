import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Diagnostic, Message } from 'vscode-languageserver/node';
import type { Position } from 'vscode-languageserver/node';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

interface AnyMessage extends Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly Diagnostic[] };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a request came to: the code of an error, or the result. */
export type Answer = { readonly code: number; readonly message: string } | { readonly result: unknown };

/** A text after one change, as the protocol describes it. */
function edited(text: string, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change)) return change.text;
  const offsetOf = ({ line, character }: Position): number => {
    const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
    if (line >= lines.length) return text.length;
    const start = lines.slice(0, line).join('').length;
    return start + Math.min(character, lines[line]!.replace(/[\r\n]+$/, '').length);
  };
  return text.slice(0, offsetOf(change.range.start)) + change.text + text.slice(offsetOf(change.range.end));
}

/** A client that sees every message, and counts the answers. */
export class RawClient {
  /** Documents that it has open, in the order in which they were opened. */
  readonly open = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly folders = new Set<string>();
  readonly published = new Map<string, readonly Diagnostic[]>();
  /** What the server did that no server may do. */
  readonly faults: string[] = [];
  refreshed = 0;
  readonly #output: StreamMessageWriter;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;
  #heard: (() => void) | null = null;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#output = new StreamMessageWriter(output);
    new StreamMessageReader(input).listen((message) => this.#take(message as AnyMessage));
  }

  #take({ id, method, params, result, error }: AnyMessage): void {
    if (method === undefined) {
      const done = this.#waiting.get(id as number);
      if (done === undefined) this.faults.push(`an answer that nobody waits for: ${id}`);
      this.#waiting.delete(id as number);
      done?.(error === undefined ? { result } : error);
    } else if (id !== undefined) {
      if (method === 'workspace/diagnostic/refresh') this.refreshed++;
      void this.#output.write({ jsonrpc: '2.0', id, result: null } as Message);
    } else if (method === 'textDocument/publishDiagnostics') {
      this.published.set(params!.uri!, params!.diagnostics!);
    }
    this.#heard?.();
  }

  /** How many requests have no answer yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  get lastRequest(): number {
    return this.#last;
  }

  ask(method: string, params: object): Promise<Answer> {
    const id = ++this.#last;
    const answer = new Promise<Answer>((done) => this.#waiting.set(id, done));
    void this.#output.write({ jsonrpc: '2.0', id, method, params } as Message);
    return answer;
  }

  notify(method: string, params: object): void {
    void this.#output.write({ jsonrpc: '2.0', method, params } as Message);
  }

  /** Waits for the next message. */
  message(): Promise<void> {
    return new Promise((done) => (this.#heard = done));
  }

  changeFolders(uri: string, isAdded: boolean): void {
    if (this.folders.has(uri) === isAdded) return;
    if (isAdded) this.folders.add(uri);
    else this.folders.delete(uri);
    const folder = [{ uri, name: uri }];
    this.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: isAdded ? folder : [], removed: isAdded ? [] : folder },
    });
  }

  async start(folders: Iterable<string>, pulls: boolean): Promise<this> {
    for (const each of folders) this.folders.add(each);
    await this.ask('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: [...this.folders].map((uri) => ({ uri, name: uri })),
      capabilities: {
        workspace: {
          didChangeWatchedFiles: { dynamicRegistration: true },
          diagnostics: { refreshSupport: pulls },
        },
        textDocument: pulls ? { diagnostic: {} } : {},
      },
    });
    this.notify('initialized', {});
    return this;
  }

  didOpen(uri: string, text: string): void {
    const languageId = uri.endsWith('.yaml') ? 'yaml' : uri.endsWith('.txt') ? 'plaintext' : 'vkimage';
    this.open.set(uri, text);
    this.#versions.set(uri, 1);
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  didChange(uri: string, contentChanges: TextDocumentContentChangeEvent[]): void {
    const version = this.#versions.get(uri)! + 1;
    this.#versions.set(uri, version);
    this.open.set(uri, contentChanges.reduce(edited, this.open.get(uri)!));
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  didClose(uri: string): void {
    this.open.delete(uri);
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }
}
