import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** The events that `vkc_record.py` writes. Times are in seconds since 1970. */
export type AnsibleEvent =
  | { readonly event: 'play'; readonly time: number; readonly tasks: number }
  | ({ readonly event: 'task'; readonly handler: boolean } & TaskPlace)
  | ({
      readonly event: 'result';
      readonly outcome: 'ok' | 'changed' | 'skipped' | 'ignored' | 'failed' | 'unreachable';
      readonly message?: string;
    } & TaskPlace);

export interface TaskPlace {
  readonly time: number;
  readonly role: string | null;
  readonly task: string;
  /** File and line: `/…/tasks/main.yml:12`. */
  readonly path: string | null;
  readonly module: string;
}

/** Reads a file line by line while another process writes it. */
export class EventReader {
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #offset = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Returns the events written since the last call. */
  read(): AnsibleEvent[] {
    const events: AnsibleEvent[] = [];
    const lines = (this.#rest + this.#more()).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      try {
        events.push(JSON.parse(line) as AnsibleEvent);
      } catch {
        // The writing process was killed in the middle of a line.
      }
    }
    return events;
  }

  #more(): string {
    let file: number;
    try {
      file = openSync(this.#path, 'r');
    } catch {
      return '';
    }
    try {
      const chunk = Buffer.alloc(1 << 16);
      let text = '';
      for (;;) {
        const length = readSync(file, chunk, 0, chunk.length, this.#offset);
        if (length === 0) return text;
        this.#offset += length;
        text += this.#decoder.write(chunk.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  }
}
