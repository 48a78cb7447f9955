import * as z from 'zod/mini';
import { BOOL, INT, STRING, STRING_LINE, TEXT, TEXT_LINE, enumOf, listOf, mapOf, accepts } from './types.ts';
import type { Type } from './types.ts';
import type {
  Value,
  BoolValue,
  FileValue,
  IntValue,
  JinjaValue,
  ListValue,
  MapValue,
  ModeValue,
  SizeValue,
  StringValue,
  DurationValue,
  RecordValue,
} from './value.ts';

/** What an attribute is, for the checker, completion, hover and the reference pages. */
export interface Field {
  readonly type: Type;
  /** One or more sentences. */
  readonly doc: string;
  /** The default in words or as it would be written; none when leaving it out means nothing is set. */
  readonly default?: string;
}

export type Schema = z.ZodMiniObject;
export type Attributes<S extends Schema> = z.output<S>;

const fields = z.registry<Field>();

function field<V extends Value>(type: Type, doc: string, fallback?: string) {
  const schema = z.optional(z.custom<V>((value) => value !== undefined && accepts(type, value as Value)));
  fields.add(schema, fallback === undefined ? { type, doc } : { type, doc, default: fallback });
  return schema;
}

/** Attributes by type. Each takes its documentation and, for the reference, its default. All may be left out. */
export const t = {
  /** One line of text, or a template of Ansible's. */
  string: (doc: string, fallback?: string) => field<StringValue | JinjaValue>(STRING_LINE, doc, fallback),
  /** One line of text that is known when compiling. */
  text: (doc: string, fallback?: string) => field<StringValue>(TEXT_LINE, doc, fallback),
  /** Text of any number of lines, or a template of Ansible's. */
  lines: (doc: string, fallback?: string) => field<StringValue | JinjaValue>(STRING, doc, fallback),
  /** Text of any number of lines that is known when compiling. */
  textLines: (doc: string, fallback?: string) => field<StringValue>(TEXT, doc, fallback),
  int: (doc: string, fallback?: string) => field<IntValue>(INT, doc, fallback),
  bool: (doc: string, fallback?: string) => field<BoolValue>(BOOL, doc, fallback),
  size: (doc: string, fallback?: string) => field<SizeValue>({ kind: 'size' }, doc, fallback),
  duration: (doc: string, fallback?: string) => field<DurationValue>({ kind: 'duration' }, doc, fallback),
  mode: (doc: string, fallback?: string) => field<ModeValue>({ kind: 'mode' }, doc, fallback),
  file: (doc: string) => field<FileValue>({ kind: 'file' }, doc),
  oneOf: (values: readonly string[], doc: string, fallback?: string) =>
    field<StringValue>(enumOf(values), doc, fallback),
  list: (item: Type, doc: string, fallback?: string) => field<ListValue>(listOf(item), doc, fallback),
  map: (value: Type, doc: string) => field<MapValue>(mapOf(value), doc),
  os: (doc: string) => field<RecordValue>({ kind: 'record', name: 'os' }, doc),
  family: (doc: string) => field<RecordValue>({ kind: 'record', name: 'family' }, doc),
  /** Anything of the given type, where none of the above says it. */
  of: <V extends Value = Value>(type: Type, doc: string, fallback?: string) => field<V>(type, doc, fallback),
};

/** An attribute that must be written. */
export function required<V>(schema: z.ZodMiniOptional<z.ZodMiniType<V>>): z.ZodMiniType<V> {
  const inner = schema._zod.def.innerType as z.ZodMiniType<V>;
  fields.add(inner, fields.get(schema)!);
  return inner;
}

export function fieldOf(schema: Schema, name: string): Field | undefined {
  const inner = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
  return inner === undefined ? undefined : (fields.get(inner as z.ZodMiniType) as Field | undefined);
}

export function isRequired(schema: Schema, name: string): boolean {
  return !((schema.shape[name] as z.ZodMiniType) instanceof z.ZodMiniOptional);
}

export function fieldNames(schema: Schema): string[] {
  return Object.keys(schema.shape);
}
