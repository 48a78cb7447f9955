/** What a name says of the value beside it. */
export type NameStrength =
  /** The value is a password, whatever it looks like. */
  | 'password'
  /** The value is a token or a key when it looks like one; it may as well be the name of one. */
  | 'token'
  /** Only a value that looks generated is a secret. */
  | 'hint';

/** Letters of which every name of a secret has some. */
export const NAME_NEEDLES: readonly string[] = [
  'pass',
  'pwd',
  'pw',
  'secret',
  'token',
  'key',
  'auth',
  'cred',
  'psk',
  'salt',
  'cookie',
];

/** Letters of which every name of a secret has some. */
const MAY_BE = new RegExp(`${NAME_NEEDLES.join('|')}|seed`, 'i');

/** What may follow: `password_prod`, `secret2`, `token_value`. */
const TAIL =
  /^(?:\d+|value|val|default|prod|production|dev|stage|staging|test|base64|b64|plain|text|plaintext|string|raw|old|new|current|hash|hashed|encrypted|rw|ro)$/;

const PASSWORD =
  /(?:password|passwd|passphrase|passcode|passwort|pwd|requirepass|masterauth|rootpw|bindpw|userpw|adminpw|dbpw|psk)$/;
const PASS = /(?:^|db|user|my|root|admin|smtp|mail|auth|ldap|sql|redis|ftp|http|vnc|key|store)pass$/;
const SECRET = /(?:secret|token)$/;
const WEAK = /^(?:key|auth|salt|cookie|cred|creds|credential|credentials|seed)$/;
const KEY_OF =
  /(?:api|access|secret|private|preshared|shared|auth|encryption|encrypt|crypto|signing|sign|master|account|storage|service|client|session|cookie|app|application|admin|server|hmac|aes|cipher|jwt|consumer|webhook|deploy|tsig|rndc|license|root|object)$/;

/** Names that say that what follows is open, or is no value of a secret. */
const OPEN =
  /^(?:public|pub|fingerprint|checksum|sha|sha1|sha256|sha512|md5|digest|integrity|id|ids|csrf|next|page|continuation|min|max|no|partial|translation|i18n|label|prompt)$/;
/** Keys that are none of a lock, or whose other half is the secret. */
const OPEN_KEY = /^(?:ssh|gpg|keyring|primary|foreign|sort|cache|idempotency|partition|host)$/;

/** Names that hold the letters and mean something else. */
const OTHER =
  /^(?:pwd|oldpwd|proxy_?pass|(?:fastcgi|uwsgi|scgi|grpc|memcached)_pass|bypass|compass|trespass|surpass|encompass|first_?pass|try_first_pass|use_first_pass|multipass|nopasswd|pass|key)$/i;

const known = new Map<string, NameStrength | null>();

/** How much a name says, or null when it names no secret. */
export function nameStrength(name: string): NameStrength | null {
  let strength = known.get(name);
  if (strength === undefined) {
    strength = judge(name);
    // The names of an image are few; those of a program that is looked through are not worth keeping.
    if (known.size < 1000) known.set(name, strength);
  }
  return strength;
}

function judge(name: string): NameStrength | null {
  if (!MAY_BE.test(name)) return null;
  if (OTHER.test(name) && name !== 'pass' && name !== 'key') return null;
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
    .filter((part) => part !== '');
  while (parts.length > 1 && TAIL.test(parts.at(-1)!)) parts.pop();
  const last = (parts.pop() ?? '').replace(/\d+$/, '');
  if (parts.some((part) => OPEN.test(part))) return null;
  if (PASSWORD.test(last) || PASS.test(last) || last === 'pw') return 'password';
  if (SECRET.test(last)) return 'token';
  if (last === 'key' && parts.some((part) => OPEN_KEY.test(part))) return null;
  if (last === 'key' && parts.length > 0) return KEY_OF.test(parts.at(-1)!) ? 'token' : 'hint';
  if (last.endsWith('key') && KEY_OF.test(last.slice(0, -3))) return 'token';
  return WEAK.test(last) ? 'hint' : null;
}
