import { matchAt } from './secret.ts';
import type { Detector, Secret } from './secret.ts';
import { isHarmless, isKnownPassword, isReference } from './values.ts';

/** Passwords among the arguments of commands, and in lines whose columns say what they are. */
const forms: readonly { readonly needles: readonly string[]; readonly form: RegExp }[] = [
  { needles: ['sshpass '], form: /sshpass {1,4}-p ?(["']?)([^\s"']{3,100})\1/dy },
  {
    needles: ['curl '],
    form: /curl [^\n|;]{0,200}?(?:-u|--user|-U|--proxy-user)[ =]?(["']?)[^\s:"'$]{1,64}:([^\s"']{3,100})\1/dy,
  },
  {
    needles: ['chpasswd'],
    form: /chpasswd(?: -\w| --[\w-]{1,20}){0,3} {0,2}<<<? ?(["'])[^\s:"'$]{1,64}:([^\s"'$]{3,100})\1/dy,
  },
  {
    needles: ['echo ', 'printf '],
    form: /(?:echo|printf)(?: -\w+)? (["']?)[\w.-]{1,64}:([^\s"'$:|]{3,100}?)(?:\\n)?\1 {0,4}\| {0,4}(?:sudo )?(?:\/usr\/sbin\/)?chpasswd/dy,
  },
  {
    needles: ['mysql', 'mariadb'],
    form: /(?:mysql|mariadb)(?:admin|dump|-admin|-dump|import|check)?(?: [^\s|;'"]{1,100}){0,8}? -p(["']?)([^\s"'|;]{3,100})\1(?=\s|$|["';|])/dy,
  },
  {
    needles: ['login '],
    form: /(?:docker|podman|buildah|registry|oras|az|crane|nerdctl) login(?: [^\s|;]{1,100}){0,6}? -p[ =]?(["']?)([^\s"']{3,100})\1/dy,
  },
  {
    needles: ['htpasswd '],
    form: /htpasswd (?:-\w+ ){0,4}-\w*b\w* (?:-\w+ ){0,4}[^\s]{1,200} [^\s]{1,64} (["']?)([^\s"']{3,100})\1/dy,
  },
  { needles: ['redis-cli'], form: /redis-cli(?: [^\s|;]{1,100}){0,6}? -a (["']?)([^\s"']{3,100})\1/dy },
  { needles: ['identified '], form: /IDENTIFIED (?:WITH [\w'"]{1,40} )?BY (["'])([^'"\n]{3,200})\1/diy },
  { needles: [':5432:', ':*:'], form: /:(?:5432|\*):[^\s:]{1,64}:[^\s:]{1,64}:()([^\s:]{3,100})$/dmy },
  {
    needles: ['plain_text_passwd', 'chpasswd:'],
    form: /(?:plain_text_passwd|chpasswd):[^\S\n]{0,4}(["']?)([^\s"'{]{3,100})\1$/dmy,
  },
];

export const commands: readonly Detector[] = forms.map(({ needles, form }) => ({
  needles,
  find(text, at) {
    // `docker login` begins before its needle.
    const from = needles[0] === 'login ' ? text.slice(Math.max(0, at - 9), at).search(/\w+ $/) : -1;
    const begin = from < 0 ? at : Math.max(0, at - 9) + from;
    const match = matchAt(form, text, begin);
    const place = match?.indices?.[2];
    return place === undefined ? null : judge(match![2]!, place);
  },
}));

function judge(value: string, [start, end]: readonly [number, number]): Secret | null {
  if (isKnownPassword(value)) {
    return { start, end, kind: 'default-password', words: 'a password that everyone knows' };
  }
  if (isReference(value) || isHarmless(value)) return null;
  return { start, end, kind: 'password', words: 'a password' };
}
