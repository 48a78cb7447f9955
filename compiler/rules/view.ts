import { addTo } from '../model/multimap.ts';
import type { Image, RoleRun, Target } from '../model/ir.ts';
import { attributesIn } from '../sdk/attributes.ts';
import type { Contents } from '../sdk/contents.ts';
import type { PackageNames } from '../sdk/package-names.ts';
import type { ResourceKind } from '../sdk/resource-kind.ts';
import type { PlacedRun, PlacedUse, RuleContext } from '../sdk/rule.ts';

export interface ViewOptions {
  readonly date?: string;
  readonly read: (path: string) => Uint8Array;
  readonly written: RuleContext['written'];
  readonly source: RuleContext['source'];
  readonly contents: (target: Target) => Contents;
  readonly packages: PackageNames;
}

/** A part of a target that can be another one in its neighbour. */
type Part = keyof Target | 'contents';

/** What was worked out, and the parts that it depends on. */
interface Answer<T> {
  readonly value: T;
  readonly parts: ReadonlySet<Part>;
}

const PARTS: readonly (keyof Target)[] = Object.keys({
  name: 0,
  os: 0,
  base: 0,
  variant: 0,
  metadata: 0,
  build: 0,
  publish: 0,
  provision: 0,
  start: 0,
  verify: 0,
  verify_start: 0,
  allows: 0,
  origin: 0,
} satisfies Record<keyof Target, 0>) as (keyof Target)[];

type Work = (context: RuleContext) => unknown;

/**
 * A target as rules see it. Variants of a system mostly differ in little, so what was worked out for one of them is taken for the next if
 * all that was looked at is the very same there.
 */
export class TargetView {
  readonly context: RuleContext;
  readonly #target: Target;
  readonly #contents: () => Contents;
  readonly #answers = new Map<Work, Answer<unknown>>();
  readonly #earlier: TargetView | null;
  readonly #placed: Placed;
  #withBase: RuleContext | null = null;
  /** Whether a part is another one than in the earlier view. */
  readonly #differs = new Map<Part, boolean>();
  /** What is looked at by what is worked out now. */
  #parts = new Set<Part>();

  /** @param earlier views of other targets of the image */
  constructor(image: Image, target: Target, options: ViewOptions, earlier: readonly TargetView[] = []) {
    const { date, read, written, source, contents, packages } = options;
    this.#target = target;
    this.#contents = () => contents(target);
    // Resources are placed in runs, and findings refer to these.
    this.#earlier =
      earlier.find((view) => COMMON.every((part) => view.#target[part] === target[part])) ?? null;
    this.#placed = this.#earlier === null ? placedIn(target) : this.#earlier.#placed;
    this.context = new Context({
      image,
      target: watched(target, this),
      date: date ?? null,
      read,
      written,
      source,
      packages,
      ...this.#placed,
      once: (work) => this.answer(work),
      view: this,
    });
  }

  /** Notes that a part of the target is looked at. */
  look(part: Part): void {
    this.#parts.add(part);
  }

  /** What the target contains. */
  get contents(): Contents {
    this.#parts.add('contents');
    return this.#contents();
  }

  /** The context in which the base's runs are before the target's own. Nothing is kept of what is worked out there. */
  get withBase(): RuleContext {
    this.look('base');
    const { base, provision } = this.#target;
    if (base === null) return this.context;
    if (this.#withBase !== null) return this.#withBase;
    const whole = { ...this.#target, provision: [...base.provision, ...provision] };
    const { image, date, read, written, source, packages } = this.context;
    const context: RuleContext = new Context({
      image,
      date,
      read,
      written,
      source,
      packages,
      target: watched(whole, this),
      ...placedIn(whole),
      once: (work) => work(context),
      view: this,
    });
    return (this.#withBase = context);
  }

  /** What comes out of something that depends on the target alone. */
  answer<T>(work: (context: RuleContext) => T): T {
    const known = this.#answers.get(work) ?? this.#taken(work);
    const answer = known ?? this.#workOut(work);
    this.#answers.set(work, answer);
    for (const part of answer.parts) this.#parts.add(part);
    return answer.value as T;
  }

  #workOut<T>(work: (context: RuleContext) => T): Answer<T> {
    const outer = this.#parts;
    const parts = (this.#parts = new Set());
    try {
      return { value: work(this.context), parts };
    } finally {
      this.#parts = outer;
    }
  }

  /** The answer for the earlier target, if it is right for this one. */
  #taken(work: Work): Answer<unknown> | null {
    const answer = this.#earlier === null ? undefined : this.#earlier.#answers.get(work);
    if (answer === undefined) return null;
    for (const part of answer.parts) if (this.#isOther(part)) return null;
    return answer;
  }

  #isOther(part: Part): boolean {
    let differs = this.#differs.get(part);
    if (differs === undefined) {
      const [mine, other] = [this, this.#earlier!].map((view) =>
        part === 'contents' ? view.#contents() : view.#target[part],
      );
      this.#differs.set(part, (differs = mine !== other && !(isEmpty(mine) && isEmpty(other))));
    }
    return differs;
  }
}

type Fields = Omit<RuleContext, 'contents' | 'withBase'> & { readonly view: TargetView };

/** All contexts have one shape, since rules look at nothing as often as at these. */
class Context implements RuleContext {
  readonly image: RuleContext['image'];
  readonly target: RuleContext['target'];
  readonly date: RuleContext['date'];
  readonly read: RuleContext['read'];
  readonly written: RuleContext['written'];
  readonly source: RuleContext['source'];
  readonly packages: RuleContext['packages'];
  readonly resources: RuleContext['resources'];
  readonly runs: RuleContext['runs'];
  readonly once: RuleContext['once'];
  readonly #view: TargetView;

  constructor({ image, target, date, read, written, source, packages, resources, runs, once, view }: Fields) {
    this.image = image;
    this.target = target;
    this.date = date;
    this.read = read;
    this.written = written;
    this.source = source;
    this.packages = packages;
    this.resources = resources;
    this.runs = runs;
    this.once = once;
    this.#view = view;
  }

  get withBase(): RuleContext {
    return this.#view.withBase;
  }

  get contents(): Contents {
    return this.#view.contents;
  }
}

/** A target that tells a view what of it is looked at. */
function watched(target: Target, view: TargetView): Target {
  return new WatchedTarget(target, view) as unknown as Target;
}

class WatchedTarget {
  readonly from: Target;
  readonly by: TargetView;

  constructor(from: Target, by: TargetView) {
    this.from = from;
    this.by = by;
  }

  static {
    for (const part of PARTS) {
      Object.defineProperty(WatchedTarget.prototype, part, {
        get(this: WatchedTarget) {
          this.by.look(part);
          return this.from[part];
        },
      });
    }
  }
}

/** Of two targets that share a view of their resources. */
const COMMON = ['os', 'provision', 'start'] as const;

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

interface Placed extends Pick<RuleContext, 'resources'> {
  readonly runs: () => readonly PlacedRun[];
}

function placedIn(target: Target): Placed {
  let runs: readonly PlacedRun[] | null = null;
  const all = () => (runs ??= PHASES.flatMap((phase) => target[phase].map((run) => placedRun(run, phase))));
  return {
    runs: all,
    resources: byKinds(() => all().flatMap(({ resources }) => resources() as PlacedUse<ResourceKind>[])),
  };
}

const PHASES = ['provision', 'start'] as const;

const known = { provision: new WeakMap<RoleRun, PlacedRun>(), start: new WeakMap<RoleRun, PlacedRun>() };

function placedRun(run: RoleRun, phase: PlacedRun['phase']): PlacedRun {
  let placed = known[phase].get(run);
  if (placed === undefined) {
    const all = run.resources.map((resource) => ({
      run,
      phase,
      resource,
      attributes: attributesIn(resource),
    }));
    known[phase].set(run, (placed = { run, phase, resources: byKinds(() => all) }));
  }
  return placed;
}

function byKinds(every: () => readonly PlacedUse<ResourceKind>[]): RuleContext['resources'] {
  let all: readonly PlacedUse<ResourceKind>[] | null = null;
  let byKind: Map<string, PlacedUse<ResourceKind>[]> | null = null;
  const bySeveral = new Map<string, readonly PlacedUse<ResourceKind>[]>();
  const everything = () => (all ??= every());
  const ofKind = (name: string) => {
    if (byKind === null) {
      byKind = new Map();
      for (const each of everything()) addTo(byKind, each.resource.kind, each);
    }
    return byKind.get(name) ?? [];
  };
  const resources = (...kinds: readonly ResourceKind[]): readonly PlacedUse<ResourceKind>[] => {
    const [first, ...others] = kinds;
    if (first === undefined) return everything();
    if (others.length === 0) return ofKind(first.name);
    const names = kinds.map(({ name }) => name);
    const key = names.join();
    let found = bySeveral.get(key);
    if (found === undefined) {
      found = everything().filter(({ resource }) => names.includes(resource.kind));
      bySeveral.set(key, found);
    }
    return found;
  };
  // The kinds that are asked for say what the attributes are.
  return resources as RuleContext['resources'];
}
