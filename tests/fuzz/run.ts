import { corpus } from './corpus.ts';
import { Mutator } from './mutate.ts';
import { faultsOf } from './verdict.ts';

export interface Fault {
  readonly what: string;
  readonly text: string;
  count: number;
}

/** Tries `programs` mutated programs; gives the shortest program for each fault that was found. */
export async function fuzz(
  root: string,
  { programs, seed }: { readonly programs: number; readonly seed: number },
  progress: (done: number, text: string, milliseconds: number) => void = () => undefined,
): Promise<Map<string, Fault>> {
  const { texts, beside } = corpus(root);
  const mutator = new Mutator(texts, seed);
  const found = new Map<string, Fault>();
  for (let i = 0; i < programs; i++) {
    const text = mutator.make();
    const begin = process.cpuUsage().user;
    for (const what of await faultsOf(text, beside)) {
      const known = found.get(what);
      if (known === undefined) found.set(what, { what, text, count: 1 });
      else {
        known.count++;
        if (text.length < known.text.length) found.set(what, { what, text, count: known.count });
      }
    }
    progress(i + 1, text, (process.cpuUsage().user - begin) / 1000);
  }
  return found;
}
