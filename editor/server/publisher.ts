import type {
  Diagnostic as LspDiagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { keptDiagnostics, lspDiagnostic, plainDiagnostic, quickDiagnostics } from '../project/problems.ts';
import type { KnownProblems } from '../project/problems.ts';
import type { Project } from '../project/project.ts';
import { normalUri } from '../text/uri.ts';
import type { Channel } from './channel.ts';
import { isSource } from '../project/session.ts';
import type { Session } from '../project/session.ts';

/** `MessageType.Error`. */
const ERROR = 1;

/**
 * Tells the client what is wrong: syntax at once, meaning after a pause without edits. A client that pulls is told to pull again; to others
 * it is pushed.
 */
export class Publisher {
  /** Whether the client asks for diagnostics itself. */
  pulls = false;
  readonly #channel: Channel;
  readonly #session: Session;
  readonly #pause: number;
  readonly #known = new Map<string, KnownProblems>();
  /** Documents that have been edited since meaning was looked at. */
  readonly #edited = new Set<string>();
  readonly #pushed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #run = 0;
  /** Milliseconds that looking at meaning took the last time. */
  #lasted = Infinity;

  constructor(channel: Channel, session: Session, pause: number) {
    this.#channel = channel;
    this.#session = session;
    this.#pause = pause;
  }

  listen(): void {
    this.#channel.onRequest(
      'textDocument/diagnostic',
      async ({ textDocument: { uri }, previousResultId }: DocumentDiagnosticParams) =>
        this.#edited.has(uri) ? report(this.#quick(uri)) : report(await this.#whole(uri), previousResultId),
    );
    this.#channel.onRequest(
      'workspace/diagnostic',
      async ({ previousResultIds }: WorkspaceDiagnosticParams) => {
        const before = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
        const items: WorkspaceDocumentDiagnosticReport[] = [];
        for (const [uri, found] of await this.#everything()) {
          items.push({ ...report(found, before.get(uri)), uri, version: null });
          before.delete(uri);
        }
        for (const uri of before.keys()) items.push({ ...report([]), uri, version: null });
        return { items };
      },
    );
  }

  edited(uri: string, language: string): void {
    if (isLibraryFile(this.#session.named(uri))) return;
    // A file that a source refers to: it has no syntax that is known here.
    if (!isSource(uri, language)) return this.schedule();
    this.#edited.add(uri);
    if (!this.pulls) this.#push(uri, this.#quick(uri));
    this.schedule();
  }

  closed(uri: string): void {
    this.#known.delete(uri);
    this.#edited.delete(uri);
    this.schedule();
  }

  /**
   * Looks at meaning when nothing has happened for the pause; an earlier wait ends. What was looked at quickly the last time is not waited
   * for as long.
   */
  schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const pause = Math.min(this.#pause, this.#lasted);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#meaning().catch((error: unknown) => {
        // The server lives on: the next edit may be one that it understands.
        const message = `The diagnostics could not be brought up to date: ${String((error as Error).stack)}`;
        this.#channel.notify('window/logMessage', { type: ERROR, message });
      });
    }, pause);
  }

  async #meaning(): Promise<void> {
    const run = ++this.#run;
    this.#edited.clear();
    if (this.pulls) {
      this.#channel.request('workspace/diagnostic/refresh');
      return;
    }
    const start = performance.now();
    const found = await this.#everything();
    this.#lasted = performance.now() - start;
    // A newer edit has its own run.
    if (run !== this.#run || this.#timer !== null) return;
    for (const uri of this.#pushed) if (!found.has(uri)) this.#push(uri, []);
    for (const [uri, diagnostics] of found) {
      if (diagnostics.length > 0 || this.#pushed.has(uri)) this.#push(uri, diagnostics);
    }
  }

  #push(uri: string, diagnostics: LspDiagnostic[]): void {
    if (diagnostics.length > 0) this.#pushed.add(uri);
    else this.#pushed.delete(uri);
    this.#channel.notify('textDocument/publishDiagnostics', { uri, diagnostics });
  }

  /** What can be said of a text that has just been changed. */
  #quick(uri: string): LspDiagnostic[] {
    const text = this.#session.textOf(uri) ?? '';
    const document = TextDocument.create(uri, 'vkimage', 0, text);
    const known = this.#known.get(uri) ?? null;
    const found = uri.endsWith('/vkc.yaml')
      ? keptDiagnostics(text, known)
      : quickDiagnostics(this.#session.syntaxOf(uri), text, known);
    return found.map((each) =>
      plainDiagnostic(each, {
        start: document.positionAt(each.span.start),
        end: document.positionAt(each.span.end),
      }),
    );
  }

  async #whole(uri: string): Promise<LspDiagnostic[]> {
    if (isLibraryFile(this.#session.named(uri)) || this.#session.isPlain(uri)) return [];
    const project = await this.#session.project(uri);
    const file = project.fileOf(normalUri(uri));
    return file === null ? [] : this.#of(project, file, uri);
  }

  async #everything(): Promise<Map<string, LspDiagnostic[]>> {
    const found = new Map<string, LspDiagnostic[]>();
    for (const project of await this.#session.all()) {
      const { settings } = project.files;
      const files = [...project.ownFiles, ...project.brokenLibraryFiles];
      for (const file of [...files, ...(settings === null ? [] : [settings.source.file])]) {
        const uri = this.#session.spelled(project.uriOf(file));
        const diagnostics = this.#of(project, file, uri);
        if (!found.has(uri) || project.files.entries.includes(file)) found.set(uri, diagnostics);
      }
    }
    return found;
  }

  #of(project: Project, file: string, uri: string): LspDiagnostic[] {
    const diagnostics = project.diagnostics.filter(({ span }) => span.file === file);
    this.#known.set(uri, { text: project.text(file), diagnostics });
    return diagnostics.map((each) => lspDiagnostic(each, project));
  }
}

/** A report; one that only says so if it is the same as the one before. */
function report(items: LspDiagnostic[], before?: string): DocumentDiagnosticReport {
  const resultId = fingerprint(JSON.stringify(items));
  return resultId === before ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
}

/** A short text that differs for texts that differ (FNV-1a, and the length). */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${(hash >>> 0).toString(16)}-${text.length}`;
}
