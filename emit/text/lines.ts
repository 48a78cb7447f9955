import type { Span } from '../../grammar/span.ts';
import type { OutputFile } from '../output.ts';

/** Text of a generated file, built line by line, each with the place in the source that caused it. */
export class Lines {
  readonly #texts: string[] = [];
  readonly #origins: (Span | null)[] = [];

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** As many as `texts`; null where nothing is known yet: `file` fills those in. */
  get origins(): readonly (Span | null)[] {
    return this.#origins;
  }

  /** Adds one line, or several when the text holds line breaks. */
  add(text: string, origin: Span | null): this {
    for (const line of text.split('\n')) {
      this.#texts.push(line);
      this.#origins.push(origin);
    }
    return this;
  }

  /** An empty line. Without an origin it takes that of the line after it. */
  blank(origin: Span | null = null): this {
    return this.add('', origin);
  }

  /** Adds the lines of another text; `indent` goes before all that are not empty. */
  append(other: Lines, indent = ''): this {
    for (let i = 0; i < other.#texts.length; i++) {
      const text = other.#texts[i]!;
      this.#texts.push(text === '' ? '' : indent + text);
      this.#origins.push(other.#origins[i]!);
    }
    return this;
  }

  /** The same lines, each from another place. */
  from(place: (origin: Span | null) => Span | null): Lines {
    const lines = new Lines();
    lines.#texts.push(...this.#texts);
    lines.#origins.push(...this.#origins.map(place));
    return lines;
  }

  toString(): string {
    return this.#texts.map((text) => `${text}\n`).join('');
  }

  /** The finished file. Lines without an origin take that of the next line with one, or the file's. */
  file(path: string, origin: Span, options: { executable?: boolean } = {}): OutputFile {
    const lines: Span[] = [];
    let next: Span = origin;
    for (let i = this.#origins.length - 1; i >= 0; i--) {
      next = this.#origins[i] ?? next;
      lines[i] = next;
    }
    return { path, content: this.toString(), executable: options.executable ?? false, lines, origin };
  }
}

/**
 * Text as the lines of a comment, without the comment sign: paragraphs longer than `width` are wrapped at spaces,
 * and what would end a comment or hide in it (control and format characters) becomes a space.
 */
export function commentLines(text: string, width = 100): string[] {
  const lines = text
    .replace(/\s+$/u, '')
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\ufffe\uffff]/gu, ' ').trimEnd());
  const out: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.some((line) => line.length > width)) out.push(...wrapped(paragraph.join(' '), width));
    else out.push(...paragraph);
    paragraph = [];
  };
  for (const line of lines) {
    // What begins with a space or a mark is set by hand: lists, examples.
    if (!/^[\p{L}\p{N}"'(`]/u.test(line)) flush();
    paragraph.push(line);
    if (line === '') flush();
  }
  flush();
  return out;
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => line.trimEnd());
}
