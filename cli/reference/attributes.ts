import type { BlockKind } from '../../compiler/language/block-kind.ts';
import { fieldNames, fieldOf, isRequired } from '../../compiler/model/schema.ts';
import type { Schema } from '../../compiler/model/schema.ts';
import { code } from '../../emit/text/markdown.ts';
import { conditionTexts, typeText } from '../explain/attributes.ts';
import { prose, table } from './markdown.ts';

/**
 * Returns a table of a block's attributes. `types` is the relative path of the page on types. Empty if there
 * are no attributes.
 */
export function attributeTable(schema: Schema, types: string): string[] {
  const rows = fieldNames(schema).map((name) => {
    const { type, doc, default: fallback } = fieldOf(schema, name)!;
    const given = isRequired(schema, name) ? '**required**' : defaultText(fallback);
    return [code(name), typeText(type), given, prose(doc)];
  });
  return rows.length === 0 ? [] : [table(['Attribute', `[Type](${types})`, 'Default', 'Meaning'], rows)];
}

/** Returns the conditions that the attributes of a block must meet together, as Markdown. */
export function conditionsOf(schema: Schema): string[] {
  return conditionTexts(schema).map(prose);
}

/** Describes the values in a block that takes any attribute. */
export function openText({ open }: BlockKind): string[] {
  return open === undefined ? [] : [`Any attribute may be written. Values: ${typeText(open)}.`];
}

/** Formats source text as code, and leaves words as they are. */
function defaultText(fallback: string | undefined): string {
  if (fallback === undefined) return '—';
  return /^(".*"|\[.*\]|\{.*\}|[\w.-]+)$/s.test(fallback) ? code(fallback) : prose(fallback);
}
