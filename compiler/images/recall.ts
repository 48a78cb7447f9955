import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Files } from '../load/project-files.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { ImageRecord, Recall } from '../model/image-record.ts';
import type { DeclaredImage } from './compiler.ts';

/** Tells whether what is on record of an image is still true. */
export class Recalled {
  /** Files that the images on record are made of. */
  readonly #files = new Set<string>();
  readonly #recall: Recall | undefined;
  readonly #parts: { readonly files: Files; readonly modules: Modules };
  readonly #hashes = new Map<Module, string>();
  readonly #answers = new Map<string, string>();

  constructor(recall: Recall | undefined, parts: { readonly files: Files; readonly modules: Modules }) {
    this.#recall = recall;
    this.#parts = parts;
  }

  /** The record of an image, if nothing that it depends on has changed. */
  find({ name, module }: DeclaredImage): ImageRecord | null {
    const record = this.#recall?.known(name.text, module.file);
    if (record === undefined || record.sources !== this.sources(module)) return null;
    if (!record.reads.every(([question, answer]) => this.#answer(question) === answer)) return null;
    for (const each of closure(module)) this.#files.add(each.file);
    for (const [question] of record.reads) this.#files.add(question.slice(question.indexOf(' ') + 1));
    return record;
  }

  /**
   * Whether something is wrong in what an image on record is made of, or more is wrong than is reported: what is on record was noted when
   * nothing was.
   */
  isDoubtful(collector: DiagnosticCollector): boolean {
    if (this.#files.size === 0 || !collector.hasErrors) return false;
    return (
      collector.isFull || collector.errors().some(({ diagnostic }) => this.#files.has(diagnostic.span.file))
    );
  }

  /** A hash of a file and of all that it imports; empty when nothing is hashed. */
  sources(module: Module): string {
    if (this.#recall === undefined) return '';
    const own = closure(module).map((each) => `${each.file}\0${this.#hash(each)}`);
    return this.#recall.hash(own.sort().join('\n'));
  }

  #hash(module: Module): string {
    let hash = this.#hashes.get(module);
    if (hash === undefined) {
      hash = this.#recall!.hash(this.#parts.modules.sources.get(module.file)!.text);
      this.#hashes.set(module, hash);
    }
    return hash;
  }

  #answer(question: string): string {
    let answer = this.#answers.get(question);
    if (answer === undefined) this.#answers.set(question, (answer = this.#parts.files.answer(question)));
    return answer;
  }
}

/** A module and all that it imports, directly or not. */
function closure(module: Module): Module[] {
  const found = new Set([module]);
  for (const each of found) for (const imported of each.imports) found.add(imported);
  return [...found];
}
