import { T } from './tokens.ts';
import type { TokenType } from 'chevrotain';

export type NumberLiteral =
  | { readonly type: TokenType; readonly value: number | string }
  | { readonly problem: 'VK0108' | 'VK0109' | 'VK0110'; readonly remedy: string }
  | { readonly problem: 'VK0111'; readonly kind: string; readonly limit: string };

/** A lexeme that begins with a digit; it ends where another token can begin. */
export const NUMBER = /-?\d(?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_])|-(?=[A-Za-z0-9_]))*(?:\/\d+|%)?/y;

const SIZES: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const DURATIONS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** No real disk is larger and no real wait is longer, so a value beyond these limits is a typing error. */
const LARGEST_SIZE = 1024 * SIZES['T']!;
const LONGEST_DURATION = 366 * DURATIONS['d']!;

/** Reads a lexeme that begins with a digit. Returns its meaning, or the problem with it. */
export function readNumber(text: string): NumberLiteral {
  if (/^0[0-7]{3}$/.test(text)) return { type: T.Mode, value: text };
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) {
    const value = Number(text) + 0;
    if (!Number.isSafeInteger(value))
      return { problem: 'VK0111', kind: 'number', limit: '9007199254740991 either way' };
    return { type: T.Int, value };
  }
  const [, digits, unit] = /^(0|[1-9]\d*)([A-Za-z])$/.exec(text) ?? [];
  if (digits !== undefined && unit !== undefined && unit in SIZES) {
    const value = Number(digits) * SIZES[unit]!;
    if (value > LARGEST_SIZE) return { problem: 'VK0111', kind: 'size', limit: '1024T' };
    return { type: T.Size, value };
  }
  if (digits !== undefined && unit !== undefined && unit in DURATIONS) {
    const value = Number(digits) * DURATIONS[unit]!;
    if (value > LONGEST_DURATION) return { problem: 'VK0111', kind: 'duration', limit: '366d' };
    return { type: T.Duration, value };
  }
  return explain(text);
}

function explain(text: string): NumberLiteral {
  const quoted = `"${text}"`;
  if (/^-?\d+\.\d+$/.test(text)) return { problem: 'VK0109', remedy: quoted };
  if (/^0\d+$/.test(text)) {
    const padded = /^0?[0-7]{3}$/.test(text) ? `the mode \`0${text.slice(-3)}\`, ` : '';
    const plain = text.replace(/^0+(?=\d)/, '');
    return { problem: 'VK0110', remedy: `${padded}the number \`${plain}\`, or the text \`${quoted}\`` };
  }
  return { problem: 'VK0108', remedy: meant(text) ?? quoted };
}

/** The literal that the author meant, if that is clear; otherwise null. */
function meant(text: string): string | null {
  const [, digits, unit = ''] = /^([1-9]\d*)([A-Za-z]+)$/.exec(text) ?? [];
  if (digits !== undefined) {
    const size = /^([kmgt])(?:i?b|i)?$/i.exec(unit)?.[1];
    const short = /^(?:min|mins|minutes?)$/i.test(unit) ? null : size;
    if (short !== null && short !== undefined) return `${digits}${short.toUpperCase()}`;
    const duration = /^(s|m|h|d)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)?$/i.exec(unit)?.[1];
    if (duration !== undefined) return `${digits}${duration.toLowerCase()}`;
  }
  const [, left, sign, right] = /^(\d+[KMGTsmhd]?)([-/%])(\d+[KMGTsmhd]?)?$/.exec(text) ?? [];
  if (left !== undefined && right !== undefined) return `${left} ${sign!} ${right}`;
  if (/^0o[0-7]{3}$/i.test(text)) return `0${text.slice(2)}`;
  const [, whole, part] = /^(\d{1,6})\.(\d{1,3})[Tt](?:i?[Bb])?$/.exec(text) ?? [];
  if (whole !== undefined) return `${Math.round(Number(`${whole}.${part}`) * 1024)}G`;
  if (/^0[xX][0-9A-Fa-f]+$/.test(text) && Number.isSafeInteger(Number(text))) return String(Number(text));
  if (/^\d+(?:_\d+)+$/.test(text)) return text.replaceAll('_', '');
  return null;
}
