import type { Data } from '../model/data.ts';

/** Who gives files to somebody by a command. */
const GIVES = /\b(chown|chgrp|install)\b/;

/** What tasks have done to the machine, as far as it decides what a later task changes. */
export class Before {
  readonly accounts = new Set<string>(['root']);
  /** Files and folders that were given to somebody, each with whether all below went too. */
  readonly #given = new Map<string, boolean>();

  add(module: string, args: Readonly<Record<string, Data>>): void {
    const { name, owner, group, recurse } = args;
    if (module === 'user' && typeof name === 'string') this.accounts.add(name);
    const path = args.path ?? args.dest;
    if (typeof path === 'string' && (owner !== undefined || group !== undefined))
      if ((owner ?? 'root') !== 'root' || (group ?? 'root') !== 'root')
        this.#given.set(plain(path), recurse === true);
    const text = JSON.stringify([args.cmd, args._raw_params, args.argv]);
    if (GIVES.test(text))
      for (const [word] of text.matchAll(/\/[\w./@+-]+/g)) this.#given.set(plain(word), true);
  }

  /** Whether a file may have another owner than root by now. */
  isGiven(path: string): boolean {
    return [...this.#given].some(
      ([given, isWhole]) => path === given || (isWhole && path.startsWith(`${given}/`)),
    );
  }
}

const plain = (path: string) => path.replace(/(.)\/+$/, '$1');
