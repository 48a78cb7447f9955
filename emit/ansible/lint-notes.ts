import type { MapValue, Value } from '../../compiler/model/value.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';
import { LINT_CAUSES } from './lint-rules.ts';

/**
 * Comments for ansible-lint, by the arguments or variables that they stand above: on plain text that looks like a template, since
 * ansible-lint does not know `!unsafe` and reads the text as Jinja, which it need not be; and on what the author wrote.
 */
export function lintNotes(tasks: Value): ReadonlyMap<Value, readonly string[]> {
  const notes = new Map<Value, readonly string[]>();
  const visit = (item: Value): void => {
    if (item.type === 'list') item.items.forEach(visit);
    if (item.type !== 'map') return;
    const texts = new Set<Value>();
    for (const [key, value] of item.entries) {
      if (key === 'block') visit(value);
      else if ((key.includes('.') || key === 'vars') && hasSuchText(value)) texts.add(value);
    }
    for (const value of texts) notes.set(value, [TEXT]);
    const [module, args] = moduleOf(item) ?? [];
    if (module === undefined || args === undefined) return;
    const causes = causesOf(item, module, args).filter(({ rule }) => rule !== 'jinja' || texts.size === 0);
    if (causes.length === 0) return;
    // One to a line: a comment that is broken loses what stands behind.
    const lines = causes.map(({ rule, why }) => `${why} # noqa: ${rule}`);
    notes.set(args, [...(notes.get(args) ?? []), ...lines]);
  };
  visit(tasks);
  return notes;
}

const TEXT = 'Text, not a template. # noqa: jinja';

const moduleOf = (task: MapValue): readonly [string, Value] | undefined =>
  [...task.entries].find(([key]) => key.includes('.'));

function causesOf({ entries }: MapValue, module: string, args: Value) {
  const keywords = new Map([...entries].filter(([key]) => key !== module && key !== 'name'));
  return LINT_CAUSES.filter((cause) => cause.applies({ module, args, keywords }));
}

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
