import { expect, test } from 'vitest';
import { findSecrets } from '../../../stdlib/secrets/find.ts';
import { knownForms } from '../../../stdlib/secrets/known-forms.ts';

const SIGNS = 'q7Rk2mXv9LwT4zPb8sYcJ3nHdF6gVh5uKe1aZoWjN0iBtMxQyCfGpDrSlUEAOI';

/** Signs that look drawn by chance, and are none that anybody has. */
function drawn(length: number, of: RegExp = /./): string {
  const signs = [...SIGNS].filter((sign) => of.test(sign));
  return Array.from({ length }, (_, i) => signs[(i * 7 + ((i * i) >> 2)) % signs.length]!).join('');
}

const hex = (length: number) => drawn(length, /[0-9a-f]/);
const small = (length: number) => drawn(length, /[0-9a-z]/);

/** Tokens of services, as their makers write them. */
const TOKENS: readonly (readonly [service: string, text: string])[] = [
  ['Artifactory', `AK${'Cp'}${drawn(69)}`],
  ['EasyPost', `EZ${'AK'}${small(54)}`],
  ['Gitea', `gitea_token = "${hex(40)}"`],
  ['Harness', `pat.${drawn(22)}.${hex(24)}.${drawn(20)}`],
  ['Linear', `lin${'_api_'}${small(40)}`],
  ['Mailchimp', `mailchimp_key = "${hex(32)}-us12"`],
  ['Mailgun', `mailgun_key = "key-${hex(32)}"`],
  ['Notion', `ntn${'_'}${'49265314082'}${drawn(35, /[0-9A-Za-z]/)}`],
  ['Perplexity', `pplx${'-'}${drawn(48)}`],
  ['PlanetScale', `pscale${'_tkn_'}${drawn(43)}`],
  ['Postman', `PMAK${'-'}${hex(24)}-${hex(34)}`],
  ['Sendinblue', `xkeysib${'-'}${hex(64)}-${small(16)}`],
  ['SonarQube', `sonar_token = "sqp${'_'}${hex(40)}"`],
  ['Sourcegraph', `sgp${'_'}${hex(40)}`],
  ['Square', `EAAA${drawn(60)}`],
  ['Typeform', `typeform_token = "tfp${'_'}${small(59)}"`],
];

test.each(TOKENS)('a token of %s is found, and nothing of it is shown', (_, text) => {
  const found = findSecrets(`value: ${text}\n`);
  expect(found.length).toBeGreaterThan(0);
  for (const { words } of found) expect(words).not.toMatch(/[0-9A-Za-z]{20}/);
});

test('a placeholder of the same form is none', () => {
  for (const [, text] of TOKENS) {
    const placeholder = text.replace(/[0-9A-Za-z]{16,}/g, (part) => 'x'.repeat(part.length));
    expect(findSecrets(`value: ${placeholder}\n`).map(({ words }) => `${placeholder}: ${words}`)).toEqual([]);
  }
});

test('there are many forms', () => {
  expect(knownForms.length).toBeGreaterThan(150);
});
