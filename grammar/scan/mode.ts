import type { Token } from './tokens.ts';

/**
 * The context of the scanner: code in braces, code in an interpolation, or the text of a string. Braces are
 * tracked so that the scanner knows what each `}` closes.
 */
export interface Mode {
  readonly kind: 'braces' | 'interpolation' | 'string';
  readonly open: Token;
  /** For a string: true if it is written with `"""`. */
  readonly block: boolean;
}
