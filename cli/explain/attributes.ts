import type { Schema } from '../../compiler/model/schema.ts';
import type { Type } from '../../compiler/model/types.ts';
import { code } from '../../emit/text/markdown.ts';

/**
 * Returns the conditions that the attributes of a block must meet together, in the words of the diagnostics.
 */
export function conditionTexts(schema: Schema): string[] {
  return (schema._zod.def.checks ?? []).flatMap((check) => {
    const { error } = check._zod.def;
    const said: unknown = error?.({ code: 'custom', path: [], input: undefined } as never);
    return typeof said === 'string' ? [said] : [];
  });
}

/** Returns a type in the notation of the page on types. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list of ${plural(type.item)}`;
    case 'map':
      return `map of ${plural(type.value)}`;
    case 'object':
      return `object of ${[...type.fields.keys()].map(code).join(', ')}`;
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
    case 'object':
    case 'optional':
      return typeText(type);
    default:
      return `${typeText(type)}s`;
  }
}
