import { ANY, describe, either, enumValues, fits } from '../model/types.ts';
import type { Type } from '../model/types.ts';

/** One type for several values: theirs when it is the same, otherwise either of them. */
export function common(types: readonly Type[]): Type {
  const known = types.filter((type) => type.kind !== 'any');
  const [first] = known;
  if (first === undefined) return ANY;
  if (known.every((type) => fits(type, first))) return first;
  const unset = known.some((type) => type.kind === 'unset');
  const others = known.filter((type) => type.kind !== 'unset');
  const distinct = others.filter(
    (type, i) => others.findIndex((other) => describe(other) === describe(type)) === i,
  );
  const joined = distinct.length === 1 ? distinct[0]! : either(...distinct);
  return unset ? { kind: 'optional', type: joined } : joined;
}

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

/** A description at the beginning of a sentence. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

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
    case 'optional':
      return [type.type];
    case 'either':
      return type.types;
    default:
      return [];
  }
}
