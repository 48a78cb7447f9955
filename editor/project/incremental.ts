import { createHash } from 'node:crypto';
import type { CompileOptions } from '../../compiler/options.ts';
import type { ImageRecord } from '../../compiler/model/image-record.ts';
import { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { asWritten, relocated, roomy } from '../../grammar/parse/roomy.ts';
import type { RoomyText } from '../../grammar/parse/roomy.ts';
import type { Span } from '../../grammar/span.ts';
import { compile } from '../../stdlib/index.ts';
import { parseOnce } from './kept-trees.ts';

/** Of larger texts than this, each edit is looked at from the beginning. */
const MOST_CHARACTERS = 1_000_000;

/** An image that is renamed letter by letter is many. */
const MOST_RECORDS = 500;

/** What checking a project came to, without its images. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * Checks a project again and again while it is edited. Sources are laid out with room between declarations, so that those that nobody edits keep
 * their trees; images of which no declaration has changed are not compiled again. What is kept here changes no answer, only what it costs.
 */
export class IncrementalCheck {
  #texts = new Map<string, RoomyText>();
  /** The newest without mistakes in their syntax: a person who types mostly comes back to these. */
  readonly #sound = new Map<string, RoomyText>();
  readonly #records = new Map<string, ImageRecord>();
  #memory = {};
  /** What else the records and the memory depend on. */
  #settings = '';

  check(options: CompileOptions): Checked {
    const settings = JSON.stringify([[...(options.rules ?? [])], options.osNames, options.date]);
    if (settings !== this.#settings) {
      this.#records.clear();
      this.#memory = {};
    }
    this.#settings = settings;
    const texts = new Map<string, RoomyText>();
    const result = compile({
      ...options,
      parse: (file, text) => {
        const laidOut = this.#laidOut(file, text);
        if (laidOut === null) return parseOnce(file, text);
        texts.set(file, laidOut);
        return { ...laidOut.parsed, text: laidOut.text };
      },
      memory: this.#memory,
      recall: {
        byDeclaration: true,
        known: (image, file) => this.#records.get(keyOf(image, file)),
        hash: (content) => createHash('sha256').update(content).digest('hex'),
      },
    });
    this.#texts = texts;
    for (const file of this.#sound.keys()) if (!texts.has(file)) this.#sound.delete(file);
    this.#keep(result.records);
    const written = (span: Span): Span => {
      const text = texts.get(span.file);
      return text === undefined ? span : asWritten(text, span);
    };
    return {
      diagnostics: result.diagnostics.map((each) => relocated(each, written)),
      sources: new Map(
        [...result.sources].map(([file, source]) => {
          const text = texts.get(file);
          return [file, text === undefined ? source : new Source(file, text.written)];
        }),
      ),
    };
  }

  /** What is wrong with the syntax of a text that is checked next. */
  syntax(file: string, text: string): readonly Diagnostic[] {
    const laidOut = this.#laidOut(file, text);
    if (laidOut === null) return parseOnce(file, text).diagnostics;
    this.#texts.set(file, laidOut);
    return laidOut.diagnostics;
  }

  /** Keeps what is known of images, also of those that have mistakes for the moment: whether it is still true is looked at anyway. */
  #keep(records: readonly ImageRecord[]): void {
    for (const record of records) {
      const key = keyOf(record.name, record.origin.file);
      this.#records.delete(key);
      this.#records.set(key, record);
    }
    const most = Math.max(MOST_RECORDS, 2 * records.length);
    for (const key of this.#records.keys()) {
      if (this.#records.size <= most) break;
      this.#records.delete(key);
    }
  }

  #laidOut(file: string, text: string): RoomyText | null {
    if (text.length > MOST_CHARACTERS) return null;
    const [last, sound] = [this.#texts.get(file), this.#sound.get(file)];
    const earlier = [last, sound === last ? undefined : sound].filter((each) => each !== undefined);
    const laidOut = roomy(file, text, earlier, parseOnce);
    if (laidOut?.diagnostics.length === 0) this.#sound.set(file, laidOut);
    return laidOut;
  }
}

const keyOf = (image: string, file: string): string => `${image}\0${file}`;
