import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';

/** A value of a type, with the fields of objects noted that were left out, so that asking for them gives `unset`. */
export function conform(type: Type, value: Value): Value {
  switch (type.kind) {
    case 'optional':
      return conform(type.type, value);
    case 'list':
      if (value.type !== 'list' || !hasObject(type.item)) return value;
      return { ...value, items: value.items.map((item) => conform(type.item, item)) };
    case 'map': {
      if (value.type !== 'map' || !hasObject(type.value)) return value;
      const entries = [...value.entries].map(([key, item]) => [key, conform(type.value, item)] as const);
      return { ...value, entries: new Map(entries) };
    }
    case 'object': {
      if (value.type !== 'map') return value;
      const unset = new Set([...type.fields.keys()].filter((name) => !value.entries.has(name)));
      const entries = [...value.entries].flatMap(([key, item]) => {
        if (item.type === 'unset') unset.add(key);
        const field = type.fields.get(key);
        return item.type === 'unset'
          ? []
          : [[key, field === undefined ? item : conform(field, item)] as const];
      });
      return { ...value, entries: new Map(entries), unset };
    }
    default:
      return value;
  }
}

function hasObject(type: Type): boolean {
  switch (type.kind) {
    case 'object':
      return true;
    case 'optional':
      return hasObject(type.type);
    case 'list':
      return hasObject(type.item);
    case 'map':
      return hasObject(type.value);
    default:
      return false;
  }
}
