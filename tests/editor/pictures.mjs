// Makes the pictures in docs/editor.md with the playground, which has the same language server as every editor: `npm run docs:pictures`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../support/chromium.mjs';

const root = join(import.meta.dirname, '../..');
const out = join(root, 'docs/images');
mkdirSync(out, { recursive: true });

const [WIDTH, HEIGHT, SPACE] = [1180, 620, 6];

const SOURCE = `# A web shop.
image shop {
  title   = "Shop"
  version = "1.0.0"
  os      = [debian12, almalinux9]

  use web { port = 8080 }
}

role web {
  # Where it listens.
  param port: int = 80

  let server = match os.family {
    debian => "apache2"
    redhat => "httpd"
  }

  package "\${server}"
  file "/etc/shop.conf" {
    content = "listen \${port}\\n"
  }
  service "\${server}" { enabled = true }
}
`;

const browser = await launchChromium();
const context = await browser.newContext({
  viewport: { width: WIDTH, height: HEIGHT },
  colorScheme: 'light',
});
const page = await context.newPage();
page.setDefaultTimeout(60_000);

/** A picture of what these cover together, with some space around. */
async function picture(name, ...selectors) {
  await toLeft();
  await page.waitForTimeout(400);
  const boxes = await Promise.all(selectors.map((each) => page.locator(each).first().boundingBox()));
  const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - SPACE);
  const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)) - SPACE);
  const right = Math.min(WIDTH, Math.max(...boxes.map(({ x, width }) => x + width)) + SPACE);
  const bottom = Math.min(HEIGHT, Math.max(...boxes.map(({ y, height }) => y + height)) + SPACE);
  const clip = { x: left, y: top, width: right - left, height: bottom - top };
  await page.screenshot({ path: join(out, `${name}.png`), clip });
}

const line = (text) => page.locator('.source .cm-line', { hasText: text }).first();

/** Wide lines are brought into sight by scrolling them half out of it. */
const toLeft = () =>
  page.evaluate(() => document.querySelector('.source .cm-scroller').scrollTo({ left: 0 }));

async function goTo(text) {
  await toLeft();
  await line(text).click({ position: { x: 12, y: 8 } });
  await page.keyboard.press('End');
}

async function fresh() {
  await page.goto('about:blank');
  await page.goto(pathToFileURL(join(root, 'dist/playground.html')).href);
  await page.locator('.tree .file').first().waitFor();
  await page.locator('.source .cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(SOURCE);
  await page.locator('.tree summary', { hasText: 'web' }).first().waitFor();
  await page.locator('.hint').first().waitFor();
}

await fresh();
await goTo('service "');
await picture('inlay-hints', '.source .editor');

await line('param port').locator('.c-parameter').first().hover();
await page.locator('.cm-lsp-hover-tooltip').waitFor();
await picture('hover', '.cm-lsp-hover-tooltip', '.cm-line:has-text("param port")');
await page.mouse.move(5, 5);

await goTo('version = ');
await page.keyboard.press('Enter');
await page.keyboard.insertText('titel = "Our shop"');
await page.locator('.problems .go').first().waitFor();
await page.keyboard.press('Escape');
await picture('diagnostics', '.source .editor', '.problems');
await page
  .getByRole('button', { name: /^Actions for/ })
  .first()
  .click();
await page.getByRole('dialog').waitFor();
await picture('code-actions', 'dialog');
await page.keyboard.press('Escape');

await fresh();
await goTo('use web');
await page.keyboard.press('Enter');
await page.keyboard.type('pack', { delay: 60 });
await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
await page.waitForTimeout(600);
await picture('completion', '.cm-tooltip-autocomplete', '.cm-completionInfo', '.cm-line:has-text("pack")');
await page.keyboard.press('Escape');

await fresh();
await toLeft();
await line('let server').locator('.c-variable').first().click();
await page.mouse.move(5, 5);
await page.keyboard.press('Shift+F12');
await page.locator('.cm-lsp-reference-panel').waitFor();
await picture('references', '.source .editor');
await page.keyboard.press('Escape');
await page.locator('.source .cm-content').focus();
await page.mouse.move(5, 5);
await page.keyboard.press('F2');
await page.locator('.cm-lsp-rename-panel').waitFor();
await picture('rename', '.source .editor');
await page.keyboard.press('Escape');

await fresh();
await goTo('package "');
await page.locator('.viewer .linked').first().waitFor();
await picture('output', 'body');

await browser.close();
