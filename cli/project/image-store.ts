import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageRecord, Recall } from '../../compiler/model/image-record.ts';
import type { Io } from '../shell/io.ts';
import { makeRoom } from './run-record.ts';

/** An image whose tree was written. */
interface Stored<F> {
  readonly record: ImageRecord;
  /** What is known of the tree, as plain data. */
  readonly facts: F;
  /** A hash of the state of the tree after that, as far as the file system tells without reading it. */
  readonly tree: string;
}

/** A store takes up to some megabytes. */
const MOST = 20;

const hash = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64').slice(0, 22);

/** What is known of the images of a project from the last time that their trees were written. */
export class ImageStore<F> {
  readonly #path: string;
  readonly #key: string;
  readonly #out: string;
  readonly #stored: Map<string, Stored<F>>;
  /** Whether the tree of an image is as it was written. */
  readonly #whole = new Map<string, boolean>();

  private constructor(path: string, key: string, out: string) {
    this.#path = path;
    this.#key = key;
    this.#out = out;
    this.#stored = read(path, key);
  }

  /** @param options what else the images depend on, beside the files */
  static open<F>({ store, cwd }: Io, root: string, out: string, options: unknown): ImageStore<F> | null {
    if (store === undefined) return null;
    const key = JSON.stringify([store.program, cwd, root, out, options]);
    return new ImageStore<F>(join(store.folder, hash(key).replace(/\W/g, '-')), key, out);
  }

  readonly recall: Recall = {
    hash,
    known: (image, file) => {
      const stored = this.#stored.get(image);
      if (stored?.record.origin.file !== file) return undefined;
      let isWhole = this.#whole.get(image);
      if (isWhole === undefined)
        this.#whole.set(image, (isWhole = treeState(join(this.#out, image)) === stored.tree));
      return isWhole ? stored.record : undefined;
    },
  };

  facts(image: string): F {
    return this.#stored.get(image)!.facts;
  }

  save(
    images: readonly { readonly record: ImageRecord; readonly facts: F; readonly isNew: boolean }[],
  ): void {
    if (!images.some(({ isNew }) => isNew)) return;
    const names = new Set(images.map(({ record }) => record.name));
    // A run for some of the files says nothing of the other images.
    const others = [...this.#stored.values()].filter(
      ({ record: { name } }) => !names.has(name) && existsSync(join(this.#out, name)),
    );
    const lines = images.flatMap(({ record, facts, isNew }) => {
      const { name } = record;
      const tree = isNew ? treeState(join(this.#out, name)) : this.#stored.get(name)!.tree;
      return tree === null ? [] : [JSON.stringify({ record, facts, tree } satisfies Stored<F>)];
    });
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      makeRoom(dirname(this.#path), MOST);
      const fresh = `${this.#path}.${process.pid}`;
      writeFileSync(fresh, [this.#key, ...lines, ...others.map((each) => JSON.stringify(each))].join('\n'), {
        mode: 0o600,
      });
      renameSync(fresh, this.#path);
    } catch {
      // Without it the next run compiles all images.
    }
  }
}

function read<F>(path: string, key: string): Map<string, Stored<F>> {
  try {
    // Under `sudo` the home folder can belong to another user, who must not decide what is written.
    if (statSync(path).uid !== process.getuid?.()) return new Map();
    const [first, ...lines] = readFileSync(path, 'utf8').split('\n');
    if (first !== key) return new Map();
    return new Map(
      lines.map((line) => {
        const stored = JSON.parse(line) as Stored<F>;
        return [stored.record.name, stored];
      }),
    );
  } catch {
    // It was never made, or not by this program.
    return new Map();
  }
}

/** Null where it cannot be told: the tree is not there, or the file system's clock is too coarse to show a change. */
function treeState(tree: string): string | null {
  const lines: string[] = [];
  let isCoarse = true;
  const walk = (folder: string): void => {
    lines.push(folder);
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const stats = lstatSync(path, { bigint: true });
      if (stats.isDirectory()) {
        walk(path);
        continue;
      }
      if (stats.ctimeNs % 1_000_000n !== 0n) isCoarse = false;
      lines.push(`${name} ${stats.ino} ${stats.size} ${stats.mode} ${stats.mtimeNs} ${stats.ctimeNs}`);
    }
  };
  try {
    walk(tree);
  } catch {
    return null;
  }
  return isCoarse ? null : hash(lines.join('\n'));
}
