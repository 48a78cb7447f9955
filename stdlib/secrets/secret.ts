/** A secret in a text: where it is and what it is, never its value. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  /** `default-password` is a password that everyone knows; the others are secrets of someone. */
  readonly kind: SecretKind;
  /** What it is, with an article: `a private key`. */
  readonly words: string;
}

export type SecretKind = 'private-key' | 'token' | 'password-hash' | 'password' | 'default-password';

/** In a program a value without quotes is an expression; in what is no text names and values meet by chance. */
export type TextKind = 'text' | 'code' | 'binary';

/**
 * Looks at one place of a text. Every detector begins with a few letters that must be there, its needles, so that one
 * expression over all needles passes by what cannot hold a secret. What it does from there takes bounded time.
 */
export interface Detector {
  /** In lower case. */
  readonly needles: readonly string[];
  /** `at` is where the needle begins, `end` where it ends. */
  find(text: string, at: number, end: number, kind: TextKind): Secret | null;
}

/** What a sticky expression matches at a place, or null. */
export function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

/** The text of the line before a place, as far as it is near. */
export function lineBefore(text: string, at: number, limit = 200): string {
  const near = text.slice(Math.max(0, at - limit), at);
  return near.slice(near.lastIndexOf('\n') + 1);
}
