/** What a compilation takes on. Beyond a limit it says so, in place of keeping a machine busy or running out of memory. */
export interface Limits {
  /** Errors that are reported. */
  readonly errors: number;
  /** Values that need each other, and expressions within them, one in the other. */
  readonly depth: number;
  /** Files that import each other, one after the other. */
  readonly imports: number;
  /** Roles that use each other, one within the other. */
  readonly roles: number;
  /** Targets of one image. */
  readonly targets: number;
  /** Rounds of all loops together, on one target. */
  readonly rounds: number;
  /** Items of a list that a function makes. */
  readonly items: number;
  /** Characters of one text that is put together. */
  readonly text: number;
  /** Characters of all texts that are put together, on one target. */
  readonly texts: number;
}

const MEBI = 1024 ** 2;

export const LIMITS: Limits = {
  errors: 1000,
  depth: 500,
  imports: 200,
  roles: 100,
  targets: 1000,
  rounds: 50_000,
  items: 50_000,
  text: 4 * MEBI,
  texts: 64 * MEBI,
};

/** Rounds and characters that a piece of evaluating took. */
export interface Spent {
  readonly rounds: number;
  readonly characters: number;
}

/** What evaluating has used up so far, of one target or of what holds for all. */
export class Budget {
  readonly limits: Limits;
  #depth = 0;
  #rounds = 0;
  #characters = 0;
  readonly #said = new Set<string>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Goes one level deeper; false where that is too deep. Each level that was entered is left again. */
  enter(): boolean {
    if (this.#depth >= this.limits.depth) return false;
    this.#depth++;
    return true;
  }

  leave(): void {
    this.#depth--;
  }

  /** Whether it is the first time that this is asked: one limit is passed in many places, and reported at one. */
  once(what: string): boolean {
    if (this.#said.has(what)) return false;
    this.#said.add(what);
    return true;
  }

  /** One more round of a loop; false where there were too many. */
  round(): boolean {
    return ++this.#rounds <= this.limits.rounds;
  }

  get spent(): Spent {
    return { rounds: this.#rounds, characters: this.#characters };
  }

  /** Uses up what evaluating something took before; false, and uses up nothing, where that is too much. */
  spend({ rounds, characters }: Spent): boolean {
    const { rounds: mostRounds, texts } = this.limits;
    if (this.#rounds + rounds > mostRounds || this.#characters + characters > texts) return false;
    this.#rounds += rounds;
    this.#characters += characters;
    return true;
  }

  /** What is wrong with making a text of so many characters, or null. */
  text(characters: number): { readonly what: string; readonly limit: number } | null {
    const { text, texts } = this.limits;
    if (characters > text) return { what: 'This text has', limit: text };
    this.#characters += characters;
    return this.#characters > texts ? { what: 'The texts of this target have', limit: texts } : null;
  }
}
