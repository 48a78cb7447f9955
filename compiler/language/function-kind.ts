import type { Span } from '../../grammar/span.ts';
import { TEXT, either, record } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { string } from '../model/value.ts';
import type { FileValue, StringValue, Value } from '../model/value.ts';

/** A function of the language. */
export interface LanguageFunction {
  readonly signature: string;
  readonly doc: string;
  /** A call of it; the reference shows what it gives. */
  readonly example: string;
  readonly parameters: readonly Type[];
  /** Type of any further arguments; none may be given without it. */
  readonly rest?: Type;
  readonly result: (args: readonly Type[]) => Type;
  readonly run: (args: readonly Value[], context: CallContext) => Value;
}

export interface CallContext {
  readonly origin: Span;
  /** Names of the files that a pattern matches; null when it was reported. */
  readonly glob: (pattern: string) => readonly string[] | null;
  readonly file: (path: string) => FileValue | null;
  readonly folder: (path: string) => FileValue | null;
  readonly text: (path: string) => string | null;
  /** Whether a text of so many characters, a list of so many items may be made; if not, that was reported. */
  readonly hasRoom: (characters: number) => boolean;
  readonly items: (count: number) => boolean;
  /** Whether nothing within the value is a template of Ansible's; if not, that was reported. */
  readonly known: (value: Value) => boolean;
}

export const VALUE = either(
  TEXT,
  { kind: 'int' },
  { kind: 'bool' },
  { kind: 'size' },
  { kind: 'duration' },
  { kind: 'mode' },
  record('os'),
);
export const of =
  (type: Type): LanguageFunction['result'] =>
  () =>
    type;
export const text = (value: Value | undefined) => (value as StringValue).value;

export const textFunction = (
  name: string,
  doc: string,
  example: string,
  change: (text: string) => string,
): LanguageFunction => ({
  signature: `${name}(string)`,
  doc,
  example,
  parameters: [TEXT],
  result: of(TEXT),
  run: ([value], { origin }) => string(change(text(value)), origin),
});
