/** What is asked of a project's files and of the names in them, and what that comes to. Several may listen at once, one within the other. */
export class ReadLog {
  readonly #listening: Map<string, string>[] = [];
  /** Whether names are noted as well. */
  readonly names: boolean;

  constructor(names: boolean) {
    this.names = names;
  }

  get isOn(): boolean {
    return this.#listening.length > 0;
  }

  /** Runs something; what it asks is added to `reads`. */
  during<T>(reads: Map<string, string>, work: () => T): T {
    this.#listening.push(reads);
    try {
      return work();
    } finally {
      this.#listening.pop();
    }
  }

  /** Notes what a name came to; `answer` is asked only if somebody listens for names. */
  name(question: string, answer: () => string): void {
    if (this.names && this.isOn) this.note(question, answer());
  }

  note(question: string, answer: string): void {
    for (const reads of this.#listening) reads.set(question, answer);
  }

  /** Notes what was asked before, where its result is taken over. */
  again(reads: ReadonlyMap<string, string>): void {
    for (const [question, answer] of reads) this.note(question, answer);
  }
}
