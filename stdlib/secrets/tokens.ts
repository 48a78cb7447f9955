import { matchAt } from './secret.ts';
import type { Detector } from './secret.ts';
import { looksDrawn } from './values.ts';

/** A kind of token that can be told by its form alone. */
interface TokenForm {
  readonly needles: readonly string[];
  readonly words: string;
  /** Sticky, from the needle on. */
  readonly form: RegExp;
  /** What stands before the needle and belongs to the token, up to 16 characters. */
  readonly before?: RegExp;
  /** Whether part of it may be one of an example; it is looked at for chance otherwise. */
  readonly check?: (match: RegExpExecArray) => boolean;
}

const forms: readonly TokenForm[] = [
  {
    needles: ['akia', 'asia', 'abia', 'acca'],
    words: 'an AWS access key',
    form: /A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])/y,
  },
  { needles: ['aiza'], words: 'a Google API key', form: /AIza[\w-]{35}(?![\w-])/y },
  { needles: ['ya29.'], words: 'a Google access token', form: /ya29\.[\w-]{30,400}/y },
  { needles: ['gocspx-'], words: 'a Google client secret', form: /GOCSPX-[\w-]{28}(?![\w-])/y },
  {
    needles: ['accountkey=', 'sharedaccesskey='],
    words: 'a key of an Azure account',
    form: /(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{42,86}={1,2}/y,
  },
  {
    needles: ['q~'],
    words: 'a client secret of Azure',
    before: /(?<![\w.~-])[\w.~-]{3}[0-9]$/,
    form: /Q~[\w.~-]{31,34}(?![\w.~-])/y,
  },
  {
    needles: ['&sig=', '?sig='],
    words: 'a signed URL of Azure storage',
    form: /[?&]sig=[A-Za-z0-9%+/]{40,80}(?:=|%3D)/y,
  },
  {
    needles: ['gaaaaa'],
    words: 'a Keystone token',
    form: /gAAAAA([\w-]{60,400})={0,2}/y,
    check: (match) => looksDrawn(match[1]!),
  },
  { needles: ['vk1.a.'], words: 'a VK access token', form: /vk1\.a\.[\w-]{60,400}/y },
  {
    needles: [
      'glpat-',
      'gldt-',
      'glrt-',
      'glcbt-',
      'glptt-',
      'glft-',
      'glsoat-',
      'glimt-',
      'glffct-',
      'gloas-',
      'glagent-',
    ],
    words: 'a GitLab token',
    form: /gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|ffct|oas|agent)-[\w.-]{20,300}/y,
  },
  { needles: ['gr1348941'], words: 'a registration token of GitLab runners', form: /GR1348941[\w-]{20}/y },
  {
    needles: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    words: 'a GitHub token',
    form: /gh[pousr]_[A-Za-z0-9]{36,255}/y,
  },
  { needles: ['github_pat_'], words: 'a GitHub token', form: /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/y },
  {
    needles: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'],
    words: 'a Slack token',
    form: /(?:xox[bparse]|xapp)-[0-9A-Za-z-]{20,200}/y,
  },
  {
    needles: ['hooks.slack.com/services/'],
    words: 'a webhook of Slack',
    form: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{20,32}/y,
  },
  {
    needles: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    words: 'a webhook of Discord',
    form: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/y,
  },
  {
    needles: ['eyj'],
    words: 'a JSON Web Token',
    form: /(eyJ[\w-]{10,400})\.eyJ[\w-]{10,2000}\.[\w-]{20,700}/y,
    check: isJwt,
  },
  { needles: ['npm_'], words: 'an npm token', form: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  { needles: ['pypi-ag'], words: 'a PyPI token', form: /pypi-Ag[EI][\w-]{50,1000}/y },
  {
    needles: [':aa'],
    words: 'a token of a Telegram bot',
    before: /(?<!\d)\d{8,10}$/,
    form: /:AA[\w-]{33}(?![\w-])/y,
  },
  {
    needles: ['sk_live_', 'rk_live_', 'sk_test_'],
    words: 'a Stripe key',
    form: /[sr]k_(?:live|test)_[A-Za-z0-9]{20,250}/y,
  },
  { needles: ['sg.'], words: 'a SendGrid key', form: /SG\.[\w-]{20,24}\.[\w-]{39,50}/y },
  { needles: ['hvs.', 'hvb.', 'hvr.'], words: 'a Vault token', form: /hv[sbr]\.[\w-]{24,300}/y },
  { needles: ['dop_v1_', 'doo_v1_'], words: 'a DigitalOcean token', form: /do[op]_v1_[a-f0-9]{64}/y },
  { needles: ['dckr_pat_'], words: 'a Docker Hub token', form: /dckr_pat_[\w-]{27}/y },
  { needles: ['hf_'], words: 'a Hugging Face token', form: /hf_[A-Za-z]{34}(?![A-Za-z0-9])/y },
  {
    needles: ['sk-proj-', 'sk-ant-', 'sk-svcacct-'],
    words: 'a key of an AI service',
    form: /sk-(?:proj|ant|svcacct)-[\w-]{40,300}/y,
  },
  {
    needles: ['glsa_', 'glc_ey'],
    words: 'a Grafana token',
    form: /glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_ey[\w+/=]{40,400}/y,
  },
  { needles: ['aqvn'], words: 'a Yandex Cloud key', form: /AQVN[\w-]{35,38}(?![\w-])/y },
  { needles: ['y0_'], words: 'a Yandex token', form: /y0_[\w-]{50,70}(?![\w-])/y },
  { needles: ['nrak-'], words: 'a New Relic key', form: /NRAK-[A-Z0-9]{27}(?![A-Z0-9])/y },
  {
    needles: ['shpat_', 'shpss_', 'shppa_'],
    words: 'a Shopify token',
    form: /shp(?:at|ss|pa)_[a-fA-F0-9]{32}/y,
  },
  {
    needles: ['bearer '],
    words: 'a bearer token',
    form: /bearer {1,4}(?=[^\s"']{0,500}\d)([A-Za-z0-9._~+/-]{20,500}={0,2})(?![A-Za-z0-9({$])/iy,
    check: (match) => /[A-Za-z]/.test(match[1]!) && looksDrawn(match[1]!),
  },
  {
    needles: ['basic '],
    words: 'a password in an Authorization header',
    form: /basic {1,4}([A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9({$])/iy,
    check: (match) => isPair(match[1]!),
  },
  {
    needles: ['auth"', '_auth='],
    words: 'the password of a registry',
    form: /auth(?:"[ \t]{0,9}:[ \t]{0,9}"|=)([A-Za-z0-9+/]{8,4000}={0,2})/iy,
    check: (match) => isPair(match[1]!),
  },
];

/** Whether the header of a JWT is one. */
function isJwt(match: RegExpExecArray): boolean {
  return decoded(match[1]!)?.includes('"alg"') === true;
}

/** Whether base64 text is `user:password`. */
function isPair(text: string): boolean {
  return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x20-\x7e]{3,400}$/.test(decoded(text) ?? '');
}

function decoded(base64: string): string | null {
  try {
    return atob(base64.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return null;
  }
}

/** Every kind of token, told by its form. */
export const tokens: readonly Detector[] = forms.map(({ needles, words, form, before, check }) => ({
  needles,
  find(text, at) {
    // In the middle of other letters it is there by chance.
    if (before === undefined && isInside(text, at)) return null;
    const match = matchAt(form, text, at);
    if (match === null) return null;
    let start = at;
    if (before !== undefined) {
      const head = before.exec(text.slice(Math.max(0, at - 16), at));
      if (head === null) return null;
      start = at - head[0].length;
    }
    const end = at + match[0].length;
    if (!(check ?? drawn)(match)) return null;
    return { start, end, kind: 'token', words };
  },
}));

const drawn = (match: RegExpExecArray) => looksDrawn(match[0]);

/** Whether what begins here goes on from letters before it, other than those of an escape. */
function isInside(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  return /\w/.test(text[at]!) && /[A-Za-z0-9]$|[\w][-_]$/.test(before) && !/\\[nrt]$/.test(before);
}
