import type { Span } from '../span.ts';

/** The stretch of the old text that the new one does not have. */
export function changed(old: string, text: string): { start: number; end: number } {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    old.charCodeAt(old.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail)
  )
    tail++;
  return { start, end: old.length - tail };
}

/** As many as the scanner counts. */
export function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Copies of trees that stand further down, or further up, than they did. */
export class Moved {
  readonly #by: number;
  readonly #lines: number;
  readonly #copies = new Map<object, object>();

  constructor(by: number, lines: number) {
    this.#by = by;
    this.#lines = lines;
  }

  copy<T extends object>(node: T): T {
    if (this.#by === 0 && this.#lines === 0) return node;
    let copy = this.#copies.get(node);
    if (copy === undefined) this.#copies.set(node, (copy = this.#made(node)));
    return copy as T;
  }

  #made(node: object): object {
    if (Array.isArray(node)) return node.map((each: unknown) => this.#value(each));
    const made: Record<string, unknown> = {};
    for (const key in node) {
      const value = (node as Record<string, unknown>)[key];
      made[key] = key === 'span' ? this.#span(value as Span) : this.#value(value);
    }
    return made;
  }

  #value(value: unknown): unknown {
    return typeof value === 'object' && value !== null ? this.copy(value) : value;
  }

  #span({ file, start, end, line }: Span): Span {
    return { file, start: start + this.#by, end: end + this.#by, line: line + this.#lines };
  }
}
