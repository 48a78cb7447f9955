import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What the compiler needs of `node:crypto`; the bundle of the page has this in its place. */
export function createHash(_algorithm: 'sha256') {
  const hash = sha256.create();
  const self = {
    update(content: string | Uint8Array) {
      hash.update(typeof content === 'string' ? utf8ToBytes(content) : content);
      return self;
    },
    digest: () => bytesToHex(hash.digest()),
  };
  return self;
}
