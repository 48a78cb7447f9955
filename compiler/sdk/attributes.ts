import type { Resource } from '../model/ir.ts';
import type { AttributesOf, Kind } from './resource-kind.ts';

const known = new WeakMap<Resource, Readonly<Record<string, unknown>>>();

/**
 * The attributes of a resource, typed as its kind declares them; null when the resource is of another kind.
 * Evaluating a resource held them to the schema, so this looks at nothing again.
 */
export function attributesOf<K extends Kind>(kind: K, resource: Resource): AttributesOf<K> | null {
  return resource.kind === kind.name ? (attributesIn(resource) as AttributesOf<K>) : null;
}

/** The attributes of a resource of any kind, by name. One object for each resource. */
export function attributesIn(resource: Resource): Readonly<Record<string, unknown>> {
  let found = known.get(resource);
  if (found === undefined) known.set(resource, (found = Object.fromEntries(resource.attributes)));
  return found;
}
