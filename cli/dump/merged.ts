import type { Image, Target } from '../../compiler/model/ir.ts';
import { conditionText } from '../../emit/merge/conditions.ts';
import type { Term } from '../../emit/merge/conditions.ts';
import { mergeImage } from '../../emit/merge/merge.ts';

/**
 * Returns the input of the emitters: the roles of all targets merged into one, with the conditions under
 * which their tasks run.
 */
export function mergedView(image: Image): unknown {
  const { variables, ...phases } = mergeImage(image);
  const values = image.targets.map((target) => [target.name, Object.fromEntries(variables(target))]);
  return { image: image.name, variables: Object.fromEntries(values), ...phases };
}

/**
 * Replacer for `JSON.stringify`: conditions as Ansible writes them, targets by name, and each role once,
 * where it is imported.
 */
export function mergedValue(key: string, value: unknown): unknown {
  if (key === 'roles' && Array.isArray(value)) return undefined;
  if (key === 'condition' && isListOf<Term>(value, 'fact')) return value.map(conditionText);
  if (key === 'targets' && isListOf<Target>(value, 'provision')) return value.map(({ name }) => name);
  return value;
}

function isListOf<T extends object>(value: unknown, field: keyof T): value is T[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && field in each);
}
