import { conditionFor } from './subset.ts';
import { quoted } from './text.ts';
import { code } from '../../emit/text/markdown.ts';
import type { Note } from '../model/place.ts';
import type { ImportTarget } from '../model/target.ts';
import type { Exception } from '../read/readme.ts';

/** The exceptions from rules that a tree lists, for what is written of it. */
export class Exceptions {
  readonly #all: readonly Exception[];
  readonly #targets: readonly ImportTarget[];
  /** What the targets are called; those of both phases are different objects. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #taken = new Set<Exception>();

  constructor(all: readonly Exception[], targets: ReadonlyMap<ImportTarget, string>) {
    this.#all = all;
    this.#targets = [...targets.keys()];
    this.#names = new Map([...targets].map(([target, name]) => [keyOf(target), name]));
  }

  /** What stands in a resource on one target. */
  ofResource(
    role: string | null,
    phase: Exception['phase'],
    kind: string,
    label: string,
    target: ImportTarget,
  ): string[] {
    if (role === null) return [];
    const resource = bare(code(`${kind} ${label}`));
    return this.#take(
      (each) =>
        each.name === role &&
        each.phase === phase &&
        each.resource === resource &&
        (each.on === null || each.on.includes(this.#names.get(keyOf(target))!)),
    ).map(allowText);
  }

  /** What stands in the image, a variant, or a role. */
  of(what: Exception['of'], name: string | null, phase: Exception['phase'] = 'provision'): string[] {
    return this.#take(
      (each) => each.of === what && each.name === name && each.phase === phase && each.resource === null,
    ).map((each) => {
      const on = this.#targets.filter((target) => each.on?.includes(this.#names.get(keyOf(target))!) ?? true);
      const condition = conditionFor(on, this.#targets);
      const text = allowText(each);
      return condition === null ? text : `when ${condition} {\n${text}\n}`;
    });
  }

  /** Those of a role of the library that it has itself are known to it. */
  skip(role: string): void {
    this.#take(({ name, resource }) => name === role && resource !== null);
  }

  /** Those for which the result has no place. */
  get left(): Note[] {
    return this.#all
      .filter((each) => !this.#taken.has(each))
      .map(({ rule, resource, name, place }) => ({
        place,
        message: `the exception from \`${rule}\` is left out: ${
          resource === null ? '' : `\`${resource}\` of `
        }\`${name ?? 'the image'}\` is not in the result`,
      }));
  }

  #take(wanted: (each: Exception) => boolean): Exception[] {
    const found = this.#all.filter(wanted);
    for (const each of found) this.#taken.add(each);
    return found;
  }
}

const keyOf = ({ system, variant }: ImportTarget) => `${system.name}\0${variant ?? ''}`;
const bare = (span: string) => span.replace(/^`+ ?| ?`+$/g, '');
const allowText = ({ rule, reason }: Exception) => `allow ${rule} { reason = ${quoted(reason)} }`;
