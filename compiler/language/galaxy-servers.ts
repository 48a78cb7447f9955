import type { Value } from '../model/value.ts';
import { textOf } from '../model/text.ts';

/** Settings of a server that `ansible.cfg` may hold; secrets come from the environment. */
const SETTINGS = ['url', 'auth_url', 'client_id'];

/** What is wrong with a server from which roles and collections come, in words; null if nothing is. */
export function serverProblem(
  name: string,
  value: Value,
): { readonly what: string; readonly rule: string } | null {
  const what = `The server \`${name}\``;
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    return { what: 'The name of a server', rule: 'made of small letters, digits and `_`: `hub`' };
  const entries: readonly (readonly [string, Value])[] =
    value.type === 'map' ? [...value.entries] : [['url', value]];
  for (const [key, each] of entries) {
    if (!SETTINGS.includes(key)) {
      const token = `ANSIBLE_GALAXY_SERVER_${name.toUpperCase()}_${key.toUpperCase()}`;
      return {
        what,
        rule: `given by ${SETTINGS.join(', ')}; \`${key}\` is read from the environment variable ${token}`,
      };
    }
    const text = textOf(each) ?? '';
    if (key === 'client_id') continue;
    if (/^https?:\/\/[^/]*@/.test(text)) {
      const token = `ANSIBLE_GALAXY_SERVER_${name.toUpperCase()}_TOKEN`;
      return {
        what,
        rule: `an address without a password; a token is read from the environment variable ${token}`,
      };
    }
    if (!/^https?:\/\/\S+$/.test(text))
      return { what, rule: 'an address: `https://hub.example.org/api/galaxy/`' };
  }
  return entries.some(([key]) => key === 'url') ? null : { what, rule: 'given by `url`' };
}
