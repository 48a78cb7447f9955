import type { Span } from '../../grammar/span.ts';
import type { Effects } from '../sdk/effects.ts';
import type { Brought, Contents, Entry, Items, PhaseContents, Category } from '../sdk/contents.ts';
import { attributesIn } from '../sdk/attributes.ts';
import { categories, pathKey } from '../sdk/categories.ts';
import type { CategoryRule } from '../sdk/categories.ts';
import { keyOf, saidIn } from './merge-rules.ts';
import { TargetMemo } from './target-memo.ts';
import { addTo } from '../model/multimap.ts';
import type { Resource, Target } from '../model/ir.ts';
import type { ContentsContext, ContentsUse } from '../sdk/resource-kind.ts';
import type { Library } from '../sdk/library.ts';
import type { Schema } from '../model/schema.ts';
import { templatesIn } from '../model/value.ts';
import type { Value } from '../model/value.ts';

type Kinds = Pick<Library, 'kinds' | 'expectations'>;

/**
 * What targets contain, by what their resources say; later statements count over earlier ones. Each target is
 * computed when it is first asked for.
 */
export function contentsReader(kinds: Kinds): (target: Target) => Contents {
  const known = new TargetMemo<Contents>();
  const changes = changesOf(kinds);
  const changeBy = (resource: Resource, context: ContentsContext): Change => {
    let change = changes.get(resource);
    if (change === undefined) changes.set(resource, (change = changeOf(resource, context, kinds)));
    return change;
  };
  return (target) =>
    known.of(target, () => {
      const of = (phase: 'provision' | 'start') => phaseContents(target, phase, changeBy, kinds);
      return { provision: of('provision'), start: of('start') };
    });
}

const changesByKinds = new WeakMap<Kinds['kinds'], WeakMap<Resource, Change>>();

/** What resources change: variants of a system share those of most roles, and an editor keeps them. */
function changesOf({ kinds }: Kinds): WeakMap<Resource, Change> {
  let changes = changesByKinds.get(kinds);
  if (changes === undefined) changesByKinds.set(kinds, (changes = new WeakMap()));
  return changes;
}

function phaseContents(
  target: Target,
  phase: 'provision' | 'start',
  changeBy: (resource: Resource, context: ContentsContext) => Change,
  kinds: Kinds,
): PhaseContents {
  const gathering = new Gathering();
  const context: ContentsContext = { os: target.os, phase };
  const before = phase === 'provision' ? (target.base?.provision ?? []) : [];
  for (const { name: role, resources, foreign, origin } of [...before, ...target[phase]]) {
    if (foreign !== null) {
      const { role: name, version } = foreign;
      gathering.add({ foreign_roles: [{ name, version }] }, { role, conditions: [], origin });
    }
    for (const resource of resources) {
      const { conditions, origin: at } = resource;
      const { brought, takes } = changeBy(resource, context);
      gathering.add(brought, { role, conditions, origin: at });
      if (takes !== undefined && conditions.length === 0)
        gathering.take(takes, { role, conditions, origin: at });
    }
  }
  for (const { role, expectations } of phase === 'start' ? target.verify_start : target.verify) {
    if (role === null) continue;
    for (const resource of expectations) {
      const { kind, conditions, origin } = resource;
      gathering.add(kinds.expectations.get(kind)?.contents?.(useOf(resource)) ?? {}, {
        role,
        conditions,
        origin,
      });
    }
  }
  return gathering.all();
}

type Takes = NonNullable<Effects['takes']>;

/** What a resource brings, and what becomes of the paths that are there. */
interface Change {
  readonly brought: Brought;
  readonly takes: Takes | undefined;
}

function changeOf(resource: Resource, context: ContentsContext, { kinds }: Kinds): Change {
  const kind = kinds.get(resource.kind);
  const own = kind?.contents?.(useOf(resource), context) ?? {};
  const secrets = secretsOf(resource);
  const brought = secrets.length === 0 ? own : { ...own, secrets };
  // What `removed` says is known already.
  const takes = own.removed === undefined ? kind?.effects?.(useOf(resource), context).takes : undefined;
  return { brought, takes };
}

const useOf = (resource: Resource): ContentsUse<Schema> => ({
  label: resource.label,
  attributes: attributesIn(resource),
});

interface By {
  readonly role: string;
  readonly conditions: string[];
  readonly origin: Span;
}

/** Things stated so far, each category in order of the first statement on a thing. */
class Gathering {
  readonly #found = Object.fromEntries(CATEGORIES.map((category) => [category, new Map()])) as {
    [S in Category]: Map<string, Entry<S>>;
  };
  /** By path what was stated of it, also where it is gone by now. */
  readonly #places = new Map<string, { readonly category: Category; readonly key: string }[]>();
  /** Tells apart what stands for itself. */
  #next = 0;

  add(brought: Brought, by: By): void {
    for (const category of Object.keys(brought) as Category[]) {
      for (const item of brought[category] ?? []) this.#state(category, item, by);
    }
  }

  /** Takes away, or empties, what a command does. */
  take(takes: Takes, by: By): void {
    const gone: string[] = [];
    for (const category of PLACED) {
      const found: Map<string, { readonly path: string }> = this.#found[category as 'files'];
      for (const [key, entry] of found) {
        const fate = takes(entry.path, category === 'directories' ? 'folder' : 'file');
        if (fate === 'removed' && category !== 'removed') {
          found.delete(key);
          gone.push(entry.path);
        }
        if (fate === 'emptied' && category === 'files') found.set(key, { ...entry, from: EMPTY } as never);
      }
    }
    for (const path of gone) this.#state('removed', { path }, by);
  }

  all(): PhaseContents {
    const lists: unknown = Object.fromEntries(
      CATEGORIES.map((category) => [category, [...this.#found[category].values()]]),
    );
    return lists as PhaseContents;
  }

  #state<S extends Category>(category: S, item: Items[S], by: By): void {
    const rule: CategoryRule<Items[S]> = categories[category];
    const later: Entry<S> = { ...item, ...by };
    const key = keyOf(category, later) ?? `#${this.#next++}`;
    const place = PLACED.has(category) ? pathKey((item as { readonly path: string }).path) : null;
    // What the machine decides takes nothing away for certain.
    if (by.conditions.length === 0 && place !== null) this.#place(category, place);
    const found = this.#found[category] as Map<string, Entry<S>>;
    const earlier = found.get(key);
    if (earlier === undefined) {
      found.set(key, later);
      if (place !== null) addTo(this.#places, place, { category, key });
    } else {
      const merged = { ...(rule.over?.(item, earlier) ?? item), ...by };
      // Who repeats what is so already has decided nothing.
      if (saidIn(merged) !== saidIn(earlier)) found.set(key, merged);
    }
  }

  /** Takes away what can no longer stand at a path, or below it. */
  #place(category: Category, path: string): void {
    this.#take(path, (other) => other !== category);
    if (category === 'removed') {
      for (const below of this.#places.keys())
        if (below.startsWith(`${path}/`)) this.#take(below, (other) => other !== category);
      return;
    }
    // What was removed is there again, and so are the folders that it is in.
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      this.#take(path.slice(0, end), (other) => other === 'removed');
  }

  #take(path: string, isGone: (category: Category) => boolean): void {
    for (const { category, key } of this.#places.get(path) ?? [])
      if (isGone(category)) this.#found[category].delete(key);
  }
}

/** The content of a file that was emptied. */
const EMPTY: Items['files']['from'] = {
  type: 'text',
  name: null,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

const CATEGORIES = Object.keys(categories) as Category[];

/** Categories of things at a path, where only one thing can be. */
const PLACED: ReadonlySet<Category> = new Set(
  CATEGORIES.filter((category) => categories[category].placed === true),
);

/** Environment variables that the attributes of a resource read. */
function secretsOf({ kind, label, attributes }: Resource): Items['secrets'][] {
  const names = new Set([...attributes.values()].flatMap(environmentNames));
  return [...names].map((name) => ({ name, used_by: `${kind} ${label}` }));
}

/** Environment variables of the build machine that a value reads. */
const environmentNames = (value: Value): string[] =>
  templatesIn(value)
    .filter(({ secret }) => secret)
    .flatMap(({ value: text }) => [...text.matchAll(/'ansible\.builtin\.env', '((?:[^'\\]|\\.)*)'/g)])
    .map(([, name]) => name!.replace(/\\(.)/g, '$1'));
