import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { callback, callbackName, recordVariable } from '../../../cli/verify/callback.ts';
import { renderJunit } from '../../../cli/verify/junit.ts';
import { renderPage } from '../../../cli/verify/page.ts';
import { parseRecord } from '../../../cli/verify/record.ts';
import { folder } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';
import { SOUND, VERIFICATION } from '../../support/verification.ts';

test.each([
  ['where something is wrong', VERIFICATION],
  ['where all is well', SOUND],
])('JUnit is valid for its readers, %s', (_, report) => {
  const schema = join(root, 'tests/support/schemas/junit.xsd');
  execFileSync('xmllint', ['--noout', '--schema', schema, '-'], {
    input: renderJunit(report),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
});

const PLAY = `- name: Verify
  hosts: all
  gather_facts: false
  ignore_errors: true
  tasks:
    - name: See whether
      ansible.builtin.raw: echo hello
      register: seen
      tags: held-point

    - name: It says hello
      ansible.builtin.assert:
        that: "'hello' in seen.stdout"
        quiet: true
      tags: held-point

    - name: It says ё & <more>
      ansible.builtin.assert:
        that: "'more' in seen.stdout"
        fail_msg: "it says: {{ seen.stdout | trim }} ё"
        quiet: true
      tags: broken-point

    - name: Of another target
      ansible.builtin.assert: { that: false }
      when: false
      tags: other-point
`;

test('Ansible reports the result and the place of each check', () => {
  const cwd = folder({ 'tests/verify.yml': PLAY, [`plugins/${callbackName}.py`]: callback });
  execFileSync('ansible-playbook', ['-i', 'localhost,', '-c', 'local', 'tests/verify.yml'], {
    cwd,
    stdio: 'pipe',
    env: {
      ...process.env,
      ANSIBLE_CALLBACK_PLUGINS: join(cwd, 'plugins'),
      ANSIBLE_CALLBACKS_ENABLED: callbackName,
      ANSIBLE_LOCAL_TEMP: join(cwd, 'tmp'),
      [recordVariable]: join(cwd, 'record'),
    },
  });
  expect(parseRecord(readFileSync(join(cwd, 'record'), 'utf8'))).toEqual({
    points: [
      { id: 'held-point', title: 'It says hello', line: 11, holds: true, found: '' },
      { id: 'broken-point', title: 'It says ё & <more>', line: 17, holds: false, found: 'it says: hello ё' },
    ],
    changed: 1,
    problem: null,
  });
});

test('Chromium shows the page on all screens, without a complaint', async () => {
  const pictures = join(root, '.work/verify-page');
  mkdirSync(pictures, { recursive: true });
  const place = mkdtempSync(join(root, '.work/page-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const file = join(place, 'report.html');
  writeFileSync(file, renderPage(VERIFICATION));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  onTestFinished(() => browser.close());
  for (const [name, width, colorScheme] of [
    ['desktop', 1280, 'light'],
    ['phone', 390, 'dark'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(pathToFileURL(file).href);
    expect(await page.title()).toBe('Verification: Hello <b>& sons</b>, xaas-hello');
    const row = page.locator('tr', { hasText: 'Title of <no-passwords> & more' });
    const signs = await row
      .getByRole('img')
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    expect(signs).toEqual(['Fails', 'Fails', 'Not run']);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    expect(troubles).toEqual([]);
    await context.close();
  }
});
