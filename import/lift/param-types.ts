import { isMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';

/** The type of a param that holds a value; null where the language has none. */
export function typeOf(value: Data): string | null {
  const found = shapeOf(value);
  return found === null ? null : printed(found);
}

type Shape =
  | { readonly of: 'plain'; readonly name: string }
  | { readonly of: 'list'; readonly item: Shape | null }
  | { readonly of: 'object'; readonly fields: ReadonlyMap<string, Field> };
interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

function shapeOf(value: Data): Shape | null {
  if (typeof value === 'string') return { of: 'plain', name: 'string' };
  if (typeof value === 'boolean') return { of: 'plain', name: 'bool' };
  if (typeof value === 'number') return { of: 'plain', name: Number.isInteger(value) ? 'int' : 'string' };
  if (Array.isArray(value)) {
    let item: Shape | null = null;
    for (const each of value as readonly Data[]) {
      const own = shapeOf(each);
      const both: Shape | null = own === null ? null : item === null ? own : merged(item, own);
      if (both === null) return null;
      item = both;
    }
    return { of: 'list', item };
  }
  if (value === null || !isMap<Data>(value as DataMap)) return null;
  const fields = new Map<string, Field>();
  for (const [name, each] of Object.entries(value as DataMap)) {
    const shape = /^[A-Za-z_]\w*$/.test(name) ? shapeOf(each) : null;
    if (shape === null) return null;
    fields.set(name, { shape, optional: false });
  }
  return { of: 'object', fields };
}

/** What fits both; null if nothing does. */
function merged(a: Shape, b: Shape): Shape | null {
  if (a.of === 'plain' && b.of === 'plain') return a.name === b.name ? a : null;
  if (a.of === 'list' && b.of === 'list') {
    if (a.item === null || b.item === null) return a.item === null ? b : a;
    const item = merged(a.item, b.item);
    return item === null ? null : { of: 'list', item };
  }
  if (a.of !== 'object' || b.of !== 'object') return null;
  const fields = new Map<string, Field>();
  for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const [left, right] = [a.fields.get(name), b.fields.get(name)];
    const shape = left && right ? merged(left.shape, right.shape) : (left ?? right)!.shape;
    if (shape === null) return null;
    const optional = left === undefined || right === undefined || left.optional || right.optional;
    fields.set(name, { shape, optional });
  }
  return { of: 'object', fields };
}

function printed(shape: Shape): string {
  if (shape.of === 'plain') return shape.name;
  if (shape.of === 'list') return `list(${shape.item === null ? 'string' : printed(shape.item)})`;
  if (shape.fields.size === 0) return 'map(string)';
  const fields = [...shape.fields].map(
    ([name, field]) => `${name} = ${printed(field.shape)}${field.optional ? '?' : ''}`,
  );
  return `object({ ${fields.join(', ')} })`;
}
