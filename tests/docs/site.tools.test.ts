import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { launchChromium } from '../support/chromium.mjs';

/** A browser on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000 });

const root = join(import.meta.dirname, '../..');
const site = join(root, '.work/site');
/** Where what a person may want to look at is left. */
const pictures = join(root, '.work/site-pictures');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  for (const folder of [site, pictures]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  execFileSync('npm', ['run', '-s', 'docs:site', '--', '--outDir', site], { cwd: root, stdio: 'pipe' });
  server = createServer(({ url = '/' }, response) => {
    const path = normalize(new URL(url, 'http://localhost').pathname).replace(/\/$/, '/index.html');
    const file = join(site, path);
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((done) => (server === undefined ? done(null) : server.close(done)));
});

/** A page of the site, with everything that went wrong and every request that left the site. */
async function open(path: string, width: number, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:'))
      troubles.push(request.url());
  });
  await page.goto(`${address}${path}`, { waitUntil: 'networkidle' });
  return { page, troubles };
}

const overflow = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });

it('finds a word, and leads to where it stands', async () => {
  const { page, troubles } = await open('/', 1280);
  const box = page.getByRole('searchbox');
  // The page listens to keys once its script has run, of which nothing can be seen.
  await vi.waitFor(
    async () => {
      await page.keyboard.press('Control+k');
      await box.waitFor({ timeout: 2000 });
    },
    { timeout: 60_000 },
  );
  await box.fill('quiesce');
  const result = page.locator('.VPLocalSearchBox .result', { hasText: 'Required metadata' }).first();
  await result.waitFor();
  await page.screenshot({ path: join(pictures, 'search.png') });
  await result.click();
  await page.waitForURL(/\/platform\.html#required-metadata$/);
  const heading = page.getByRole('heading', { name: 'Required metadata' });
  // The address changes before the page does.
  await heading.waitFor();
  expect(troubles).toEqual([]);
});

it('colours sources, and leaves the braces of Ansible alone', async () => {
  const { page } = await open('/language/', 1280);
  const block = page.locator('div.language-vkimage').first();
  const colours = (text: string) =>
    block
      .locator('span.line span', { hasText: new RegExp(`^\\s*${text}\\s*$`) })
      .first()
      .evaluate((each) => getComputedStyle(each).color);
  const plain = await block.locator('code').evaluate((each) => getComputedStyle(each).color);
  expect(await colours('image')).not.toBe(plain);
  // A name is one piece: `os` is not coloured by half.
  const pieces = await block.locator('span.line span').allTextContents();
  expect(pieces.map((piece) => piece.trim())).not.toContain('o');
  const { page: other } = await open('/coverage.html', 1280);
  expect(await other.locator('code', { hasText: '{{ … }}' }).count()).toBeGreaterThan(0);
});

it('leads from page to page by links that name a README', async () => {
  const { page, troubles } = await open('/platform.html', 1280);
  await page.locator('main').getByRole('link', { name: 'rules', exact: true }).first().click();
  await page.waitForURL(/\/rules\/(index\.html)?$/);
  await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
  expect(troubles).toEqual([]);
});

it.each([
  ['/', 'home'],
  ['/tutorial.html', 'tutorial'],
  ['/coverage.html', 'coverage'],
  ['/reference/kinds/package.html', 'kind'],
  ['/rules/security.html', 'rules'],
] as const)('%s fits a desktop and a phone, light and dark', async (path, name) => {
  for (const [device, width] of [
    ['desktop', 1280],
    ['phone', 390],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const { page, troubles } = await open(path, width, scheme);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await overflow(page)).toBe(0);
      const dark = await page.evaluate(() => document.documentElement.classList.contains('dark'));
      expect(dark).toBe(scheme === 'dark');
      await page.screenshot({ path: join(pictures, `${name}-${device}-${scheme}.png`) });
      expect(troubles).toEqual([]);
    }
});
