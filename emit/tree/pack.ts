import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { OutputFile } from '../output.ts';

/** The files of a tree, which need not all be in memory. */
export interface TreeFiles {
  readonly count: number;
  readonly load: () => readonly OutputFile[];
}

/** This many trees stay as they are: to pack them takes longer than it is worth. */
const UNPACKED = 200;
/** More lines than this are not learned. */
const MOST_LINES = 30_000;
/** How far ahead the place is looked for at which a tree goes on like another one. */
const AHEAD = 4;
/** Stands for the name of the image, which is most of what differs between trees. */
const NAME = '\u0001';

/** A stretch of learned lines that follow each other, or lines that were not learned. */
type Part = readonly [from: number, count: number] | string;

/** A file with its number of lines; below zero, the place of what is not packed. */
type Head = Pick<OutputFile, 'path' | 'executable'> & { readonly lines: number };

/** All files, and the lines of those that are packed. */
type Body = readonly [heads: readonly Head[], parts: readonly Part[]];

interface Packed {
  readonly name: string;
  readonly count: number;
  /** JSON of the body, compressed. */
  readonly body: Uint8Array;
  readonly dictionary: Buffer;
  /** Files that cannot be packed. */
  readonly binary: readonly OutputFile[];
  readonly origin: OutputFile['origin'];
}

/**
 * Keeps many trees until they are written. Most of their lines are the same, so a packed tree is a list of lines of earlier trees, and its own
 * lines between them. Where lines come from is left out: the manifest has it.
 */
export class TreePacks {
  readonly #numbers = new Map<string, number>();
  readonly #lines: string[] = [];
  #dictionary: Buffer = Buffer.alloc(1);
  #packed = 0;

  /** @param name of the image */
  pack(name: string, files: readonly OutputFile[]): TreeFiles {
    if (this.#packed++ >= UNPACKED) return this.#loader(this.#pack(name, files));
    const held = files.map((file): OutputFile => ({ ...file, lines: [] }));
    return { count: held.length, load: () => held };
  }

  #pack(name: string, files: readonly OutputFile[]): Packed {
    const lines: string[] = [];
    const binary: OutputFile[] = [];
    const heads = files.map((file): Head => {
      const { path, content, executable } = file;
      if (typeof content !== 'string' || content.includes(NAME))
        return { path, executable, lines: -binary.push(file) };
      const own = content.replaceAll(name, NAME).split('\n');
      for (const line of own) lines.push(line);
      return { path, executable, lines: own.length };
    });
    return {
      name,
      count: files.length,
      ...this.#squeeze(JSON.stringify([heads, this.#encode(lines)] satisfies Body)),
      binary,
      origin: files[0]!.origin,
    };
  }

  /** In a function of its own, so that nothing else than what is packed stays in memory. */
  #loader({ name, count, body, dictionary, binary, origin }: Packed): TreeFiles {
    const load = (): OutputFile[] => {
      const text = inflateRawSync(body, { dictionary }).toString();
      const [heads, parts] = JSON.parse(text) as Body;
      const lines = parts.flatMap((part) =>
        typeof part === 'string' ? part.split('\n') : this.#lines.slice(part[0], part[0] + part[1]),
      );
      let at = 0;
      return heads.map(({ path, executable, lines: length }): OutputFile => {
        if (length < 0) return binary[-length - 1]!;
        const content = lines
          .slice(at, (at += length))
          .join('\n')
          .replaceAll(NAME, name);
        return { path, executable, content, lines: [], origin };
      });
    };
    return { count, load };
  }

  /** Compressed with another body as dictionary: they are much alike. */
  #squeeze(text: string): Pick<Packed, 'body' | 'dictionary'> {
    // The first one is learned, so that there is little in it.
    const dictionary = this.#dictionary;
    if (this.#packed <= UNPACKED + 2) this.#dictionary = Buffer.from(text);
    const packed = deflateRawSync(text, { level: 1, dictionary });
    // What zlib returns is part of a larger buffer.
    return { body: new Uint8Array(packed), dictionary };
  }

  /** Lines as parts. A tree that is unlike those before is learned. */
  #encode(lines: readonly string[]): Part[] {
    const { parts, unknown } = this.#parts(lines);
    if (unknown * 4 < lines.length || this.#lines.length + lines.length > MOST_LINES) return parts;
    for (const line of lines) {
      const number = this.#lines.push(line) - 1;
      if (!this.#numbers.has(line)) this.#numbers.set(line, number);
    }
    return [[this.#lines.length - lines.length, lines.length]];
  }

  #parts(lines: readonly string[]): { readonly parts: Part[]; readonly unknown: number } {
    const parts: Part[] = [];
    let unknown = 0;
    let own: string[] = [];
    let run: [from: number, count: number] = [0, 0];
    for (const line of lines) {
      // What follows in the other tree as well need not be the first line of that kind.
      if (own.length === 0 && run[1] > 0 && this.#lines[run[0] + run[1]] === line) {
        run[1]++;
        continue;
      }
      const number = this.#numbers.get(line);
      if (number === undefined) {
        own.push(line);
        unknown++;
        continue;
      }
      if (own.length > 0) parts.push(own.join('\n'));
      own = [];
      // After lines of its own, a tree mostly goes on where the other one does.
      const next = [...Array(AHEAD).keys()]
        .map((i) => run[0] + run[1] + i)
        .find((i) => this.#lines[i] === line);
      parts.push((run = [next ?? number, 1]));
    }
    if (own.length > 0) parts.push(own.join('\n'));
    return { parts, unknown };
  }
}
