import { createHash } from 'node:crypto';
import { textFunction } from './function-kind.ts';
import type { LanguageFunction } from './function-kind.ts';

/** Functions from one text to another. */
export const textFunctions: readonly (readonly [string, LanguageFunction])[] = [
  ['lower', textFunction('lower', 'The text in lower case.', 'lower("AppStream")', (s) => s.toLowerCase())],
  ['upper', textFunction('upper', 'The text in upper case.', 'upper("lang")', (s) => s.toUpperCase())],
  [
    'trim',
    textFunction('trim', 'The text without white space at both ends.', 'trim(" a b ")', (s) => s.trim()),
  ],
  [
    'sha256',
    textFunction('sha256', 'The SHA-256 of the text in UTF-8, in hexadecimal.', 'sha256("abc")', (s) =>
      createHash('sha256').update(s, 'utf8').digest('hex'),
    ),
  ],
  [
    'base64',
    textFunction('base64', 'The text in UTF-8, in Base64.', 'base64("user:password")', (s) =>
      Buffer.from(s, 'utf8').toString('base64'),
    ),
  ],
  [
    'basename',
    textFunction('basename', 'The last part of a path.', 'basename("/etc/app/app.conf")', (s) =>
      s.replace(/(?<=.)\/+$/, '').replace(/^.*\/(?=.)/s, ''),
    ),
  ],
  ['dirname', textFunction('dirname', 'The folder of a path.', 'dirname("/etc/app/app.conf")', folderOf)],
];

function folderOf(path: string): string {
  const bare = path.replace(/(?<=.)\/+$/, '');
  const at = bare.lastIndexOf('/');
  return at === -1 ? '.' : at === 0 ? '/' : bare.slice(0, at).replace(/(?<=.)\/+$/, '');
}
