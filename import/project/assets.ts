import { folderOf, joinPath, nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';

/** Files of the tree that the result takes along, by their names in the result. */
export class Assets {
  readonly #tree: Tree;
  readonly #names = new Map<string, string>();
  readonly files = new Map<string, Uint8Array>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** The expression for a file, or for a pattern of files in one folder. */
  expression(path: string, role: string): string {
    if (!/[*?]/.test(nameOf(path))) return `file("${this.#take(path, role)}")`;
    const folder = folderOf(path);
    const matches = this.#tree.glob(path);
    const names = matches.map((each) => this.#take(each, role));
    return `file("${joinPath(folderOf(names[0] ?? joinPath('files', role, folder)), nameOf(path))}")`;
  }

  #take(path: string, role: string): string {
    const known = this.#names.get(`${role}|${path}`);
    if (known !== undefined) return known;
    const name = safe(nameOf(path));
    let as = `files/${role}/${name}`;
    for (let i = 2; this.files.has(as) && !this.#same(as, path); i++) as = `files/${role}/${i}/${name}`;
    this.#names.set(`${role}|${path}`, as);
    this.files.set(as, this.#tree.bytes(path) ?? new Uint8Array());
    return as;
  }

  #same(as: string, path: string): boolean {
    const [a, b] = [this.files.get(as)!, this.#tree.bytes(path) ?? new Uint8Array()];
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }

  /** Takes a whole folder along under another name. */
  folder(path: string, as: string): void {
    for (const each of this.#tree.list(path)) {
      const bytes = this.#tree.bytes(each);
      if (bytes !== null) this.files.set(`${as}${each.slice(path.length)}`, bytes);
    }
  }
}

const safe = (name: string) => name.replace(/["\\${}]/g, '_');
