import { bool, int, list, string, type MapValue, type Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import type { Lines } from './lines.ts';
import { writeYaml } from './yaml.ts';

/** What a document is made of. Values of the language bring their own origin; undefined entries are left out. */
export type Plain = string | number | boolean | Value | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain | undefined;
}

/** A YAML file of a program that is not Ansible: plain data with comments, anchors and origins. */
export class YamlDocument {
  readonly #origin: Span;
  readonly #root = new Map<string, Value>();
  readonly #comments = new Map<Value, readonly string[]>();
  readonly #anchors = new Map<Value, string>();
  readonly #spaced = new Set<Value>();

  constructor(origin: Span) {
    this.#origin = origin;
  }

  /** An entry of the root. Null leaves it out. */
  add(key: string, plain: Plain | null, origin = this.#origin): this {
    if (plain !== null) this.#root.set(key, this.value(plain, origin));
    return this;
  }

  value(plain: Plain, origin = this.#origin): Value {
    switch (typeof plain) {
      case 'string':
        return string(plain, origin);
      case 'number':
        return int(plain, origin);
      case 'boolean':
        return bool(plain, origin);
    }
    if (isList(plain))
      return list(
        plain.map((item) => this.value(item, origin)),
        origin,
      );
    if (isValue(plain)) return plain;
    const entries = Object.entries(plain).flatMap(([key, item]): [string, Value][] =>
      item === undefined ? [] : [[key, this.value(item, origin)]],
    );
    return { type: 'map', entries: new Map(entries), origin } satisfies MapValue;
  }

  /** The value, with a comment on the line above it. */
  comment(text: string, plain: Plain, origin = this.#origin): Value {
    const value = this.value(plain, origin);
    this.#comments.set(value, [text]);
    return value;
  }

  /** A list or map that is written once; where it stands again there is a reference. */
  anchor(name: string, plain: Plain): Value {
    const value = this.value(plain);
    this.#anchors.set(value, name);
    return value;
  }

  /** A map with an empty line between its entries. */
  spaced(plain: PlainMap, origin = this.#origin): Value {
    const value = this.value(plain, origin);
    this.#spaced.add(value);
    return value;
  }

  lines(header: readonly string[]): Lines {
    const root: MapValue = { type: 'map', entries: this.#root, origin: this.#origin };
    return writeYaml(root, {
      header,
      unsafe: false,
      comments: this.#comments,
      anchors: this.#anchors,
      spaced: new Set([root, ...this.#spaced]),
      origin: this.#origin,
    });
  }
}

const isList = (plain: Plain): plain is readonly Plain[] => Array.isArray(plain);
const isValue = (plain: Value | PlainMap): plain is Value => 'origin' in plain;
