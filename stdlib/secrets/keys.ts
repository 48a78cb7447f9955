import { matchAt } from './secret.ts';
import type { Detector } from './secret.ts';

/** Longest private key that is marked as a whole. */
const LONGEST = 8192;

/** Private keys in the forms that tools write. */
export const keys: readonly Detector[] = [
  {
    needles: ['-----begin '],
    find(text, at) {
      const head = matchAt(/-----BEGIN ([A-Z0-9 ]{0,40}?)PRIVATE KEY(?: BLOCK)?-----/y, text, at);
      if (head === null) return null;
      const from = at + head[0].length;
      // A script that looks for keys has the line alone.
      const near = text.slice(from, from + 600).split('-----', 1)[0]!;
      const body = near.replace(/\\+[nr]|[\s"'\\+|>#]|[A-Za-z-]+: ?[^\n]*\n/g, '');
      if (!/^[A-Za-z0-9+/=]{40}/.test(body) || /^(.)\1{20}/.test(body)) return null;
      const tail = text.slice(from, from + LONGEST).search(/-----END [A-Z0-9 ]{0,60}-----/);
      const end = tail < 0 ? from : from + text.slice(from + tail).indexOf('-----', 5) + tail + 5;
      return {
        start: at,
        end: Math.min(end, text.length),
        kind: 'private-key',
        words: privateKey(head[1]!.trim()),
      };
    },
  },
  {
    needles: ['-----begin openvpn static key'],
    find(text, at) {
      const match = matchAt(/-----BEGIN OpenVPN Static key V1-----\s{1,4}[0-9a-f]{32}/y, text, at);
      return (
        match && {
          start: at,
          end: at + match[0].length,
          kind: 'private-key',
          words: 'a static key of OpenVPN',
        }
      );
    },
  },
  {
    needles: ['putty-user-key-file-'],
    find(text, at) {
      const match = matchAt(/PuTTY-User-Key-File-\d: /y, text, at);
      const whole = match !== null && text.slice(at, at + 4096).includes('Private-Lines:');
      return whole
        ? { start: at, end: at + match[0].length, kind: 'private-key', words: 'a private key of PuTTY' }
        : null;
    },
  },
  {
    needles: ['age-secret-key-1'],
    find(text, at) {
      const match = matchAt(/AGE-SECRET-KEY-1[0-9A-Z]{58}/y, text, at);
      return (
        match && { start: at, end: at + match[0].length, kind: 'private-key', words: 'a private key of age' }
      );
    },
  },
];

function privateKey(type: string): string {
  if (type === '' || type === 'ENCRYPTED') return 'a private key';
  return `a private key (${type})`;
}

/** Private keys in binary form (DER), which begin alike: PKCS #8 with RSA or an elliptic curve, PKCS #1, SEC 1. */
export function isBinaryKey(bytes: Uint8Array): boolean {
  const head = [...bytes.subarray(0, 24)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return /^30(?:81..|82....|[0-7].)020100(?:30(?:0d06092a864886f70d010101|..06072a8648ce3d0201|0506032b65(?:6e|70))|02(?:81..|82....)00)|^30(?:81..|[0-7].)0201010420/.test(
    head,
  );
}
