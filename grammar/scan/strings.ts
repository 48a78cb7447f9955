/** The contents of quotes: escapes, and the common indentation that is removed from a `"""` text. */

import { diagnoser, writing } from '../diagnostic.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { syntax } from '../messages/index.ts';
import type { Span } from '../span.ts';

export type Escape =
  | { readonly length: number; readonly value: string }
  | { readonly length: number; readonly problem: 'unknown' | 'code point' };

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\', $: '$' };

/** Reads the escape whose backslash is at `at`. */
export function readEscape(text: string, at: number): Escape {
  const next = text[at + 1];
  if (next === undefined || next === '\n' || next === '\r') return { length: 1, problem: 'unknown' };
  const simple = SIMPLE[next];
  if (simple !== undefined) return { length: 2, value: simple };
  if (next === 'u') return readCodePoint(text, at);
  return { length: 1 + String.fromCodePoint(text.codePointAt(at + 1)!).length, problem: 'unknown' };
}

const diagnose = diagnoser(syntax);

/** What is said of an escape that cannot be read. */
export function unknownEscape(
  { problem }: Escape & { readonly problem: string },
  source: string,
  span: Span,
): Diagnostic {
  const text = source.slice(span.start, span.end);
  // These are escapes of regular expressions. No language has them as escapes of text.
  const extra = /^\\[dswDSW.*+?()[\]|^-]$/.test(text) ? { fix: writing(span, `\\${text}`) } : {};
  return diagnose(problem === 'unknown' ? 'VK0105' : 'VK0106', span, { text }, extra);
}

const CODE_POINT = /\\u(?:\{([^}"\n]*)(\})?|[0-9A-Fa-f]{0,4})/y;

function readCodePoint(text: string, at: number): Escape {
  CODE_POINT.lastIndex = at;
  const [whole, digits, closed] = CODE_POINT.exec(text)!;
  const value = digits !== undefined && /^[0-9A-Fa-f]{1,6}$/.test(digits) ? parseInt(digits, 16) : Infinity;
  const surrogate = value >= 0xd800 && value <= 0xdfff;
  if (closed === undefined || value > 0x10ffff || surrogate)
    return { length: whole.length, problem: 'code point' };
  return { length: whole.length, value: String.fromCodePoint(value) };
}

/**
 * The text that the source between two quotes or interpolations stands for. On each line that begins in it,
 * leading blanks are removed up to the length of `indentation`.
 */
export function textValue(raw: string, indentation = ''): string {
  if (!/[\\\r\n]/.test(raw)) return raw;
  let value = '';
  for (let at = 0; at < raw.length;) {
    const c = raw[at]!;
    if (c === '\\') {
      const escape = readEscape(raw, at);
      value += 'value' in escape ? escape.value : raw.slice(at, at + escape.length);
      at += escape.length;
    } else if (c === '\n' || (c === '\r' && raw[at + 1] === '\n')) {
      value += '\n';
      at += c === '\n' ? 1 : 2;
      const end = at + indentation.length;
      while (at < end && (raw[at] === ' ' || raw[at] === '\t')) at++;
    } else {
      value += c;
      at++;
    }
  }
  return value;
}

/**
 * Offset at which the text of a `"""` string begins: after the line break, if one follows the opening quotes.
 */
export function afterOpening(raw: string): number {
  return /^[ \t]*\r?\n/.exec(raw)?.[0].length ?? 0;
}

/**
 * The indentation common to the lines of a `"""` string and its closing quotes. `stretches` are the texts as
 * written. Between two of them stands an interpolation, which counts as one character that is not blank. The
 * first line counts only if it begins on a line after the opening quotes.
 */
export function commonIndentation(stretches: readonly string[]): string {
  // U+FFFC, the object replacement character, stands for each interpolation.
  const lines = stretches.join('\ufffc').split('\n');
  const last = lines.length - 1;
  let common: string | null = null;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const blank = /^[ \t]*/.exec(line)![0];
    if (index !== last && /^\r?$/.test(line.slice(blank.length))) continue;
    common = common === null ? blank : shared(common, blank);
  }
  return common ?? '';
}

function shared(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
