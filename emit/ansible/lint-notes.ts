import type { Value } from '../../compiler/model/value.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';

/**
 * Comments for tasks with plain text that looks like a template, by the arguments or variables that hold it: ansible-lint does not
 * know `!unsafe` and reads the text as Jinja, which it need not be.
 */
export function lintNotes(tasks: Value): ReadonlyMap<Value, readonly string[]> {
  const notes = new Map<Value, readonly string[]>();
  const visit = (item: Value): void => {
    if (item.type === 'list') item.items.forEach(visit);
    if (item.type !== 'map') return;
    for (const [key, value] of item.entries) {
      if (key === 'block') visit(value);
      else if ((key.includes('.') || key === 'vars') && hasSuchText(value)) notes.set(value, [note]);
    }
  };
  visit(tasks);
  return notes;
}

const note = 'Text, not a template. # noqa: jinja';

function hasSuchText(value: Value): boolean {
  switch (value.type) {
    case 'string':
      return looksLikeTemplate(value.value);
    case 'list':
      return value.items.some(hasSuchText);
    case 'map':
      return [...value.entries].some(([key, item]) => looksLikeTemplate(key) || hasSuchText(item));
    default:
      return false;
  }
}
