import type { Data } from './data.ts';

/** A mode as the language writes it, or null if it is none of four octal digits. */
export function modeOf(value: Data | undefined): string | null | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? value.toString(8) : value;
  return typeof text === 'string' && /^0?[0-7]{3}$/.test(text) ? text.padStart(4, '0').slice(-4) : null;
}
