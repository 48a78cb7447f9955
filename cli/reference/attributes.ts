import type { BlockKind } from '../../compiler/language/blocks.ts';
import { fieldNames, fieldOf, isRequired } from '../../compiler/model/schema.ts';
import type { Schema } from '../../compiler/model/schema.ts';
import type { Type } from '../../compiler/model/types.ts';
import { code } from '../../emit/text/markdown.ts';
import { prose, table } from './markdown.ts';

/** A table of what a block takes; `types` is the way to the page on types. Empty when there is nothing. */
export function attributeTable(schema: Schema, types: string): string[] {
  const rows = fieldNames(schema).map((name) => {
    const { type, doc, default: fallback } = fieldOf(schema, name)!;
    const given = isRequired(schema, name) ? '**required**' : defaultText(fallback);
    return [code(name), typeText(type), given, prose(doc)];
  });
  return rows.length === 0 ? [] : [table(['Attribute', `[Type](${types})`, 'Default', 'Meaning'], rows)];
}

/** What the values of a block must be together, in the words of its messages. */
export function conditionsOf(schema: Schema): string[] {
  return (schema._zod.def.checks ?? []).flatMap((check) => {
    const { error } = check._zod.def;
    const said: unknown = error?.({ code: 'custom', path: [], input: undefined } as never);
    return typeof said === 'string' ? [prose(said)] : [];
  });
}

/** What may be written in a block that takes any attribute. */
export function openText({ open }: BlockKind): string[] {
  return open === undefined ? [] : [`Any attribute may be written. Values: ${typeText(open)}.`];
}

/** Code where it is what one would write, words where it is not. */
function defaultText(fallback: string | undefined): string {
  if (fallback === undefined) return '—';
  return /^(".*"|\[.*\]|\{.*\}|[\w.-]+)$/s.test(fallback) ? code(fallback) : prose(fallback);
}

/** A type as its name on the page on types. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list of ${plural(type.item)}`;
    case 'map':
      return `map of ${plural(type.value)}`;
    case 'enum':
      return type.values.map((value) => code(value)).join(', ');
    case 'optional':
      return typeText(type.type);
    case 'either':
      return [...new Set(type.types.map(typeText))].join(', ').replace(/, ([^,]*)$/, ' or $1');
    case 'record':
      return type.name === 'os' ? 'system' : type.name;
    case 'any':
      return 'any value';
    case 'text':
    case 'version':
      return 'string';
    case 'string':
      return 'string or template';
    case 'path':
      return 'folder';
    default:
      return type.kind;
  }
}

function plural(type: Type): string {
  switch (type.kind) {
    case 'string':
      return 'strings or templates';
    case 'any':
      return 'values';
    case 'enum':
    case 'either':
    case 'list':
    case 'map':
    case 'optional':
      return typeText(type);
    default:
      return `${typeText(type)}s`;
  }
}
