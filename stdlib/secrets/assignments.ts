import { NAME_NEEDLES, nameStrength } from './names.ts';
import type { NameStrength } from './names.ts';
import { lineBefore, matchAt } from './secret.ts';
import type { Detector, Secret } from './secret.ts';
import {
  isExpression,
  isHarmless,
  isKnownPassword,
  isReference,
  looksDrawn,
  looksGenerated,
} from './values.ts';

/** A value beside the name of a secret, in the ways in which configurations, scripts and programs write it. */
export const assignments: Detector = {
  needles: NAME_NEEDLES,
  find(text, at, end, kind) {
    const name = nameAround(text, at, end);
    const strength = name === null ? null : nameStrength(name.text);
    if (name === null || strength === null) return null;
    const value = valueAfter(text, name);
    if (value === null) return null;
    const written = text.slice(value.start, value.end);
    if (!value.quoted && (kind === 'code' || isExpression(written))) return null;
    // What is commented out is most often the example that the program came with.
    const commented = /^\s*(?:#|\/\/|;|--|\*|<!--|rem\b|dnl\b)/i.test(lineBefore(text, name.start));
    return judge(written, name.text, commented ? 'hint' : strength, value.start);
  },
};

/** What is known of a text by the name beside it. */
export function secretNamed(name: string, value: string): Secret | null {
  const strength = nameStrength(name);
  return strength === null || value.length > LONGEST ? null : judge(value, name, strength, 0);
}

const LONGEST = 1000;

function judge(value: string, name: string, strength: NameStrength, start: number): Secret | null {
  const end = start + value.length;
  if (isKnownPassword(value)) {
    // In capitals it stands for one in the description of a command.
    if (strength !== 'password' || /^[A-Z]+$/.test(value)) return null;
    return { start, end, kind: 'default-password', words: 'a password that everyone knows' };
  }
  if (isHarmless(value) || repeats(name, value)) return null;
  if (strength === 'password') return { start, end, kind: 'password', words: 'a password' };
  const secret = strength === 'token' ? isKeyLike(value) : looksGenerated(value);
  return secret ? { start, end, kind: 'token', words: 'a secret key or token' } : null;
}

/** Whether a value only says again what the name says: `ACCESS_TOKEN = "access-token"`. */
function repeats(name: string, value: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  return !/\d/.test(value) && letters(name).endsWith(letters(value));
}

/** Whether a value beside `token` or `secret` is one itself, and not what one is called. */
function isKeyLike(value: string): boolean {
  if (value.length < 8 || /\s/.test(value) || !looksDrawn(value)) return false;
  // `db-credentials-v2` and `registry.example/name:1.2` are names.
  if (/^[a-z]+(?:[-_./:][a-z]*\d{0,3})+$/.test(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The whole name that a needle is in; null when it is as long as no name is. */
function nameAround(text: string, at: number, end: number): Part | null {
  let from = at;
  while (from > 0 && isNamed(text.charCodeAt(from - 1))) if (at - --from > LONGEST_NAME) return null;
  let to = end;
  while (to < text.length && isNamed(text.charCodeAt(to))) if (++to - from > LONGEST_NAME) return null;
  // `--password` and `-Dpassword` begin with what is no part of the name.
  while (from < at && /[-.]/.test(text[from]!)) from++;
  return { text: text.slice(from, to), start: from, end: to };
}

const LONGEST_NAME = 64;

/** Letters, digits, `_`, `.` and `-`. */
function isNamed(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2e ||
    code === 0x2d
  );
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

const SEPARATOR = /\\?["'\]]{0,2}[ \t]{0,40}(?::=|=>|=|:(?!:))[ \t]{0,40}/y;
const QUOTED = /(\\?["'])((?:(?!\1)[^\\\n]|\\(?!["']\s*[,}\n])[^\n])*?)\1/y;
const BARE = /[^\s"'`<>,;&|\\]{1,1000}/y;
const BLOCK = /[|>][-+]?[ \t]*\r?\n[ \t]+/y;

function valueAfter(text: string, name: Part): Found | null {
  const separator = matchAt(SEPARATOR, text, name.end);
  if (separator === null) return element(text, name) ?? spaced(text, name);
  const at = name.end + separator[0].length;
  const block = matchAt(BLOCK, text, at);
  if (block !== null) return bare(text, at + block[0].length);
  return quoted(text, at) ?? settled(text, bare(text, at), separator[0].includes('='));
}

/** `<password>…</password>` */
function element(text: string, name: Part): Found | null {
  const match = text[name.start - 1] === '<' ? matchAt(/>([^<\n]{1,1000})<\//y, text, name.end) : null;
  return match && { start: name.end + 1, end: name.end + 1 + match[1]!.length, quoted: true };
}

/** One word after a colon is a value when nothing follows it: else it begins a sentence. */
function settled(text: string, found: Found | null, sure: boolean): Found | null {
  if (found === null || sure) return found;
  return matchAt(/["'`<>,;&|\\)\]}]|[ \t]*(?:\r?\n|$|#|\})/y, text, found.end) === null ? null : found;
}

function quoted(text: string, at: number): Found | null {
  if (!/["'\\]/.test(text[at] ?? '')) return null;
  const match = matchAt(QUOTED_NEAR, text, at) && matchAt(QUOTED, text.slice(at, at + LONGEST + 4), 0);
  if (match === null) return null;
  const start = at + match[1]!.length;
  return { start, end: start + match[2]!.length, quoted: true };
}

const QUOTED_NEAR = /\\?["']/y;

function bare(text: string, at: number): Found | null {
  const match = matchAt(BARE, text, at);
  if (match === null) return null;
  const value = match[0].replace(/[\])}]+$/, (closing) => (/[[({]/.test(match[0]) ? closing : ''));
  return value === '' ? null : { start: at, end: at + value.length, quoted: false };
}

/** Directives that give their value after a space. */
const DIRECTIVE =
  /^(?:requirepass|masterauth|auth_pass|bindpw|rootpw|rootbindpw|tls_reqpw|password|passwd|secret|auth-token|authtoken|.*[_-](?:password|secret|token))$/i;

/** `requirepass …`, `--token …`, `login … password …`, `PASSWORD '…'`. */
function spaced(text: string, name: Part): Found | null {
  const gap = matchAt(/[ \t]{1,40}/y, text, name.end);
  if (gap === null) return null;
  const at = name.end + gap[0].length;
  const before = lineBefore(text, name.start);
  if (/(?:^|\s)--?$/.test(before)) return quoted(text, at) ?? bare(text, at);
  if (/^(?:insecure-)?password$/i.test(name.text) && LOGIN.test(before)) return bare(text, at);
  if (/^password$/i.test(name.text) && text[at] === "'" && SQL.test(before)) return quoted(text, at);
  if (!DIRECTIVE.test(name.text) || !/(?:^|[;{])[ \t]*$/.test(before)) return null;
  const inQuotes = quoted(text, at);
  if (inQuotes !== null) return matchAt(/["'][ \t]*(?:;|\r?\n|$)/y, text, inQuotes.end) && inQuotes;
  const found = bare(text, at);
  if (found === null || matchAt(/[ \t]*(?:;|\r?\n|$)/y, text, found.end) === null) return null;
  // A word alone at the end of a line may be a wrapped sentence.
  const value = text.slice(found.start, found.end);
  const certain = /^(?:requirepass|masterauth|auth_pass|bindpw|rootpw|rootbindpw)$/i.test(name.text);
  return certain || /\d/.test(value) || isReference(value) ? found : null;
}

/** In `.netrc` and in HAProxy's lists of users. */
const LOGIN = /^[ \t]*(?:(?:machine[ \t]+\S+|default)[ \t]+)?(?:login|user)[ \t]+[^\s"'{}]+[ \t]+$/i;

const SQL = /\b(?:user|role|alter|create|encrypted|grant|set|login|with)\b/i;
