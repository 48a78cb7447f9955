import type { Span } from '../../grammar/span.ts';

/**
 * What expressions evaluate to, and what the IR and the emitters carry: a tree whose every node remembers
 * where in the source it came from. `origin` is null only for what no line of any source caused.
 */
export type Value =
  | StringValue
  | JinjaValue
  | IntValue
  | BoolValue
  | SizeValue
  | DurationValue
  | ModeValue
  | UnsetValue
  | ListValue
  | MapValue
  | FileValue
  | RecordValue
  | BadValue;

interface Base {
  readonly origin: Span | null;
}

/** Text that reaches the generated file exactly as it is. */
export interface StringValue extends Base {
  readonly type: 'string';
  readonly value: string;
}

/** A template that Ansible evaluates. Literal text in it is escaped already. */
export interface JinjaValue extends Base {
  readonly type: 'jinja';
  readonly value: string;
  /** Holds something read by `env()`: never logged. */
  readonly secret: boolean;
}

export interface IntValue extends Base {
  readonly type: 'int';
  readonly value: number;
}

export interface BoolValue extends Base {
  readonly type: 'bool';
  readonly value: boolean;
}

/** Bytes. */
export interface SizeValue extends Base {
  readonly type: 'size';
  readonly value: number;
}

/** Seconds. */
export interface DurationValue extends Base {
  readonly type: 'duration';
  readonly value: number;
}

/** Four octal digits, as text. */
export interface ModeValue extends Base {
  readonly type: 'mode';
  readonly value: string;
}

export interface UnsetValue extends Base {
  readonly type: 'unset';
}

export interface ListValue extends Base {
  readonly type: 'list';
  readonly items: readonly Value[];
}

/** Keys keep the order in which they were written. */
export interface MapValue extends Base {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, Value>;
  /** Fields of an object that were left out, and are `unset`. */
  readonly unset?: ReadonlySet<string>;
}

/** A file or folder below the project's root, or of the standard library. */
export interface FileValue extends Base {
  readonly type: 'file';
  /** The name by which the host reads it, as in `Span.file`. */
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly folder: boolean;
}

/** `os`, `os.family`, `image`, `build`: named fields; `name` is what it is in text and in comparisons. */
export interface RecordValue extends Base {
  readonly type: 'record';
  readonly kind: 'os' | 'family' | 'image' | 'build';
  readonly name: string;
  readonly fields: ReadonlyMap<string, Value>;
}

/** Stands for what could not be evaluated; it was reported already. */
export interface BadValue extends Base {
  readonly type: 'bad';
}

type Origin = Span | null;

export const string = (value: string, origin: Origin): StringValue => ({ type: 'string', value, origin });
export const jinja = (value: string, origin: Origin, secret = false): JinjaValue => ({
  type: 'jinja',
  value,
  secret,
  origin,
});
export const int = (value: number, origin: Origin): IntValue => ({ type: 'int', value, origin });
export const bool = (value: boolean, origin: Origin): BoolValue => ({ type: 'bool', value, origin });
export const list = (items: readonly Value[], origin: Origin): ListValue => ({ type: 'list', items, origin });
export const unset = (origin: Origin): UnsetValue => ({ type: 'unset', origin });
export const bad = (origin: Origin): BadValue => ({ type: 'bad', origin });

/** A map from an object; undefined and unset entries are left out. */
export function map(entries: Readonly<Record<string, Value | undefined>>, origin: Origin): MapValue {
  const kept = new Map<string, Value>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined && value.type !== 'unset') kept.set(key, value);
  }
  return { type: 'map', entries: kept, origin };
}

/** The texts and templates that a value holds, at any depth. Keys of maps are not among them. */
export function textsIn(value: Value | undefined, found: (StringValue | JinjaValue)[] = []): typeof found {
  switch (value?.type) {
    case 'string':
    case 'jinja':
      found.push(value);
      break;
    case 'list':
      for (const item of value.items) textsIn(item, found);
      break;
    case 'map':
      for (const item of value.entries.values()) textsIn(item, found);
      break;
  }
  return found;
}

/** The templates of Ansible's that a value holds, at any depth. */
export const templatesIn = (value: Value | undefined): JinjaValue[] =>
  textsIn(value).filter((each) => each.type === 'jinja');

/** Whether two values are the same, wherever they came from. */
export function same(a: Value, b: Value): boolean {
  if (a.type !== b.type) return false;
  switch (a.type) {
    case 'list': {
      const other = (b as ListValue).items;
      return a.items.length === other.length && a.items.every((item, i) => same(item, other[i]!));
    }
    case 'map': {
      const other = (b as MapValue).entries;
      if (a.entries.size !== other.size) return false;
      for (const [key, value] of a.entries) {
        const match = other.get(key);
        if (match === undefined || !same(value, match)) return false;
      }
      return true;
    }
    case 'record':
      return a.kind === (b as RecordValue).kind && a.name === (b as RecordValue).name;
    case 'file':
      return a.path === (b as FileValue).path;
    case 'unset':
    case 'bad':
      return true;
    default:
      return a.value === (b as typeof a).value;
  }
}
