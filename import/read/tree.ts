import type { Host } from '../../compiler/sdk/host.ts';
import type { Raw } from '../model/data.ts';
import type { Note } from '../model/place.ts';
import { readYamlText } from './yaml.ts';
import type { YamlItem } from './yaml.ts';

/** The files of the tree that is read. Each is read and parsed once; what cannot be read is noted once. */
export class Tree {
  readonly #host: Host;
  readonly #yaml = new Map<string, { readonly value: Raw; readonly items: readonly YamlItem[] } | null>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly notes: Note[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  bytes(path: string): Uint8Array | null {
    if (path.startsWith('/') || path.split('/').includes('..')) return null;
    const read = this.#host.read(path);
    return read.kind === 'file' ? read.bytes : null;
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

  /** Whether a name of the tree is a link that leaves it, or cannot be read. */
  leaves(path: string): boolean {
    const { kind } = this.#host.read(path);
    return kind === 'outside' || kind === 'unreadable';
  }

  /** The first of these that is a file. */
  first(...paths: readonly string[]): string | null {
    return paths.find((path) => this.exists(path)) ?? null;
  }

  yaml(path: string): { readonly value: Raw; readonly items: readonly YamlItem[] } | null {
    let found = this.#yaml.get(path);
    if (found !== undefined) return found;
    found = null;
    const text = this.text(path);
    if (text === null) this.#note(path, 1, 'cannot be read: it is missing, leaves the tree, or is no text');
    else if (text.startsWith('$ANSIBLE_VAULT'))
      this.#note(path, 1, 'is encrypted by Ansible Vault; what it holds stays unknown');
    else {
      const read = readYamlText(text);
      if (read.kind === 'bad') this.#note(path, read.line, `this YAML cannot be read: ${read.reason}`);
      else found = read;
    }
    this.#yaml.set(path, found);
    return found;
  }

  #note(file: string, line: number, message: string) {
    this.notes.push({ place: { file, line }, message });
  }
}

/** Text with the line ends of Unix, or null if it is none. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return null;
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
