import type { Raw } from '../model/data.ts';
import type { FlatHandler, Step } from '../model/task.ts';
import type { YamlItem } from '../read/yaml.ts';
import { namesOf, onlyReloads, readHandler } from './one-handler.ts';
import { variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';

interface Known {
  readonly names: readonly string[];
  readonly raw: Raw;
  /** As it is with what is known by now; null where it is more than one plain task. */
  read(): readonly FlatHandler[] | null;
}

/** The handlers of a play, those of its roles included. */
export class Handlers {
  /** Those of roles that the play lists, then its own with those of roles that tasks ask for: the last one of a name is run. */
  readonly #known: readonly [Known[], Known[]] = [[], []];
  readonly #read = new Set<YamlItem>();
  readonly #used = new Map<FlatHandler, string>();
  #isPending = false;

  add(items: readonly YamlItem[], file: string, scope: Scope, isListed = false): void {
    for (const item of items) {
      if (this.#read.has(item)) continue;
      this.#read.add(item);
      const read = () => readHandler(item, file, scope);
      this.#known[isListed ? 0 : 1].push({ names: namesOf(item, scope), read, raw: item.value });
    }
  }

  /** As the tree has them: those that answer to these names, and what they notify. */
  items(names: ReadonlySet<string>): readonly Raw[] {
    const found = new Set<Known>();
    const look = (name: string) => {
      for (const each of this.#known.flat().filter((one) => one.names.includes(name) && !found.has(one))) {
        found.add(each);
        for (const next of [variablesIn(each.raw).notify ?? []].flat())
          if (typeof next === 'string') look(next);
      }
    };
    for (const name of names) look(name);
    return this.#known
      .flat()
      .filter((each) => found.has(each))
      .map(({ raw }) => raw);
  }

  /** What is run when a name is notified; null where it is more than a module on its own, undefined where nothing has the name. */
  find(name: string): readonly FlatHandler[] | null | undefined {
    const found = this.#handlersOf(name);
    for (const each of found ?? []) this.#used.set(each, name);
    if (found?.some((each) => !onlyReloads(each)) === true) this.#isPending = true;
    return found;
  }

  #handlersOf(name: string): readonly FlatHandler[] | null | undefined {
    const named = this.#known.flat().filter(({ names }) => names.includes(name));
    if (named.length === 0) return undefined;
    const own = named.filter(({ names }) => names[0] === name).at(-1);
    const run = named.filter((each) => each === own || each.names.indexOf(name) > 0);
    const made = run.map((each) => each.read());
    return made.includes(null) ? null : made.flatMap((each) => each!);
  }

  /** Whether some were notified that have not run yet; they have then. */
  takePending(): boolean {
    const pending = this.#isPending;
    this.#isPending = false;
    return pending;
  }

  /** The steps of the play with those set apart whose handlers came to be something else until they ran. */
  settled(steps: readonly Step[]): readonly Step[] {
    const changed = new Set(
      [...this.#used].flatMap(([one, name]) =>
        this.#handlersOf(name)?.some((each) => JSON.stringify(bare(each)) === JSON.stringify(bare(one)))
          ? []
          : [one],
      ),
    );
    if (changed.size === 0) return steps;
    return steps.map((step) =>
      step.tasks.some(({ notify }) => notify.some((each) => changed.has(each)))
        ? { ...step, tasks: [], opaque: 'the handler that it notifies is another one by the time it runs' }
        : step,
    );
  }
}

const bare = ({ place: _place, ...rest }: FlatHandler) => rest;
