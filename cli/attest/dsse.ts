import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';

/** What the payload of an envelope is. */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const envelopeShape = z.object({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: z.string(),
  signatures: z.array(z.object({ keyid: z.optional(z.string()), sig: z.string() })),
});
export type Envelope = z.infer<typeof envelopeShape>;

/** A key, or in words that follow its name why it is none, and what to do. */
export type KeyResult = { readonly key: KeyObject } | { readonly problem: string; readonly hint: string };

/** How to come by the keys. */
export const MAKE_PRIVATE = 'Make one: openssl genpkey -algorithm ed25519 -out key.pem';
export const MAKE_PUBLIC = 'Make it from the private one: openssl pkey -in key.pem -pubout -out key.pub.pem';

/** Reads a private key in PEM. */
export function readPrivateKey(pem: string, passphrase: string | undefined): KeyResult {
  try {
    return fitting(
      createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) }),
      MAKE_PRIVATE,
    );
  } catch (error) {
    if (/ENCRYPTED/.test(pem))
      return passphrase === undefined
        ? { problem: 'is encrypted: set VKC_KEY_PASSPHRASE', hint: 'It is a variable of the environment.' }
        : { problem: 'cannot be decrypted', hint: 'Correct VKC_KEY_PASSPHRASE.' };
    return { problem: `is no private key in PEM (${reason(error)})`, hint: MAKE_PRIVATE };
  }
}

/** Reads a public key in PEM. */
export function readPublicKey(pem: string): KeyResult {
  if (/PRIVATE KEY/.test(pem)) return { problem: 'is a private key; give the public one', hint: MAKE_PUBLIC };
  try {
    return fitting(createPublicKey(pem), MAKE_PUBLIC);
  } catch (error) {
    return { problem: `is no public key in PEM (${reason(error)})`, hint: MAKE_PUBLIC };
  }
}

const reason = (error: unknown): string => (error as Error).message.replace(/^error:[^:]*:[^:]*::/, '');

function fitting(key: KeyObject, hint: string): KeyResult {
  const type = key.asymmetricKeyType;
  if (type === 'ed25519') return { key };
  if (type === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return { key };
  return { problem: `is of type ${type}: use Ed25519, or ECDSA on P-256`, hint };
}

/** SHA-256 of the public key, as its name in signatures. */
function keyId(key: KeyObject): string {
  const own = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(own.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** What is signed: the payload with its type, each after its length (https://github.com/secure-systems-lab/dsse). */
function authenticated(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

const hashOf = (key: KeyObject): string | null => (key.asymmetricKeyType === 'ed25519' ? null : 'sha256');

/** Signs a statement. Returns the envelope in one line. */
export function seal(statement: object, key: KeyObject): string {
  const payload = Buffer.from(JSON.stringify(statement));
  const envelope: Envelope = {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [
      { keyid: keyId(key), sig: sign(hashOf(key), authenticated(payload), key).toString('base64') },
    ],
  };
  return `${JSON.stringify(envelope)}\n`;
}

/** Reads an envelope; null for what is none. */
export function readEnvelope(line: string): Envelope | null {
  try {
    return envelopeShape.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Returns the payload if the key has signed it, otherwise null. */
export function open(envelope: Envelope, key: KeyObject): unknown {
  const payload = Buffer.from(envelope.payload, 'base64');
  const isSigned = envelope.signatures.some(({ sig }) =>
    verify(hashOf(key), authenticated(payload), key, Buffer.from(sig, 'base64')),
  );
  if (!isSigned) return null;
  try {
    return JSON.parse(payload.toString()) as unknown;
  } catch {
    return null;
  }
}
