import { KnownLists } from '../assemble/role-cache.ts';
import type { KeptRoles } from '../assemble/role-cache.ts';

/** An image that is renamed letter by letter is many. */
const MOST_IMAGES = 500;

const memories = new WeakMap<object, Memory>();

/** The memory that belongs to an object. */
export function memoryOf(owner: object): Memory {
  let memory = memories.get(owner);
  if (memory === undefined) memories.set(owner, (memory = new Memory()));
  return memory;
}

/**
 * What is kept from one compilation of a project to the next, while it is edited. Of that, only what depends on nothing that has changed is
 * taken, so it changes no answer.
 */
class Memory {
  readonly roles: KeptRoles = new WeakMap();
  readonly #lists = new Map<string, KnownLists>();

  /** The lists of an image as it was compiled last. */
  lists(file: string, image: string): KnownLists {
    const key = `${image}\0${file}`;
    let lists = this.#lists.get(key);
    if (lists === undefined) lists = new KnownLists();
    // The last one is the one that was used last.
    this.#lists.delete(key);
    this.#lists.set(key, lists);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > MOST_IMAGES) this.#lists.delete(oldest!);
    lists.begin();
    return lists;
  }
}
