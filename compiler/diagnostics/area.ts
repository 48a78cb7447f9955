import type { CatalogueEntry } from '../../grammar/diagnostic.ts';

type Entries = Readonly<Record<string, CatalogueEntry>>;

/** Codes that belong together, such as all on names. Each is the default export of a file in `messages`. */
export interface Area<T extends Entries = Entries> {
  /** What its codes begin with: `VK02`. */
  readonly prefix: string;
  /** One word, which is the name of its page as well. */
  readonly name: string;
  /** What its diagnostics are about, as a sentence. */
  readonly about: string;
  readonly entries: T;
}

/** Declares an area and keeps the literal types of its entries, from which the parameters of a report are known. */
export function area<const T extends Entries>(
  prefix: string,
  name: string,
  about: string,
  entries: T,
): Area<T> {
  return { prefix, name, about, entries };
}
