import type { Image } from './ir.ts';
import { IR_SCHEMA, IR_VERSION } from './ir-version.ts';

/** The IR as JSON, as docs/ir.schema.json describes it. */
export function irJson(images: readonly Image[], options: { readonly origins?: boolean } = {}): string {
  return printed({ $schema: IR_SCHEMA, version: IR_VERSION, images }, options.origins ?? false);
}

/** As JSON with maps as objects, and without origins unless they are wanted. */
export function printed(
  whole: unknown,
  origins: boolean,
  shown: (key: string, value: unknown) => unknown = (_key, value) => value,
): string {
  const replace = (key: string, value: unknown) => {
    if (key === 'origin' && !origins && isOrigin(value)) return undefined;
    const one = shown(key, value);
    return one instanceof Map ? Object.fromEntries(one) : one;
  };
  return `${JSON.stringify(whole, replace, 2)}\n`;
}

/** A map from the source may have a key of this name too. */
function isOrigin(value: unknown): boolean {
  return value === null || (typeof value === 'object' && 'start' in value);
}
