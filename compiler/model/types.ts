import type { TypeExpr } from '../../grammar/syntax.ts';
import { enumerate } from './text.ts';
import type { Value } from './value.ts';

/** The types an author can write, and those of what the language brings along. */
export type Type =
  /** `line` is text without line breaks and other signs that are not seen. */
  | { readonly kind: Scalar; readonly line?: boolean }
  | { readonly kind: 'list'; readonly item: Type }
  | { readonly kind: 'map'; readonly value: Type }
  /** A field whose type is optional may be left out. */
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Type> }
  /** `message` is what the author says to other values. */
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly message?: string }
  | { readonly kind: 'optional'; readonly type: Type }
  | { readonly kind: 'either'; readonly types: readonly Type[] }
  | { readonly kind: 'record'; readonly name: RecordName }
  /** Nothing is known, or a mistake was reported: fits everywhere, everything fits. */
  | { readonly kind: 'any' };

/** `text` is a string that must be known when compiling: a template of Ansible's does not fit. */
export type Scalar =
  | 'string'
  | 'text'
  | 'int'
  | 'bool'
  | 'size'
  | 'duration'
  | 'mode'
  | 'file'
  | 'path'
  | 'version'
  | 'secret'
  | 'unset';

export type RecordName = 'os' | 'family' | 'image' | 'build';

export const ANY: Type = { kind: 'any' };
export const STRING: Type = { kind: 'string' };
export const TEXT: Type = { kind: 'text' };
/** `STRING` and `TEXT` on one line. */
export const STRING_LINE: Type = { kind: 'string', line: true };
export const TEXT_LINE: Type = { kind: 'text', line: true };
export const INT: Type = { kind: 'int' };
export const BOOL: Type = { kind: 'bool' };
export const listOf = (item: Type): Type => ({ kind: 'list', item });
export const mapOf = (value: Type): Type => ({ kind: 'map', value });
export const enumOf = (values: readonly string[]): Type => ({ kind: 'enum', values });
const optional = (type: Type): Type => (type.kind === 'optional' ? type : { kind: 'optional', type });
export const either = (...types: Type[]): Type => ({ kind: 'either', types });
export const record = (name: RecordName): Type => ({ kind: 'record', name });

/** A type as an author writes it in `param x: …`. */
interface NamedType {
  /** Whether it takes a type in parentheses, the names of values, or fields in braces. */
  readonly form: 'plain' | 'one' | 'names' | 'fields';
  readonly doc: string;
  /** Values of it as they are written. */
  readonly examples: readonly string[];
}

export const TYPE_NAMES: ReadonlyMap<string, NamedType> = new Map(
  Object.entries({
    string: plainTypeName(
      'Text. It reaches the machine exactly as written; `${}` puts values into it. Between `"""` it goes over several lines. `jinja"…"` is a template that Ansible fills in.',
      '"Hello ${name}"',
      'jinja"{{ inventory_hostname }}"',
    ),
    int: plainTypeName('A whole number.', '8', '-1'),
    bool: plainTypeName('Whether something is so.', 'true', 'false'),
    size: plainTypeName('An amount of memory or disk, in powers of 1024.', '512M', '50G', '1T'),
    duration: plainTypeName('A length of time in seconds, minutes, hours or days.', '30s', '10m', '2h'),
    mode: plainTypeName('A file mode: `0` and three octal digits.', '0644', '0755'),
    file: plainTypeName(
      'A file of the project. Its field `name` is the last part of its path.',
      'file("files/app.conf")',
    ),
    path: plainTypeName('A folder of the project.', 'path("roles/legacy")'),
    version: plainTypeName('Text that is a version.', '"16.4"'),
    os: plainTypeName('A system that is declared. It has the fields of `os`.', 'ubuntu2404'),
    secret: plainTypeName(
      'Text that must not be seen: Ansible does not log it, and no file of the tree holds it.',
      'env(TOKEN)',
    ),
    list: {
      form: 'one',
      doc: 'Values of one type in their order; `list(string)`. `xs[0]` is the first.',
      examples: ['["jq", "vim"]', '[for x in xs : upper(x) if x != ""]'],
    },
    map: {
      form: 'one',
      doc: 'Values of one type by name; `map(string)`. `m.name` and `m["name"]` are the same.',
      examples: ['{ max_connections = "200" }'],
    },
    object: {
      form: 'fields',
      doc: 'A map with these fields, each of its own type: `object({ name = string, port = int? })`. A field whose type ends in `?` may be left out. `x.name` is a field.',
      examples: ['{ name = "shop" }'],
    },
    one_of: {
      form: 'names',
      doc: 'One of the values that are listed, as a bare name: `one_of(stable, mainline)`.',
      examples: ['stable'],
    },
  } satisfies Record<string, NamedType>),
);

function plainTypeName(doc: string, ...examples: string[]): NamedType {
  return { form: 'plain', doc, examples };
}

/** The type that is written; `any` where the text is wrong, which the checker reports. */
export function typeOf(syntax: TypeExpr): Type {
  const type = plainType(syntax);
  return syntax.optional ? optional(type) : type;
}

function plainType(syntax: TypeExpr): Type {
  const name = syntax.name.text;
  const [first] = syntax.args;
  switch (TYPE_NAMES.get(name)?.form) {
    case 'plain':
      return name === 'os' ? record('os') : { kind: name as Scalar };
    case 'one':
      if (first === undefined) return ANY;
      return name === 'list' ? listOf(typeOf(first)) : mapOf(typeOf(first));
    case 'fields':
      if (syntax.fields === null) return ANY;
      return {
        kind: 'object',
        fields: new Map(syntax.fields.map(({ name, type }) => [name.text, typeOf(type)])),
      };
    case 'names':
      return enumOf(syntax.args.map((arg) => arg.name.text));
    default:
      return ANY;
  }
}

const WORDS: Readonly<Record<Scalar, string>> = {
  string: 'a string',
  text: 'a string',
  int: 'a number',
  bool: 'true or false',
  size: 'a size',
  duration: 'a duration',
  mode: 'a file mode',
  file: 'a file',
  path: 'a folder',
  version: 'a version',
  secret: 'a secret',
  unset: 'unset',
};

const PLURALS: Partial<Record<Scalar, string>> = { bool: 'booleans', unset: 'unset values' };

/** In words, with an article: `a string`, `a list of strings`, `one of started, stopped`. */
export function describe(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `a list of ${plural(type.item)}`;
    case 'map':
      return `a map of ${plural(type.value)}`;
    case 'object':
      return `an object with ${enumerate([...type.fields.keys()])}`;
    case 'enum':
      return type.values.length === 1 ? type.values[0]! : `one of ${type.values.join(', ')}`;
    case 'optional':
      return describe(type.type);
    case 'either':
      return enumerate(type.types.map(describe), 'or');
    case 'record':
      return type.name === 'os' ? 'a system' : `the ${type.name}`;
    case 'any':
      return 'any value';
    default:
      return WORDS[type.kind];
  }
}

function plural(type: Type): string {
  if (type.kind === 'record') return type.name === 'os' ? 'systems' : `${type.name}s`;
  if (type.kind in WORDS) {
    return PLURALS[type.kind as Scalar] ?? `${WORDS[type.kind as Scalar].replace(/^an? /, '')}s`;
  }
  if (type.kind === 'object') return describe(type).replace('an object', 'objects');
  return type.kind === 'any' ? 'values' : describe(type).replace(/^an? /, '');
}

/** Whether a value of type `from` can stand where `to` is wanted. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === 'any' || to.kind === 'any') return true;
  if (to.kind === 'optional') return from.kind === 'unset' || fits(from, to.type);
  if (from.kind === 'optional') return fits(from.type, to);
  if (from.kind === 'either') return from.types.some((type) => fits(type, to));
  if (to.kind === 'either') return to.types.some((type) => fits(from, type));
  if (to.kind === 'list') return from.kind === 'list' && fits(from.item, to.item);
  if (to.kind === 'map') {
    if (from.kind === 'object')
      return [...from.fields.values()].every((type) => fits(withoutUnset(type), to.value));
    return from.kind === 'map' && fits(from.value, to.value);
  }
  if (to.kind === 'object') {
    // Which keys a map has is known when it is evaluated.
    if (from.kind === 'map') return [...to.fields.values()].some((type) => fits(from.value, type));
    if (from.kind !== 'object') return false;
    const known = [...from.fields].every(
      ([name, type]) => to.fields.has(name) && fits(type, to.fields.get(name)!),
    );
    return known && [...to.fields].every(([name, type]) => from.fields.has(name) || type.kind === 'optional');
  }
  if (to.kind === 'record') return from.kind === 'record' && from.name === to.name;
  if (to.kind === 'enum') {
    return from.kind === 'enum' ? from.values.every((value) => to.values.includes(value)) : isText(from);
  }
  if (isText(to)) return isText(from) || from.kind === 'enum' || from.kind === 'secret';
  return from.kind === to.kind;
}

function isText(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'text' || type.kind === 'version';
}

/** Whether a value, known when compiling, is of a type. */
export function accepts(type: Type, value: Value): boolean {
  if (value.type === 'bad') return true;
  switch (type.kind) {
    case 'any':
      return true;
    case 'optional':
      return value.type === 'unset' || accepts(type.type, value);
    case 'either':
      return type.types.some((each) => accepts(each, value));
    case 'list':
      return value.type === 'list' && value.items.every((item) => accepts(type.item, item));
    case 'map':
      return value.type === 'map' && [...value.entries.values()].every((item) => accepts(type.value, item));
    case 'object':
      return value.type === 'map' && isObject(type.fields, value.entries);
    case 'enum':
      return value.type === 'string' && type.values.includes(value.value);
    case 'record':
      return value.type === 'record' && value.kind === type.name;
    case 'string':
      return (value.type === 'string' || value.type === 'jinja') && !(type.line && breaks(value));
    case 'secret':
      return value.type === 'jinja' && value.secret;
    case 'text':
    case 'version':
      return value.type === 'string' && !(type.line && breaks(value));
    case 'file':
    case 'path':
      return value.type === 'file' && value.folder === (type.kind === 'path');
    default:
      return value.type === type.kind;
  }
}

/** Whether a field may be left out. Of a type that was reported nothing is asked. */
export const isOmissible = ({ kind }: Type): boolean => kind === 'optional' || kind === 'any';

function isObject(fields: ReadonlyMap<string, Type>, entries: ReadonlyMap<string, Value>): boolean {
  for (const name of entries.keys()) if (!fields.has(name)) return false;
  return [...fields].every(([name, type]) => {
    const value = entries.get(name);
    return value === undefined ? isOmissible(type) : accepts(type, value);
  });
}

/** The type of a value that is not unset. */
export const withoutUnset = (type: Type): Type => (type.kind === 'optional' ? type.type : type);

/**
 * Whether a text has what one line has not: line breaks, and signs that no editor shows. Of a template, what Ansible
 * fills in is not known, and it drops a line break at the end.
 */
export function breaks(value: Value): boolean {
  if (value.type === 'string') return SIGNS.test(value.value);
  return (
    value.type === 'jinja' &&
    SIGNS.test(value.value.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, '').replace(/\n$/, ''))
  );
}

const SIGNS = /[^\P{Cc}\t]|[\u2028\u2029]/u;

/** The type of a value. */
export function typeOfValue(value: Value): Type {
  switch (value.type) {
    case 'jinja':
      return value.secret ? { kind: 'secret' } : STRING;
    case 'list':
      return listOf(value.items[0] === undefined ? ANY : typeOfValue(value.items[0]));
    case 'map': {
      const first = value.entries.values().next().value;
      return mapOf(first === undefined ? ANY : typeOfValue(first));
    }
    case 'file':
      return { kind: value.folder ? 'path' : 'file' };
    case 'record':
      return record(value.kind);
    case 'bad':
      return ANY;
    default:
      return { kind: value.type };
  }
}

/** What the author says to values that a closed list does not have. */
export function enumMessage(type: Type | undefined): string | undefined {
  if (type?.kind === 'enum') return type.message;
  return type?.kind === 'optional' ? enumMessage(type.type) : undefined;
}

/** The names that a bare name may be where a type is expected. */
export function enumValues(type: Type | undefined): readonly string[] {
  switch (type?.kind) {
    case 'enum':
      return type.values;
    case 'optional':
      return enumValues(type.type);
    case 'either':
      return type.types.flatMap(enumValues);
    default:
      return [];
  }
}

/** The type without its `?`. */
export function unwrap(type: Type | undefined): Type | undefined {
  return type?.kind === 'optional' ? type.type : type;
}

/** The type of the items where a list is expected. */
export function itemType(type: Type | undefined): Type | undefined {
  const inner = unwrap(type);
  if (inner?.kind === 'list') return inner.item;
  return inner?.kind === 'either' ? inner.types.map(itemType).find((each) => each !== undefined) : undefined;
}
