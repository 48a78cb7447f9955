import { isBinaryKey } from './keys.ts';
import type { Secret, TextKind } from './secret.ts';

/** How much of a file is looked at: configurations and scripts are smaller, and more would make itself felt. */
const TEXT_LIMIT = 2 * 1024 * 1024;
const BINARY_LIMIT = 256 * 1024;

const CODE =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|scala|swift|c|cc|cpp|h|hpp|cs|php|pl|pm|lua|ex|exs|erl|hs|css|html?|ps1)(?:\.j2)?$/i;
const KEY_STORE = /\.(?:p12|pfx|jks|keystore|kdbx?|ppk)$/i;

/** What of a file's content can be looked at as text. */
export interface Readable {
  readonly text: string;
  readonly kind: TextKind;
  /** What the file is as a whole, when that tells. */
  readonly whole: Secret | null;
}

/** A file's content as text; what is no UTF-8 in it does not matter. */
export function readable(name: string, bytes: Uint8Array): Readable {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  const binary = wide === null && bytes.subarray(0, 8192).includes(0);
  const head = bytes.subarray(0, binary ? BINARY_LIMIT : TEXT_LIMIT);
  const text = new TextDecoder(wide ?? 'utf-8').decode(head);
  const whole =
    KEY_STORE.test(name) && bytes.length > 0
      ? 'a key store'
      : binary && isBinaryKey(bytes)
        ? 'a private key'
        : null;
  return {
    text,
    kind: binary ? 'binary' : CODE.test(name) ? 'code' : 'text',
    whole: whole === null ? null : { start: 0, end: text.length, kind: 'private-key', words: whole },
  };
}
