import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import { placeText } from '../model/place.ts';
import type { Place } from '../model/place.ts';
import type { FlatTask, Step } from '../model/task.ts';
import type { Tree } from '../read/tree.ts';
import { inTree, isDataMap } from './scope.ts';

/** What is not taken apart, but may look at results: all its text. */
export interface Opaque {
  readonly place: Place;
  readonly text: string;
}

interface Entry {
  readonly place: string;
  /** What it looks at before it runs. */
  readonly text: string;
  /** What it looks at after it has run: its own result. */
  readonly own: string;
  readonly file: string;
  /** Names under which it leaves something. */
  readonly sets: readonly string[];
  /** It leaves it whatever the machine decides. */
  readonly isCertain: boolean;
}

interface Readers {
  readonly places: Set<string>;
  inFile: boolean;
}

/** Who looks at the results that tasks leave under a name. A result is gone once another task takes its name. */
export class ReadNames {
  readonly #entries: readonly Entry[];
  readonly #memo = new Map<string, ReadonlyMap<string, Readers>>();

  /** Without a tree, templates that are files are left out. */
  constructor(tasks: Iterable<FlatTask | Opaque>, tree: Tree | null) {
    this.#entries = [...tasks].map((each) => ('module' in each ? entryOf(each, tree) : opaqueEntry(each)));
  }

  /** Whether a task other than this one looks at its result. */
  isRead(register: string, by: Pick<FlatTask, 'place'>): boolean {
    return [...this.#readers(register, by).places].some((place) => place !== placeText(by.place));
  }

  /** Whether only tasks at these places look at what those of them leave under a name, and no file of a template does. */
  stays(register: string, places: ReadonlySet<string>): boolean {
    return [...this.#ofName(register)].every(
      ([place, readers]) =>
        !places.has(place) || (!readers.inFile && [...readers.places].every((each) => places.has(each))),
    );
  }

  #readers(register: string, by: Pick<FlatTask, 'place'>): Readers {
    return this.#ofName(register).get(placeText(by.place)) ?? { places: new Set(), inFile: false };
  }

  #ofName(register: string): ReadonlyMap<string, Readers> {
    let found = this.#memo.get(register);
    if (found === undefined) this.#memo.set(register, (found = this.#found(register)));
    return found;
  }

  #found(name: string): ReadonlyMap<string, Readers> {
    const word = new RegExp(`(?<![\\w.])${name.replace(/\W/g, '\\$&')}(?![\\w])`);
    const found = new Map<string, Readers>();
    const readersOf = (place: string): Readers => {
      const readers = found.get(place) ?? { places: new Set<string>(), inFile: false };
      found.set(place, readers);
      return readers;
    };
    let live: readonly string[] = [];
    for (const { place, text, own, file, sets, isCertain } of this.#entries) {
      const isSetting = sets.includes(name);
      const inText = word.test(isSetting ? text : `${text} ${own}`);
      const inFile = word.test(file);
      if (inText || inFile)
        for (const each of live) {
          const readers = readersOf(each);
          readers.places.add(place);
          readers.inFile ||= inFile;
        }
      if (!isSetting) continue;
      if (word.test(own)) readersOf(place).places.add(place);
      live = isCertain ? [place] : [...new Set([...live, place])];
    }
    return found;
  }
}

/** Tasks of steps, with what stands for those that are not taken apart. */
export const readers = (steps: readonly Step[], tree: Tree): (FlatTask | Opaque)[] =>
  steps.flatMap<FlatTask | Opaque>((step) => (step.opaque === null ? step.tasks : [opaqueOf(step, tree)]));

/** A step that can only be carried may look at all that its text and that of its role names. */
export function opaqueOf({ place, part, written }: Step, tree: Tree): Opaque {
  const folder = part.folder;
  const files = folder === null ? [] : tree.list(folder);
  const texts = files
    .filter((path) => /\/(tasks|handlers|templates|vars|defaults|meta)\//.test(path))
    .map((path) => tree.text(path) ?? '')
    .filter(({ length }) => length < 300_000);
  return { place, text: [JSON.stringify(written ?? null), ...texts].join(' ') };
}

const opaqueEntry = ({ place, text }: Opaque): Entry => ({
  place: placeText(place),
  text,
  own: '',
  file: '',
  sets: [],
  isCertain: false,
});

function entryOf(task: FlatTask, tree: Tree | null): Entry {
  const { module, args, keywords, when, notify, place } = task;
  const { register, until, changed_when: changed, failed_when: failed, ...rest } = keywords;
  const facts = module === 'ansible.builtin.set_fact' ? Object.keys(args) : [];
  return {
    place: placeText(place),
    text: [
      ...templatesIn(args),
      ...templatesIn(rest),
      ...notify.flatMap((each) => [...templatesIn(each.args), ...templatesIn(each.keywords), ...each.when]),
      ...when,
    ].join(' '),
    own: JSON.stringify([until, changed, failed]),
    file: templateOf(task, tree),
    sets: typeof register === 'string' ? [register, ...facts] : facts,
    isCertain: when.length === 0,
  };
}

function templateOf({ module, args: { src } }: FlatTask, tree: Tree | null): string {
  const file = module.endsWith('.template') ? inTree(src) : null;
  return file === null ? '' : (tree?.text(file) ?? '');
}

/** What of a value the machine evaluates. */
export function templatesIn(value: Data): string[] {
  if (value instanceof Template) return [value.text];
  if (Array.isArray(value)) return (value as readonly Data[]).flatMap(templatesIn);
  return isDataMap(value) ? Object.values(value).flatMap(templatesIn) : [];
}
