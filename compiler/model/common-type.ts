import { ANY, describe, either, fits, withoutUnset } from './types.ts';
import type { Type } from './types.ts';

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

/** The type of the values in a map, or in an object without the fields that were left out. */
export function valuesOf(type: Type): Type {
  if (type.kind === 'map') return type.value;
  return type.kind === 'object' ? common([...type.fields.values()].map(withoutUnset)) : ANY;
}
