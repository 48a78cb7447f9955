import { Template } from '../model/data.ts';
import type { FlatTask } from '../model/task.ts';
import type { Arguments } from './lifter.ts';

/** Why no kind takes a task: the reason of the one that came nearest to it. */
export class Whys {
  readonly #task: FlatTask;
  #said: string | null = null;
  #guess: { readonly text: string; readonly left: number } | null = null;

  constructor(task: FlatTask) {
    this.#task = task;
  }

  say(text: string): void {
    this.#said ??= text;
  }

  keyword(name: string): void {
    this.say(WORDS[name] ?? `no resource takes \`${name}\` as it is here`);
  }

  /** A kind that did not take it, with its own words or with what it has no word for. */
  refused(kind: string, why: string | null, args: Arguments): void {
    if (why !== null) return this.say(why);
    const left = args.left.filter((name) => !OF_PLACE.has(name));
    if (this.#guess !== null && this.#guess.left <= left.length) return;
    const names = left.map((name) => `\`${name}\``).join(', ');
    this.#guess = {
      left: left.length,
      text:
        left.length === 0 ? 'no kind means exactly the same' : `\`${kind}\` does not say ${names} like this`,
    };
  }

  get text(): string {
    if (this.#said !== null) return this.#said;
    const open = [...OF_PLACE].find((name) => this.#task.args[name] instanceof Template);
    if (open !== undefined) return `its \`${open}\` is known on the machine only`;
    return this.#guess?.text ?? 'no kind means exactly the same';
  }
}

/** Arguments that say what a task is about. */
const OF_PLACE = new Set(['path', 'dest', 'name', 'cmd', 'argv']);

export const SAYS_ITSELF = 'it says itself when it has failed, or when it has changed something';

const WORDS: Readonly<Record<string, string>> = {
  loop: 'it loops on the machine, or its result is that of a loop',
  loop_control: 'it loops on the machine, or its result is that of a loop',
  register: 'another role looks at its result',
  failed_when: SAYS_ITSELF,
  changed_when: SAYS_ITSELF,
  vars: 'it has variables of its own',
  delegate_to: 'it is run on another machine',
  check_mode: 'it only looks whether it would change something',
};
