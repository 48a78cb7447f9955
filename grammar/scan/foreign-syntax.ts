import { diagnoser, writing } from '../diagnostic.ts';
import type { Diagnostic, Extra } from '../diagnostic.ts';
import { syntax } from '../messages/index.ts';
import type { Span } from '../span.ts';
import { T } from './tokens.ts';
import type { TokenType } from 'chevrotain';

/** Characters that are valid in other languages but not in this one. */
export interface Foreign {
  readonly length: number;
  /** The type of the token that stands for it; null when it is skipped. */
  readonly type: TokenType | null;
  readonly diagnostic: Diagnostic;
}

const diagnose = diagnoser(syntax);

const QUOTES: Readonly<Record<string, string>> = {
  "'": "'",
  '\u2018': '\u2019',
  '\u2019': '\u2019',
  '\u201c': '\u201d',
  '\u201d': '\u201d',
  '\u201e': '\u201c',
  '\u00ab': '\u00bb',
};

/** A path or an address without quotes, matched from its first character. */
const PATH = /(?:~|\.{1,2})?\/[\w.~-][^\s,;(){}[\]"'#]*/y;
const HEREDOC = /<<[-~]?\s?(["']?)([A-Za-z_]\w*)\1/y;
const DOLLAR = /\$(?:\{[^}\n]*\}?|[A-Za-z_]\w*|)/y;
const OPERATOR = /[-+*/%^~&|<>=!]+|\?\?=?/y;
/** Begins a text of several lines in YAML. */
const BLOCK_SCALAR = /[|>][-+]?[ \t]*(?=\r?\n|$)/y;
/** The search for the end of a heredoc stops after this many characters. */
const FARTHEST = 20_000;
const BLANK = /(?:(?![ \t\r\n])[\p{Z}\p{C}])+/uy;
const UNKNOWN = /[^\s\w"'{}()[\],;#$`][\w-]*/uy;

/**
 * Reads the text at `at`, where no token begins. `spanOf(length)` is the span of that many characters from
 * `at`.
 */
export function readForeign(text: string, at: number, spanOf: (length: number) => Span): Foreign {
  const c = text[at]!;
  if (c in QUOTES) return quoted(text, at, spanOf);
  if (c === '`') {
    const length = toClosing(text, at, '`');
    return { length, type: T.Bad, diagnostic: diagnose('VK0117', spanOf(length), {}) };
  }
  if (c === ';') {
    const fix = removal('Remove the semicolon', spanOf(1), '');
    return { length: 1, type: null, diagnostic: diagnose('VK0115', spanOf(1), {}, fix) };
  }
  const dollar = match(DOLLAR, text, at);
  if (dollar !== null) {
    const span = spanOf(dollar.length);
    const name = /^\$\{?\s*([A-Za-z_][\w.-]*)\s*\}?$/.exec(dollar)?.[1];
    const extra = name === undefined ? {} : { fix: writing(span, name) };
    return bad(diagnose('VK0116', span, { text: dollar }, extra), dollar);
  }
  const path = readPath(text, at);
  if (path !== null) return unquoted(path, spanOf);
  return heredoc(text, at, spanOf) ?? blockScalar(text, at, spanOf) ?? character(text, at, spanOf);
}

/** Returns the path that begins at `at`, or null. */
export function readPath(text: string, at: number): string | null {
  return match(PATH, text, at);
}

/** The problem with text such as `/etc/hosts` or `files/a.conf` without quotes. */
export function unquoted(text: string, spanOf: (length: number) => Span): Foreign {
  const span = spanOf(text.length);
  const fix = removal('Put it in quotes', span, `"${text}"`);
  const [, left, right] = /^([A-Za-z_]\w*)\/(\w+)$/.exec(text) ?? [];
  const help = `Write \`"${text}"\`, or with spaces for a division: \`${left} / ${right}\`.`;
  return bad(diagnose('VK0114', span, { text }, left === undefined ? fix : { ...fix, help }), text);
}

function quoted(text: string, at: number, spanOf: (length: number) => Span): Foreign {
  const length = toClosing(text, at, QUOTES[text[at]!]!);
  const inner = text.slice(at + 1, at + length - 1);
  const closed = length > 1 && text[at + length - 1] === QUOTES[text[at]!];
  const span = spanOf(length);
  const fix = closed
    ? removal('Use double quotes', span, `"${inner.replace(/["\\]|\$(?=\{)/g, '\\$&')}"`)
    : {};
  return { length, type: T.Bad, diagnostic: diagnose('VK0112', span, {}, fix) };
}

function heredoc(text: string, at: number, spanOf: (length: number) => Span): Foreign | null {
  const opening = match(HEREDOC, text, at);
  if (opening === null) return null;
  const word = /(\w+)["']?$/.exec(opening)![1]!;
  const rest = text.slice(at + opening.length, at + FARTHEST);
  const end = new RegExp(`\\n[ \\t]*${word}(?![\\w])`).exec(rest);
  const length = opening.length + (end === null ? 0 : end.index + end[0].length);
  return { length, type: T.Bad, diagnostic: diagnose('VK0113', spanOf(opening.length), { word: opening }) };
}

/** `|` and the lines below that are indented farther, as in YAML. */
function blockScalar(text: string, at: number, spanOf: (length: number) => Span): Foreign | null {
  const opening = match(BLOCK_SCALAR, text, at);
  if (opening === null) return null;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if (!/[=:]\s*$/.test(line)) return null;
  const indentation = /^[ \t]*/.exec(line)![0].length;
  const word = opening.trimEnd();
  let length = word.length;
  for (const each of text
    .slice(at + opening.length, at + FARTHEST)
    .split('\n')
    .slice(1)) {
    if (each.trim() !== '' && /^[ \t]*/.exec(each)![0].length <= indentation) break;
    if (each.trim() !== '') length = text.indexOf(each, at + length) + each.trimEnd().length - at;
  }
  return { length, type: T.Bad, diagnostic: diagnose('VK0113', spanOf(word.length), { word }) };
}

function character(text: string, at: number, spanOf: (length: number) => Span): Foreign {
  const operator = match(OPERATOR, text, at);
  if (operator !== null) {
    const begins = /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 200), at));
    if (begins && /^-(?:--)?$/.test(operator)) {
      const line = toLineEnd(text, at);
      return {
        length: line,
        type: null,
        diagnostic: diagnose('VK0160', spanOf(operator.length), { operator }),
      };
    }
    if (begins && /^(?:--|<!--)/.test(operator)) {
      const line = toLineEnd(text, at);
      const span = spanOf(operator.length);
      const extra = /^-+$/.test(operator) ? { fix: writing(span, '#') } : {};
      return { length: line, type: null, diagnostic: diagnose('VK0161', span, { mark: operator }, extra) };
    }
    const remedy = remedies[operator];
    const extra = remedy === undefined ? {} : { help: remedy };
    const diagnostic = diagnose('VK0118', spanOf(operator.length), { operator }, extra);
    return { length: operator.length, type: T.BadOperator, diagnostic };
  }
  const blank = match(BLANK, text, at);
  if (blank !== null) {
    const code = blank.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    // A character without a width stands in the middle of a word, so no space replaces it.
    const fix = /^\p{C}+$/u.test(blank)
      ? { ...removal('Remove it', spanOf(blank.length), ''), help: 'Remove it.' }
      : removal('Put a space there', spanOf(blank.length), ' ');
    const diagnostic = diagnose('VK0155', spanOf(blank.length), { code: `U+${code}` }, fix);
    return { length: blank.length, type: null, diagnostic };
  }
  const found = match(UNKNOWN, text, at) ?? String.fromCodePoint(text.codePointAt(at)!);
  return bad(diagnose('VK0101', spanOf(found.length), { text: found }), found);
}

const remedies: Readonly<Record<string, string>> = {
  '&': 'Both must hold: `a && b`.',
  '|': 'One of them is enough: `a || b`.',
  '->': 'Arms of a `match` that gives a value have `=>`.',
  '===': 'Two values are compared with `==`.',
  '!==': 'Two values are compared with `!=`.',
  '+=': 'Write the whole value after `=`.',
  '??': 'Write `x == unset ? y : x` for a value that may be unset.',
  '-': 'A minus stands between two values, with spaces: `a - b`. Text with spaces or dashes stands in quotes.',
  '--': 'Write the new value: `a - 1`.',
  '++': 'Write the new value: `a + 1`.',
  '**': 'Write the product: `a * a`.',
};

function toLineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return text.slice(at, newline < 0 ? text.length : newline).trimEnd().length;
}

function toClosing(text: string, at: number, closing: string): number {
  const newline = text.indexOf('\n', at);
  const line = text.slice(at, newline < 0 ? text.length : newline);
  const end = line.indexOf(closing, 1);
  return end < 0 ? line.trimEnd().length : end + 1;
}

function bad(diagnostic: Diagnostic, text: string): Foreign {
  return { length: text.length, type: T.Bad, diagnostic };
}

function removal(title: string, span: Span, text: string): Extra {
  return { fix: { title, safe: true, edits: [{ span, text }] } };
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
