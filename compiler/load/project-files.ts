import type { ReadYaml, YamlResult, Host, ReadResult } from '../sdk/host.ts';
import { libraryOf, boundaryOf, LIBRARY_PREFIX } from '../model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import type { diagnose } from '../diagnostics/catalogue.ts';
import { own } from '../model/own.ts';
import { ReadLog } from './read-log.ts';
import { globMatcher, globProblem } from '../sdk/glob.ts';
import type { Library } from '../sdk/library.ts';
import type { Extra } from '../../grammar/diagnostic.ts';
import { suggest } from '../model/suggest.ts';

type Report = typeof diagnose;

/** Largest source or text, in bytes. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/** The files of a project and of the library under one roof; every way to fail is reported where the path stands. */
export class Files {
  readonly #host: Host;
  readonly #library: Library;
  readonly #cache = new Map<string, ReadResult>();
  readonly #readYaml: ReadYaml | undefined;
  #wantsYaml = false;
  readonly #hash: ((content: Uint8Array) => string) | undefined;
  readonly #hashes = new Map<string, string>();
  /** What is asked of the project and its libraries; nothing is noted without a hash. */
  readonly log: ReadLog;

  constructor(
    host: Host,
    library: Library,
    readYaml?: ReadYaml,
    noting?: { readonly hash: (content: Uint8Array) => string; readonly byDeclaration?: boolean },
  ) {
    this.#host = host;
    this.#hash = noting?.hash;
    this.log = new ReadLog(noting?.byDeclaration === true);
    this.#library = library;
    this.#readYaml = readYaml;
  }

  /** Whether something had to be read as YAML and there was nothing to read it with. */
  get wantsYaml(): boolean {
    return this.#wantsYaml;
  }

  read(name: string): ReadResult {
    let result = this.#cache.get(name);
    if (result === undefined) {
      const { host, root } = this.#at(name);
      result = host === null ? this.#fromLibrary(name) : host.read(name.slice(root.length));
      this.#cache.set(name, result);
    }
    this.#note(`read ${name}`, () => this.#stateOf(name, result));
    return result;
  }

  /** What a question that was noted comes to now. */
  answer(question: string): string {
    const [, verb, name] = /^(\w+) (.*)$/s.exec(question)!;
    const { host, root } = this.#at(name!);
    if (verb === 'read') return this.#stateOf(name!, this.read(name!));
    if (host === null) return '';
    const rest = name!.slice(root.length);
    return JSON.stringify(verb === 'glob' ? host.glob(rest) : host.list(rest));
  }

  #note(question: string, answer: () => string): void {
    if (this.#hash !== undefined && this.log.isOn && !question.includes(` ${LIBRARY_PREFIX}`))
      this.log.note(question, answer());
  }

  #stateOf(name: string, result: ReadResult): string {
    if (result.kind !== 'file') return result.kind;
    let hash = this.#hashes.get(name);
    if (hash === undefined) this.#hashes.set(name, (hash = this.#hash!(result.bytes)));
    return hash;
  }

  /** Content of a file that was checked to exist. */
  bytes(name: string): Uint8Array {
    const result = this.read(name);
    if (result.kind !== 'file') throw new Error(`${name} was not checked before it was read`);
    return result.bytes;
  }

  /** The name of what `path` means in the file `from`, or null when it was reported. */
  resolve(path: string, from: string, span: Span, report: Report): string | null {
    if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) {
      report('VK0610', span, { path });
      return null;
    }
    const prefix = boundaryOf(from);
    const parts = from.slice(prefix.length).split('/').slice(0, -1);
    for (const part of path.split('/')) {
      if (part === '..') {
        if (parts.pop() === undefined) {
          report('VK0602', span, { path });
          return null;
        }
      } else if (part !== '.' && part !== '') parts.push(part);
    }
    return prefix + parts.join('/');
  }

  /** Whether a name is a readable file; what stands in the way is reported. */
  check(name: string, path: string, span: Span, report: Report): boolean {
    const result = this.read(name);
    switch (result.kind) {
      case 'file':
        return true;
      case 'missing':
        report('VK0601', span, { path }, this.#hint(name, path));
        return false;
      case 'folder':
        report('VK0603', span, { path });
        return false;
      case 'outside':
        report('VK0602', span, { path });
        return false;
      case 'unreadable':
        report('VK0608', span, { path, reason: result.reason });
        return false;
    }
  }

  /** What a missing file was perhaps meant to be, or where a library was looked into. */
  #hint(name: string, path: string): Extra {
    const { host, root } = this.#at(name);
    if (host === null) return {};
    const own = name.slice(root.length);
    const folder = own.split('/').slice(0, -1).join('/');
    const siblings = host.glob(globOf(folder));
    const near = suggest(own, siblings);
    if (near === null) {
      if (!root.startsWith('lib:')) return {};
      return { help: `The library \`${libraryOf(root)}\` has no file \`${own}\`.` };
    }
    const base = path.split('/').slice(0, -1).join('/');
    const right = `${base === '' ? '' : `${base}/`}${near.split('/').at(-1)!}`;
    return { help: `Did you mean \`${right}\`?` };
  }

  /** A file's text with `\n` line breaks, or null when it was reported. */
  text(
    name: string,
    path: string,
    span: Span,
    report: Report,
    remedy = 'Copy it with `file(…)` instead of reading it.',
  ) {
    if (!this.check(name, path, span, report)) return null;
    const bytes = this.bytes(name);
    if (bytes.length > TEXT_LIMIT) {
      const mib = (n: number) => `${Math.round(n / 1048576)} MiB`;
      report('VK0605', span, { path, size: mib(bytes.length), limit: mib(TEXT_LIMIT), remedy });
      return null;
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      report('VK0604', span, { path, offset: String(firstBadByte(bytes)) });
      return null;
    }
  }

  /** Names of the files that match a pattern written in the file `from`, sorted; null when it was reported. */
  glob(pattern: string, from: string, span: Span, report: Report): readonly string[] | null {
    const resolved = this.resolve(pattern, from, span, report);
    if (resolved === null) return null;
    const problem = globProblem(pattern);
    if (problem !== null) {
      report('VK0613', span, { pattern, problem });
      return null;
    }
    const { host, root } = this.#at(resolved);
    const found = host?.glob(resolved.slice(root.length));
    this.#note(`glob ${resolved}`, () => JSON.stringify(found));
    const names =
      found === undefined
        ? Object.keys(this.#library.files).filter(globMatcher(resolved)).sort()
        : found.map((name) => root + name);
    if (names.length === 0) {
      report('VK0606', span, { pattern });
      return null;
    }
    return names.every((name) => this.check(name, name, span, report)) ? names : null;
  }

  /** Whether a name is a folder; otherwise it is reported. */
  checkFolder(name: string, path: string, span: Span, report: Report): boolean {
    const result = this.read(name);
    if (result.kind === 'folder') return true;
    if (result.kind === 'file') report('VK0611', span, { path });
    else this.check(name, path, span, report);
    return false;
  }

  /** Names of all files below a folder, sorted; null when it is no folder. */
  list(name: string): readonly string[] | null {
    const { host, root } = this.#at(name);
    const found = host?.list(name.slice(root.length)) ?? null;
    this.#note(`list ${name}`, () => JSON.stringify(found));
    return found?.map((each) => root + each) ?? null;
  }

  /** Whether there is a library of that name. */
  hasLibrary(name: string): boolean {
    return this.#host.library?.(name) != null;
  }

  /** Where a name is read: null stands for the standard library, which has no host. */
  #at(name: string): { readonly host: Host | null; readonly root: string } {
    const root = boundaryOf(name);
    if (root === '') return { host: this.#host, root };
    if (root === LIBRARY_PREFIX) return { host: null, root };
    return { host: this.#host.library?.(libraryOf(root)) ?? null, root };
  }

  /** What a YAML file holds, which was checked to exist; empty while there is nothing to read it with. */
  yaml(name: string): YamlResult {
    if (this.#readYaml !== undefined) return this.#readYaml(new TextDecoder().decode(this.bytes(name)));
    this.#wantsYaml = true;
    return { kind: 'read', value: null };
  }

  #fromLibrary(name: string): ReadResult {
    const text = own(this.#library.sources, name);
    if (text !== undefined) return { kind: 'file', bytes: new TextEncoder().encode(text) };
    const bytes = own(this.#library.files, name);
    return bytes === undefined ? { kind: 'missing' } : { kind: 'file', bytes };
  }
}

/** Offset of the first byte that no valid UTF-8 sequence covers. */
function firstBadByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // Decoding a prefix in stream mode fails exactly when the bad byte lies in it.
  const valid = (end: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Files of one folder as a pattern; signs of patterns in its name stand for themselves. */
const globOf = (folder: string): string =>
  `${folder === '' ? '' : `${folder.replace(/[*?[\]{}\\]/g, '\\$&')}/`}*`;
