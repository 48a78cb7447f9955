import { ANY, describe, enumValues, fits } from '../model/types.ts';
import type { Type } from '../model/types.ts';

/** Whether `==` between the two can ever be true. */
export function comparable(a: Type, b: Type): boolean {
  if (a.kind === 'unset' || b.kind === 'unset') return true;
  return fits(a, b) || fits(b, a) || (enumValues(a).length > 0 && enumValues(b).length > 0);
}

/** Whether `<` orders the two. */
export function ordered(a: Type, b: Type): boolean {
  const kind = (type: Type) => (type.kind === 'text' || type.kind === 'string' ? 'version' : type.kind);
  return kind(a) === kind(b) && ['int', 'size', 'duration', 'version'].includes(kind(a));
}

/** A description that says whether there may be no value. */
export const withUnset = (type: Type): string =>
  type.kind === 'optional' ? `${describe(type)} that may be unset` : describe(type);

/** Types within a type, beyond which it is left open: nobody could read it in a message. */
const MOST = 200;

const sizes = new WeakMap<Type, number>();

/** The type, or any where it is made of too many. */
export function simple(type: Type): Type {
  return sizeOf(type) > MOST ? ANY : type;
}

function sizeOf(type: Type): number {
  const known = sizes.get(type);
  if (known !== undefined) return known;
  const size = 1 + partsOf(type).reduce((sum, part) => sum + sizeOf(part), 0);
  sizes.set(type, size);
  return size;
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
      return [type.item];
    case 'map':
      return [type.value];
    case 'object':
      return [...type.fields.values()];
    case 'optional':
      return [type.type];
    case 'either':
      return type.types;
    default:
      return [];
  }
}
