import type { Value } from '../../compiler/model/value.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';

/**
 * Comments for tasks that ansible-lint takes for something else, by the arguments or variables that show it: it does not
 * know `!unsafe` and reads plain text as Jinja, and older releases do not know that apt upgrades only what is installed.
 */
export function lintNotes(tasks: Value): ReadonlyMap<Value, readonly string[]> {
  const notes = new Map<Value, readonly string[]>();
  const visit = (item: Value): void => {
    if (item.type === 'list') item.items.forEach(visit);
    if (item.type !== 'map') return;
    for (const [key, value] of item.entries) {
      if (key === 'block') visit(value);
      else if (upgradesOnly(value)) notes.set(value, [upgrades]);
      else if ((key.includes('.') || key === 'vars') && hasSuchText(value)) notes.set(value, [note]);
    }
  };
  visit(tasks);
  return notes;
}

const note = 'Text, not a template. # noqa: jinja';
const upgrades = 'Only where it is installed. # noqa: package-latest';

const upgradesOnly = (args: Value): boolean =>
  args.type === 'map' && args.entries.has('only_upgrade') && args.entries.has('state');

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
