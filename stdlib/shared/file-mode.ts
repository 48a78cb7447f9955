import type { Value } from '../../compiler/model/value.ts';

/** The mode of a resource as a number; 0 if it says none. */
export function modeIn(attributes: object): number {
  const mode = (attributes as { readonly mode?: Value }).mode;
  return mode?.type === 'mode' ? Number.parseInt(mode.value, 8) : 0;
}
