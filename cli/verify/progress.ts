import type { Io } from '../shell/io.ts';

/** Prints a line per phase with its time. On a terminal, the current phase counts its seconds. */
export class Progress {
  readonly #io: Io;
  readonly #live: boolean;

  constructor(io: Io) {
    this.#io = io;
    this.#live = io.stderr.terminal && io.env['TERM'] !== 'dumb';
  }

  say(text: string): void {
    this.#io.stderr.write(`${text}\n`);
  }

  /** Runs a phase. `words` describes its result. */
  async phase<T>(title: string, body: () => Promise<T>, words: (value: T) => string): Promise<T> {
    const begin = performance.now();
    const line = (text: string) => {
      const seconds = Math.round((performance.now() - begin) / 1000);
      return `  ${title.padEnd(24)}${`${seconds} s`.padStart(6)}${text === '' ? '' : `  ${text}`}`;
    };
    const tick = () => this.#io.stderr.write(`\r${line('…')}`);
    const timer = this.#live ? setInterval(tick, 1000) : undefined;
    if (this.#live) tick();
    try {
      const value = await body();
      if (this.#live) this.#io.stderr.write('\r\x1b[K');
      this.say(line(words(value)));
      return value;
    } catch (error) {
      if (this.#live) this.#io.stderr.write('\r\x1b[K');
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}
