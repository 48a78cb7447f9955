import { fieldNames, fieldOf, isRequired } from '../../compiler/model/schema.ts';
import type { Schema } from '../../compiler/model/schema.ts';
import type { Field } from '../../compiler/model/schema.ts';
import { conditionTexts, typeText } from './attributes.ts';
import type { Section } from './topic.ts';

/** Returns sections on the attributes of a block; an empty list if it has none. */
export function attributeSections(schema: Schema, title = 'Attributes'): Section[] {
  const items = fieldNames(schema).map((name) => {
    const { type, doc, default: fallback } = fieldOf(schema, name)!;
    const given = isRequired(schema, name)
      ? '; required'
      : fallback === undefined
        ? ''
        : `; default: ${fallback}`;
    return { head: `${name} (${plainCode(typeText(type))}${given})`, text: doc };
  });
  const conditions = conditionTexts(schema).map((text) => ({ head: '', text }));
  return [
    ...(items.length === 0 ? [] : [{ title, items }]),
    ...(conditions.length === 0 ? [] : [{ title: 'Conditions', items: conditions }]),
  ];
}

/** Returns sections on the fields of an object in expressions. */
export function fieldSections(path: string, fields: ReadonlyMap<string, Field>): Section[] {
  const items = [...fields].map(([name, { type, doc }]) => ({
    head: `${path}.${name} (${plainCode(typeText(type))})`,
    text: doc,
  }));
  return [{ title: 'Fields in expressions', items }];
}

/** Removes the Markdown marks from the names of values. */
function plainCode(text: string): string {
  return text.replace(/(`[^`]*`), (`[^`]*`)$/, '$1 or $2').replaceAll('`', '');
}
