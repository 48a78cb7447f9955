import type { Data } from './data.ts';

/** A mode as the language writes it, or null if it is none of four octal digits. */
export function modeOf(value: Data | undefined): string | null | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? value.toString(8) : value;
  return typeof text === 'string' && /^0?[0-7]{3}$/.test(text) ? text.padStart(4, '0').slice(-4) : null;
}

/** A mode in letters that say all, in digits; another one as it is. */
export function modeInDigits(value: Data | undefined): Data | undefined {
  if (typeof value !== 'string' || !/^[ugo]=[rwx]*(,[ugo]=[rwx]*)*$/.test(value)) return value;
  const classes = new Map(value.split(',').map((each) => each.split('=') as [string, string]));
  if (classes.size !== 3) return value;
  return digitsOf(['u', 'g', 'o'].map((each) => classes.get(each) ?? ''));
}

/** `u=rwX,g=rX,o=` of a folder with all that is in it, in digits; null if the mode is not of this form. */
export function modeOfFolder(value: Data | undefined): string | null {
  const [, ...classes] =
    /^u=(r?w?X?),g=(r?w?X?),o=(r?w?X?)$/.exec(typeof value === 'string' ? value : '') ?? [];
  return classes.length === 0 ? null : digitsOf(classes);
}

const BITS: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1, X: 1 };
const digitsOf = (classes: readonly string[]): string =>
  `0${classes.map((letters) => [...letters].reduce((sum, letter) => sum | BITS[letter]!, 0)).join('')}`;
