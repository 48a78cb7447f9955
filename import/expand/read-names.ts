import type { Data } from '../model/data.ts';
import { placeText } from '../model/place.ts';
import type { FlatTask } from '../model/task.ts';
import type { Tree } from '../read/tree.ts';
import { TREE } from './scope.ts';

/** Who looks at the results that tasks leave under a name. */
export class ReadNames {
  readonly #texts: readonly { readonly place: string; readonly text: string; readonly file: string }[];
  readonly #memo = new Map<string, { places: ReadonlySet<string>; inFile: boolean }>();

  /** Without a tree, templates that are files are left out. */
  constructor(tasks: Iterable<FlatTask>, tree: Tree | null) {
    this.#texts = [...tasks].map((task) => ({
      place: placeText(task.place),
      text: [JSON.stringify([task.args, task.keywords] as unknown as Data), ...task.when].join(' '),
      file: templateOf(task, tree),
    }));
  }

  /** Whether a task other than this one looks at a result. */
  isRead(register: string, by: FlatTask): boolean {
    return [...this.#readers(register).places].some((place) => place !== placeText(by.place));
  }

  /** Whether only tasks at these places look at a result, and no file of a template does. */
  stays(register: string, places: ReadonlySet<string>): boolean {
    const readers = this.#readers(register);
    return !readers.inFile && [...readers.places].every((place) => places.has(place));
  }

  #readers(register: string) {
    let found = this.#memo.get(register);
    if (found === undefined) {
      const word = new RegExp(`(?<![\\w.])${register.replace(/\W/g, '\\$&')}(?![\\w])`);
      const own = `"register":"${register}"`;
      const inText = this.#texts.filter(({ text }) => word.test(text.replaceAll(own, '')));
      const inFile = this.#texts.filter(({ file }) => word.test(file));
      found = {
        places: new Set([...inText, ...inFile].map(({ place }) => place)),
        inFile: inFile.length > 0,
      };
      this.#memo.set(register, found);
    }
    return found;
  }
}

function templateOf({ module, args: { src } }: FlatTask, tree: Tree | null): string {
  if (!module.endsWith('.template') || typeof src !== 'string' || !src.startsWith(`${TREE}/`)) return '';
  return tree?.text(src.slice(TREE.length + 1)) ?? '';
}
