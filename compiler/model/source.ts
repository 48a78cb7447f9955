import type { Span } from '../../grammar/span.ts';

/** One source text, with its lines. Offsets are UTF-16 code units; lines and columns count from 1. */
export class Source {
  readonly file: string;
  #text: string | (() => string);
  #starts: number[] | null = null;

  /** A text that is given as a function is read when it is first asked for. */
  constructor(file: string, text: string | (() => string)) {
    this.file = file;
    this.#text = text;
  }

  get text(): string {
    if (typeof this.#text === 'function') this.#text = this.#text();
    return this.#text;
  }

  position(offset: number): { line: number; column: number } {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** Text of a 1-based line, without its line break. */
  line(number: number): string {
    const starts = this.#lineStarts();
    const start = starts[number - 1] ?? this.text.length;
    return this.text.slice(start, starts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  get lineCount(): number {
    return this.#lineStarts().length;
  }

  span(start: number, end: number): Span {
    return { file: this.file, start, end, line: this.position(start).line };
  }

  #lineStarts(): number[] {
    if (this.#starts === null) {
      this.#starts = [0];
      for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1))
        this.#starts.push(i + 1);
    }
    return this.#starts;
  }
}
