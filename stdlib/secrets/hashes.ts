import { matchAt } from './secret.ts';
import type { Detector } from './secret.ts';

/** How crypt(3), web servers, directories and databases write the hash of a password. */
const forms: readonly { readonly needles: readonly string[]; readonly form: RegExp }[] = [
  {
    needles: ['$1$', '$apr1$'],
    form: /\$(?:1|apr1)\$[A-Za-z0-9./]{1,8}\$[A-Za-z0-9./]{22}(?![A-Za-z0-9./])/y,
  },
  { needles: ['$2a$', '$2b$', '$2y$', '$2x$'], form: /\$2[abxy]\$\d\d\$[A-Za-z0-9./]{53}/y },
  { needles: ['$5$'], form: /\$5\$(?:rounds=\d{1,9}\$)?[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{43}/y },
  { needles: ['$6$'], form: /\$6\$(?:rounds=\d{1,9}\$)?[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{86}/y },
  { needles: ['$y$', '$gy$'], form: /\$g?y\$[A-Za-z0-9./]{1,20}\$[A-Za-z0-9./]{1,90}\$[A-Za-z0-9./]{43}/y },
  { needles: ['$7$'], form: /\$7\$[A-Za-z0-9./]{11,100}\$[A-Za-z0-9./]{43}/y },
  {
    needles: ['$argon2'],
    form: /\$argon2(?:id?|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,4},p=\d{1,3}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,90}/y,
  },
  {
    needles: ['{ssha', '{sha', '{smd5}', '{pbkdf2'],
    form: /\{(?:SSHA|SHA|SSHA256|SSHA384|SSHA512|SHA256|SHA512|SMD5|PBKDF2(?:-SHA\d{1,3})?)\}[A-Za-z0-9+/.$]{20,200}={0,2}/y,
  },
  { needles: ['{crypt}'], form: /\{CRYPT\}[A-Za-z0-9./$]{13,120}/iy },
  {
    needles: ['pbkdf2_sha256$', 'pbkdf2_sha1$', 'pbkdf2:sha'],
    form: /pbkdf2(?:_sha(?:256|1)\$|:sha\d{1,3}:)\d{1,8}\$[^\s$"']{1,64}\$[A-Za-z0-9+/=]{20,140}/y,
  },
  { needles: ['grub.pbkdf2.'], form: /grub\.pbkdf2\.sha512\.\d{1,8}\.[0-9A-F]{32,256}\.[0-9A-F]{32,256}/y },
  {
    needles: ['scram-sha-256$'],
    form: /SCRAM-SHA-256\$\d{1,8}:[A-Za-z0-9+/=]{8,64}\$[A-Za-z0-9+/=]{40,48}:[A-Za-z0-9+/=]{40,48}/y,
  },
  { needles: ["'md5"], form: /'md5[0-9a-f]{32}'/y },
  {
    needles: ['mysql_native_password', 'identified by password'],
    form: /(?:mysql_native_password['"]? (?:AS|BY)|IDENTIFIED BY PASSWORD) '\*[0-9A-F]{40}'/iy,
  },
];

/** The hash of a password: whoever has the image can look for the password at leisure. */
export const hashes: readonly Detector[] = forms.map(({ needles, form }) => ({
  needles,
  find(text, at) {
    const match = matchAt(form, text, at);
    if (match === null || new Set(match[0]).size < 12) return null;
    return { start: at, end: at + match[0].length, kind: 'password-hash', words: 'the hash of a password' };
  },
}));
