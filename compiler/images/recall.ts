import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Module } from '../load/module.ts';
import type { ImageRecord, Recall } from '../model/image-record.ts';
import type { DeclaredImage, Parts } from './compiler.ts';
import type { SoundImages } from './sound-images.ts';

interface RecallParts extends Pick<Parts, 'modules' | 'collector'> {
  readonly sound: SoundImages;
}

/** Tells whether what is on record of an image is still true. */
export class Recalled {
  /** Files that the images on record are made of. */
  readonly #files = new Set<string>();
  readonly #recall: Recall | undefined;
  /** Images that are taken over by their declarations. */
  readonly #found: ImageRecord[] = [];
  readonly #parts: RecallParts;
  readonly #hashes = new Map<Module, string>();
  readonly #answer: (question: string) => string;

  /** @param answer what a question on files and names comes to now */
  constructor(recall: Recall | undefined, parts: RecallParts, answer: (question: string) => string) {
    this.#recall = recall;
    this.#parts = parts;
    this.#answer = answer;
  }

  /** The record of an image, if nothing that it depends on has changed. */
  find({ name, module }: DeclaredImage): ImageRecord | null {
    const record = this.#recall?.known(name.text, module.file);
    if (record === undefined || record.sources !== this.sources(module)) return null;
    if (!record.reads.every(([question, answer]) => this.#answer(question) === answer)) return null;
    if (this.#recall?.byDeclaration) {
      if (this.#concerned([record]).length > 0) return null;
      this.#found.push(record);
      return record;
    }
    for (const each of closure(module)) this.#files.add(each.file);
    for (const [question] of record.reads) this.#files.add(question.slice(question.indexOf(' ') + 1));
    return record;
  }

  /**
   * Whether something is wrong in what an image on record is made of, or more is wrong than is reported: what is on record was noted when
   * nothing was.
   */
  isDoubtful(collector: DiagnosticCollector): boolean {
    if (!collector.hasErrors) return false;
    if (this.#found.length > 0) return collector.isFull || this.#concerned(this.#found).length > 0;
    if (this.#files.size === 0) return false;
    return (
      collector.isFull || collector.errors().some(({ diagnostic }) => this.#files.has(diagnostic.span.file))
    );
  }

  /** A hash of a file and of all that it imports; empty when nothing is hashed. */
  sources(module: Module): string {
    if (this.#recall === undefined || this.#recall.byDeclaration) return '';
    const own = closure(module).map((each) => `${each.file}\0${this.#hash(each)}`);
    return this.#recall.hash(own.sort().join('\n'));
  }

  /** The images that an error is about which is not about any target. */
  #concerned(records: readonly ImageRecord[]): ImageRecord[] {
    const { collector, sound: all } = this.#parts;
    if (!collector.hasErrors) return [];
    const general = collector.errors().filter(({ images }) => images.length === 0);
    return all.touched(records, general);
  }

  #hash(module: Module): string {
    let hash = this.#hashes.get(module);
    if (hash === undefined) {
      hash = this.#recall!.hash(this.#parts.modules.sources.get(module.file)!.text);
      this.#hashes.set(module, hash);
    }
    return hash;
  }
}

/** A module and all that it imports, directly or not. */
function closure(module: Module): Module[] {
  const found = new Set([module]);
  for (const each of found) for (const imported of each.imports) found.add(imported);
  return [...found];
}
