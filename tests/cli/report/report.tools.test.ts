import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { invariants } from '../../../stdlib/invariants.generated.ts';
import { allRules } from '../../../stdlib/rule-set.ts';
import { examples, root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { SHOP, report } from '../../support/report-of-shop.ts';

/** Where what a person may want to look at is left. */
const pictures = join(root, '.work/sign-off');

describe('in JUnit XML', () => {
  const validate = (text: string) =>
    execFileSync('xmllint', ['--noout', '--schema', join(root, 'tests/support/schemas/junit.xsd'), '-'], {
      input: text,
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  it.each(examples)('examples/%s is valid for its readers', async (name) => {
    const cwd = folder();
    cpSync(join(root, 'examples', name), cwd, { recursive: true });
    await vkc(cwd, ['check', '--report', 'r.xml', '--quiet'], { compile });
    validate(readFileSync(join(cwd, 'r.xml'), 'utf8'));
  });

  it('so are broken requirements and mistakes', async () => {
    const { text } = await report('r.xml', {
      'shop.vkimage': SHOP,
      'b/b.vkimage': 'image b { os = [oops] }\n',
    });
    expect(text).toContain('<testsuite name="source"');
    validate(text);
    expect(() => validate(text.replace('classname', 'class'))).toThrow();
  });
});

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    rmSync(pictures, { recursive: true, force: true });
    mkdirSync(pictures, { recursive: true });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...args, ...quiet] });
  });
  afterAll(() => browser.close());

  /** The page of all examples or of a text, with everything that the browser complained of or asked for. */
  async function open(text: string, width: number, colorScheme: 'light' | 'dark' = 'light') {
    const place = mkdtempSync(join(root, '.work/page-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
        troubles.push(request.url());
    });
    const file = join(place, 'report.html');
    writeFileSync(file, text);
    await page.goto(pathToFileURL(file).href);
    return { page, troubles };
  }

  const overflow = (page: Page) =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });

  async function multiOs(): Promise<string> {
    const cwd = folder();
    cpSync(join(root, 'examples/multi-os'), cwd, { recursive: true });
    await vkc(cwd, ['check', '--report', 'r.html', '--quiet'], { compile });
    return readFileSync(join(cwd, 'r.html'), 'utf8');
  }

  it.each([
    ['desktop', 1280, 'light'],
    ['desktop', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone', 390, 'dark'],
  ] as const)('has its table on the %s of %i px, %s, without a complaint', async (name, width, scheme) => {
    const { page, troubles } = await open(await multiOs(), width, scheme);
    const table = page
      .getByRole('heading', { name: 'Requirements', exact: true })
      .locator('..')
      .locator('table.matrix');
    expect(await table.isVisible()).toBe(true);
    expect(await table.locator('tbody tr:not(.topic)').count()).toBe(allRules().length + invariants.length);
    expect(await overflow(page)).toBe(0);
    await page.locator('details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
    expect(await overflow(page)).toBe(0);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background === 'rgb(246, 247, 249)').toBe(scheme === 'light');
    await page.screenshot({ path: join(pictures, `${name}-${scheme}.png`), fullPage: true });
    expect(troubles).toEqual([]);
  });

  it('shows text as text, and what is broken with a sign that has a name', async () => {
    const { page, troubles } = await open((await report('r.html')).text, 1280);
    expect(await page.title()).toBe('Image report: Shop <b>& sons</b> | [link](x)');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Shop <b>& sons</b> | [link](x)',
    );
    expect(await page.locator('main script, h1 b').count()).toBe(0);
    const row = page.locator('tr', {
      hasText: 'What is downloaded while the image is built has a checksum.',
    });
    const signs = row.getByRole('img');
    expect(await signs.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))).toEqual([
      'Broken',
      'Broken',
      'Allowed',
      'Allowed',
    ]);
    expect(troubles).toEqual([]);
  });

  it('prints on paper with all folds open and a place to sign', async () => {
    const { page } = await open(await multiOs(), 1280);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.signature').isVisible()).toBe(true);
    const folded = page.locator('.sections details:not([open]) td').first();
    expect(await folded.evaluate((each) => (each as HTMLElement).offsetHeight)).toBeGreaterThan(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    const pdf = await page.pdf({ path: join(pictures, 'paper.pdf'), preferCSSPageSize: true });
    expect(pdf.byteLength).toBeGreaterThan(10_000);
  });
});
