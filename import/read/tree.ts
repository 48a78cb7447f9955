import type { Host } from '../../compiler/sdk/host.ts';
import type { Raw } from '../model/data.ts';
import type { Note } from '../model/place.ts';
import { decode, encodingFault } from './text.ts';
import { readYamlText } from './yaml.ts';
import type { YamlItem } from './yaml.ts';

/** The files of the tree that is read. Each is read and parsed once; what cannot be read is noted once. */
export class Tree {
  readonly #host: Host;
  readonly #yaml = new Map<string, { readonly value: Raw; readonly items: readonly YamlItem[] } | null>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #faults = new Map<string, Note>();
  readonly #watches: Set<Note>[] = [];
  readonly notes: Note[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  bytes(path: string): Uint8Array | null {
    if (path.startsWith('/') || path.split('/').includes('..')) return null;
    const read = this.#host.read(path);
    if (read.kind === 'file') return read.bytes;
    if (read.kind === 'outside') this.#fault(path, 1, 'is a link that leaves the tree; it is left out');
    if (read.kind === 'unreadable') this.#fault(path, 1, `cannot be read: ${read.reason}`);
    return null;
  }

  /** What is done, with what of the tree it asked for that could not be read. */
  watched<T>(act: () => T): { readonly result: T; readonly unread: readonly Note[] } {
    const unread = new Set<Note>();
    this.#watches.push(unread);
    try {
      return { result: act(), unread: [...unread] };
    } finally {
      this.#watches.pop();
    }
  }

  /** Whether a file may be run, as the disk has it. */
  isExecutable(path: string): boolean {
    const read = this.#host.read(path);
    return read.kind === 'file' && read.isExecutable === true;
  }

  text(path: string): string | null {
    const bytes = this.bytes(path);
    return bytes === null ? null : decode(bytes);
  }

  exists(path: string): boolean {
    return this.bytes(path) !== null;
  }

  /** Names of all files below a folder, sorted. */
  list(folder: string): readonly string[] {
    const at = folder === '.' ? '' : folder;
    let names = this.#lists.get(at);
    if (names === undefined)
      this.#lists.set(at, (names = this.#host.list(at) ?? (at === '' ? this.#host.glob('**') : [])));
    return names;
  }

  glob(pattern: string): readonly string[] {
    return this.#host.glob(pattern);
  }

  /** Why a file of the tree cannot be read; null if it can, or is not there. */
  whyUnread(path: string): string | null {
    const read = this.#host.read(path);
    if (read.kind === 'outside') return 'is a link that leaves the tree; it is left out';
    return read.kind === 'unreadable' ? `cannot be read: ${read.reason}; it is left out` : null;
  }

  /** The first of these that is a file. */
  first(...paths: readonly string[]): string | null {
    return paths.find((path) => this.exists(path)) ?? null;
  }

  yaml(path: string): { readonly value: Raw; readonly items: readonly YamlItem[] } | null {
    let found = this.#yaml.get(path);
    if (found === undefined) this.#yaml.set(path, (found = this.#readYaml(path)));
    else this.#again(path);
    return found;
  }

  /** The items of a file that has to hold a list, such as one of tasks; none if it holds something else. */
  items(path: string, what: string): readonly YamlItem[] {
    const read = this.yaml(path);
    if (read === null || read.value === null) return [];
    if (!Array.isArray(read.value)) this.#fault(path, 1, `holds no list of ${what}, so nothing of it is run`);
    return read.items;
  }

  #readYaml(path: string): { readonly value: Raw; readonly items: readonly YamlItem[] } | null {
    const bytes = this.bytes(path);
    if (bytes === null) {
      if (!this.#faults.has(path)) this.#fault(path, 1, 'is not in the tree');
      return null;
    }
    const text = decode(bytes);
    if (text === null) this.#fault(path, ...encodingFault(bytes));
    else if (text.startsWith('$ANSIBLE_VAULT'))
      this.#fault(path, 1, 'is encrypted by Ansible Vault; what it holds stays unknown');
    else {
      const read = readYamlText(text);
      if (read.kind === 'read') {
        for (const { line, message } of read.remarks)
          this.notes.push({ place: { file: path, line }, message });
        return read;
      }
      this.#fault(path, read.line, `this YAML cannot be read: ${read.reason}`);
    }
    return null;
  }

  #fault(file: string, line: number, message: string): void {
    if (!this.#faults.has(file)) {
      const note = { place: { file, line }, message };
      this.#faults.set(file, note);
      this.notes.push(note);
    }
    this.#again(file);
  }

  #again(file: string): void {
    const note = this.#faults.get(file);
    if (note !== undefined) for (const watch of this.#watches) watch.add(note);
  }
}

/** Joins parts of a path and takes `.` and `..` out; what leaves the tree keeps its `..`. */
export function joinPath(...parts: readonly string[]): string {
  const out: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}

export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');
export const nameOf = (path: string): string => path.split('/').at(-1)!;
