import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { compile, memoryHost, render } from '../../index.ts';
import { launchChromium } from '../support/chromium.mjs';
import { root } from '../support/examples.ts';

/** A browser on a busy machine takes its time. */
vi.setConfig({ testTimeout: 240_000 });
const PATIENCE = 90_000;

const file = join(root, 'dist/playground.html');
const address = pathToFileURL(file).href;
/** Where what a person may want to look at is left. */
const pictures = join(root, '.work/playground-pictures');

let browser: Browser;

beforeAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  browser = await launchChromium();
});

afterAll(() => browser?.close());

interface Options {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly fragment?: string;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
}

/** The page from its file, with all that it says on the console and every request that leaves it. */
async function open({ width = 1400, scheme = 'light', fragment = '', before }: Options = {}) {
  const viewport = { width, height: 860 };
  const context = await browser.newContext({ viewport, colorScheme: scheme, acceptDownloads: true });
  onTestFinished(() => context.close());
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url().split('#')[0] !== address)
      troubles.push(request.url());
  });
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(`${address}${fragment}`);
  await page.locator('body[data-ready]').waitFor();
  await page.locator('.tree .file').first().waitFor({ state: 'attached' });
  return { page, troubles };
}

const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: PATIENCE });
const sourceLine = (page: Page, text: string) => page.locator('.source .cm-line', { hasText: text }).first();
const outputLines = (page: Page, name = '') => page.locator(`.viewer .cm-line${name}`);
const problems = (page: Page) => page.locator('.problems li:not(.none)');
const shownFile = (page: Page) => page.locator('.links b').textContent();

/** Puts the cursor behind a line of the source. */
async function goTo(page: Page, text: string): Promise<void> {
  await sourceLine(page, text).click({ position: { x: 12, y: 8 } });
  await page.keyboard.press('End');
}

async function addLine(page: Page, after: string, text: string): Promise<void> {
  await goTo(page, after);
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(text);
}

const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

it('is one file of at most 900 KiB', () => {
  expect(statSync(file).size).toBeLessThanOrEqual(900 * 1024);
});

it('opens from a file, compiles in a worker, and asks nobody for anything', async () => {
  const { page, troubles } = await open();
  expect(await page.locator('body').getAttribute('data-ready')).toBe('worker');
  await eventually(() => shownFile(page)).toBe('xaas-service-name.pkr.hcl');
  await eventually(() => outputLines(page, ' .c-keyword').first().textContent()).toBe('variable');
  await sourceLine(page, 'image').locator('.c-keyword').waitFor();
  await picture(page, 'service');
  expect(troubles).toEqual([]);
});

it.each([
  ['refuses them at once', () => void (globalThis.Worker = undefined as never)],
  [
    'says so only later',
    () => {
      globalThis.Worker = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => this.dispatchEvent(new Event('error', { cancelable: true })), 50);
        }
        postMessage() {
          // Nobody is there.
        }
      } as never;
    },
  ],
])('works without workers where the browser %s', async (_how, before) => {
  const { page, troubles } = await open({ before });
  await addLine(page, 'version = "1.0.0"', 'titel = "x"');
  await problems(page).first().waitFor();
  expect(troubles).toEqual([]);
});

describe('an edit', () => {
  it('shows its problem, which an action mends', async () => {
    const { page, troubles } = await open();
    await addLine(page, 'version = "1.0.0"', 'titel = "x"');
    await eventually(() => problems(page).first().textContent()).toContain('Did you mean title?');
    await page.getByText('This is the output of the last version').waitFor();
    expect(await page.locator('.cm-lintRange-error').count()).toBe(1);
    await picture(page, 'problem');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: /title/ }).click();
    await eventually(() => page.locator('.source .cm-content').textContent()).not.toContain('titel');
    expect(troubles).toEqual([]);
  });

  it('marks the files and the lines that it changes', async () => {
    const { page } = await open();
    await addLine(page, 'use docker', 'package jq');
    await page.locator('.file.changed, .file.added').first().waitFor();
    await page.locator('.file.changed', { hasText: 'README.md' }).click();
    await eventually(() => outputLines(page, '.changed').count()).toBeGreaterThan(0);
    await picture(page, 'changed');
    await page.getByRole('button', { name: 'Clear the marks of what has changed' }).click();
    await eventually(() => page.locator('.file.changed, .file.added').count()).toBe(0);
  });

  it('is completed, explained and formatted by the language server', async () => {
    const { page, troubles } = await open();
    await addLine(page, 'use docker', '');
    await page.keyboard.type('packa', { delay: 40 });
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'package' }).first().waitFor();
    await picture(page, 'completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await sourceLine(page, 'use myapp').locator('.c-parameter, .c-property').first().hover();
    await eventually(() => page.locator('.cm-lsp-hover-tooltip').textContent()).toContain('4 on ubuntu2404');
    expect(troubles).toEqual([]);
  });
});

describe('the output', () => {
  it('is that of one target, and the difference of two', async () => {
    const { page, troubles } = await open();
    await page.getByLabel('Sample').selectOption('multi-os');
    await eventually(() => page.getByLabel('Target').locator('option').count()).toBe(11);
    await page.getByLabel('Target').selectOption('xaas-postgres-almalinux9');
    await page.getByLabel('Compare with').selectOption('xaas-postgres-ubuntu24');
    await page.locator('.file', { hasText: '.images.yaml' }).click();
    await page.locator('.viewer .cm-deletedChunk').first().waitFor();
    const marks = await page.locator('.tree .file').allTextContents();
    expect(marks.length).toBeGreaterThan(3);
    expect(marks.filter((each) => !/differs|only on/.test(each))).toEqual([]);
    await picture(page, 'difference');
    expect(troubles).toEqual([]);
  });

  it('and the source are linked both ways', async () => {
    const { page, troubles } = await open();
    await goTo(page, 'use monitoring');
    await outputLines(page, '.linked').first().waitFor();
    expect(await shownFile(page)).toContain('monitoring/tasks/main.yml');
    expect(await outputLines(page, '.linked').first().textContent()).toBe('---');
    await picture(page, 'linked');
    await page.locator('.file', { hasText: 'app.py' }).click();
    await page.locator('.viewer .cm-line').nth(1).click();
    await page.locator('.source .origin').waitFor();
    const origin = await page.locator('.source .origin').textContent();
    expect(origin).toContain('app.py');
    // With the keyboard, there and back.
    await page.keyboard.press('Alt+o');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Source service.vkimage');
    await page.keyboard.press('Alt+o');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toMatch(/^Output /);
    expect(troubles).toEqual([]);
  });
});

it('goes to a declaration in the library, and renames in all files', async () => {
  const { page, troubles } = await open();
  await sourceLine(page, 'use docker').locator('.c-namespace, .c-class').last().click();
  await page.keyboard.press('F12');
  await page.getByRole('tab', { name: 'vkc:roles/docker.vkimage', selected: true }).waitFor();
  await page.getByRole('tab', { name: 'service.vkimage' }).click();
  await goTo(page, 'role myapp');
  await page.keyboard.press('Home');
  for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await page.locator('.cm-lsp-rename-panel input').fill('webapp');
  await page.keyboard.press('Enter');
  await eventually(() => page.locator('.source .cm-content').textContent()).toContain('use webapp');
  await eventually(() => problems(page).count()).toBe(0);
  expect(troubles).toEqual([]);
});

describe('a project', () => {
  it('is shared by the address', async () => {
    const { page } = await open();
    await addLine(page, 'use docker', 'package "jq"');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText('The link is copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const { page: other, troubles } = await open({ fragment: new URL(link).hash });
    expect(await other.locator('.source .cm-content').textContent()).toContain('package "jq"');
    expect(await other.getByRole('tab').allTextContents()).toEqual(
      await page.getByRole('tab').allTextContents(),
    );
    expect(troubles).toEqual([]);
  });

  it('is one step back after another one was chosen', async () => {
    const { page, troubles } = await open();
    await addLine(page, 'use docker', 'package "jq"');
    await page.getByLabel('Sample').selectOption('minimal');
    await eventually(() => page.getByRole('tab').allTextContents()).toEqual(['minimal.vkimage']);
    await page.goBack();
    await eventually(() => page.locator('.source .cm-content').textContent()).toContain('package "jq"');
    expect(troubles).toEqual([]);
  });

  it('is the sample if the address holds none', async () => {
    const { page, troubles } = await open({ fragment: '#nothing' });
    expect(await page.locator('.source .cm-content').textContent()).toContain('image xaas-service-name');
    expect(troubles).toEqual([]);
  });

  it('is saved as an archive with the trees that vkc compile writes', async () => {
    const { page } = await open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as a zip archive' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('xaas-service-name.zip');
    const files = unzipSync(readFileSync(await download.path()));
    const names = Object.keys(files).filter((name) => !name.startsWith('out/'));
    expect(names).toContain('files/app.py');
    const sources = Object.fromEntries(names.map((name) => [name, files[name]!]));
    const compilation = compile({ host: memoryHost(sources), entries: ['service.vkimage'] });
    const [image] = compilation.images;
    const written = render(image!, compilation).map(({ path, content }) => [
      `out/xaas-service-name/${path}`,
      typeof content === 'string' ? content : new TextDecoder().decode(content),
    ]);
    const saved = Object.entries(files)
      .filter(([name]) => name.startsWith('out/'))
      .map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    expect(Object.fromEntries(saved)).toEqual(Object.fromEntries(written));
  });

  it('has files that are added, renamed and removed', async () => {
    const { page, troubles } = await open();
    await page.getByRole('button', { name: 'Add a file' }).click();
    await page.getByRole('textbox', { name: /^Path/ }).fill('../roles.vkimage');
    await page.keyboard.press('Enter');
    await page.getByText('Use letters, digits').waitFor();
    await page.getByRole('textbox', { name: /^Path/ }).fill('roles.vkimage');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'roles.vkimage', selected: true }).waitFor();
    await page.keyboard.insertText('role extra { package jq }\n');
    await page.getByRole('tab', { name: 'service.vkimage' }).click();
    await addLine(page, '# A service', 'import "roles.vkimage"');
    await addLine(page, 'use docker', 'use extra');
    await page.locator('.file', { hasText: 'main.yml' }).first().waitFor();
    await eventually(() => page.locator('.tree summary', { hasText: 'extra' }).count()).toBe(1);
    await page.getByRole('tab', { name: 'roles.vkimage' }).click();
    await page.getByRole('button', { name: 'Rename or remove this file' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await eventually(() => problems(page).first().textContent()).toContain('There is no file roles.vkimage');
    expect(troubles).toEqual([]);
  });
});

/** What axe-core finds wrong. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const found = await tool.run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

describe.each([
  ['light', 1400],
  ['dark', 1400],
  ['light', 390],
  ['dark', 390],
] as const)('in %s colours at a width of %i', (scheme, width) => {
  it('fits, and is without violations of accessibility', async () => {
    const { page, troubles } = await open({ scheme, width });
    const view = async (name: string) => {
      if (width < 800)
        await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click();
    };
    const look = async (name: string) => {
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await picture(page, `${name}-${scheme}-${width}`);
      expect(await violations(page), name).toEqual([]);
    };
    await page.getByLabel('Sample').selectOption('multi-os');
    await eventually(() => page.getByLabel('Target').locator('option').count()).toBe(11);
    await goTo(page, 'use monitoring');
    await outputLines(page, '.linked').first().waitFor({ state: 'attached' });
    await look('source');
    await view('Output');
    await look('output');
    await page.getByLabel('Compare with').selectOption('xaas-postgres-almalinux9');
    await page.locator('.viewer .cm-changedLine').first().waitFor({ state: 'attached' });
    await look('compare');
    await view('Source');
    await addLine(page, 'version = "1.4.0"', 'titel = "x"');
    await problems(page).first().waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await view('Problems');
    await look('problems');
    await page.getByRole('button', { name: 'Help' }).click();
    await look('help');
    expect(troubles).toEqual([]);
  });
});
