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
  #records = new Map<string, ImageRecord>();
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
        const laidOut =
          text.length > MOST_CHARACTERS ? null : roomy(file, text, this.#texts.get(file) ?? null);
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
    this.#records = new Map(result.records.map((record) => [keyOf(record.name, record.origin.file), record]));
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
}

const keyOf = (image: string, file: string): string => `${image}\0${file}`;
