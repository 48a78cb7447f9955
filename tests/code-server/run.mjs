#!/usr/bin/env node
// The packed extension in a real VS Code (code-server) in a real browser: opens an example, sees a mistake, mends it with a quick fix,
// completes, renames, opens the generated tree beside the source, compares two targets, pastes a task of Ansible.
//
//   npm run test:vscode [-- --pictures]
//
// With --pictures, those of docs/editor.md are made anew.
//
// Takes 3 minutes for the installation (600 MB from npm's registry, once) and half a minute for the rest; needs Chromium and a C++ compiler. Pictures of
// each step are left in .work/code-server.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../e2e/report.mjs';
import { launchChromium } from '../support/chromium.mjs';
import { packExtension } from '../vsce/pack.mjs';
import { installCodeServer } from './install.mjs';
import { featureSteps } from './features.mjs';
import { startCodeServer } from './server.mjs';
import { Workbench } from './workbench.mjs';

const root = join(import.meta.dirname, '../..');
const work = join(root, '.work/code-server');
const report = new Report();
const check = (title, problem) => report.check(title, problem);

rmSync(work, { recursive: true, force: true });
mkdirSync(join(work, 'features'), { recursive: true });
const installed = await report.stage('installation', () => installCodeServer());
const vsix = join(work, 'vkc.vsix');
await report.stage('package', () => {
  execFileSync(process.execPath, ['build.mjs', '--vscode'], { cwd: root, stdio: 'inherit' });
  if (!existsSync(join(root, 'tests/vsce/node_modules')))
    execFileSync('npm', ['ci', '--prefix', 'tests/vsce', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: 'inherit',
    });
  packExtension(vsix);
});
const folder = join(work, 'project');
cpSync(join(root, 'examples/multi-os'), folder, { recursive: true });

let server;
let browser;
try {
  server = await startCodeServer(installed, { vsix, folder, home: join(work, 'home') });
  browser = await launchChromium();
  const permissions = ['clipboard-read', 'clipboard-write'];
  const page = await browser.newPage({ viewport: { width: 1600, height: 950 }, permissions });
  const code = new Workbench(page, work);
  await steps(code, server.address);
  await featureSteps(code, report);
} finally {
  await browser?.close();
  server?.stop();
}
if (process.argv.includes('--pictures') && report.failed === 0)
  for (const name of readdirSync(join(work, 'features')))
    cpSync(join(work, 'features', name), join(root, 'docs/images', name));
console.log(`${report.passed} passed, ${report.failed} failed`);
process.exit(report.failed === 0 && report.passed > 0 ? 0 : 1);

async function steps(code, address) {
  const step = (title, body) => report.stage(title, () => code.step(title, body));

  await step('opens a project', async () => {
    await code.open(address);
    await code.openFile('postgres.vkimage');
    await code.line('image xaas-postgres').waitFor();
    await code.seen('10 targets: ubuntu2404, ubuntu2204, almalinux9, almalinux8');
    check('the lens over the image names its targets', '');
    await code.seen('Used 3 times');
    check('the lens over the role counts its uses', '');
    check('an example has no problems', (await code.problems()) !== '0 0' && (await code.problems()));
  });

  await step('shows a mistake and mends it', async () => {
    await code.addLineAfter('use monitoring', 'pakage jq');
    await code.page.locator('.squiggly-error').first().waitFor();
    check('a squiggle', '');
    await code.cursorIn('pakage jq', 'pakage');
    const said = await code.hover((text) => text.includes('pakage'));
    check('the message is said at the name', !said.includes('pakage') && said);
    await code.fix('package');
    await code.line('package jq').waitFor();
    await code.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    check('the quick fix mends it', '');
  });

  await step('completes', async () => {
    await code.addLineAfter('package jq', 'serv');
    const rows = await code.suggestions();
    check('a kind is offered', !rows.some((row) => row.startsWith('service')) && rows.join(', '));
    await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('Control+Shift+K');
  });

  await step('says what a name is', async () => {
    await code.cursorIn('use postgres { version', 'postgres');
    const said = await code.hover();
    check('the hover has the words of the role', !said.includes('Install PostgreSQL') && said);
  });

  await step('converts a task of Ansible that is pasted', async () => {
    await code.addLineAfter('use monitoring', '');
    await code.paste('- name: Search tools\n  apt:\n    name: [jq, ripgrep]\n');
    await code.line('- name: Search tools').waitFor();
    await code.pasteAs('Paste the Ansible task as vkimage');
    await code.line('package [jq, ripgrep] {').waitFor();
    check(
      'by what is offered after the paste',
      (await code.count('- name')) !== 0 && 'the task is still there',
    );
    await code.page.keyboard.press('Control+Z');
    await code.line('package [jq, ripgrep] {').waitFor({ state: 'detached' });
    await code.paste('- name: Search tools\n  apt:\n    name: [jq, ripgrep]\n');
    await code.line('name: [jq, ripgrep]').waitFor();
    await code.leavePasted();
    await code.goTo('name: [jq, ripgrep]');
    await code.fix('Convert the Ansible task to vkimage');
    await code.line('package [jq, ripgrep] {').waitFor();
    await code.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    check('by a quick fix', '');
    await code.page.keyboard.press('Control+Z');
    await code.line('name: [jq, ripgrep]').waitFor();
    check('which one step undoes', '');
    await code.page.keyboard.press('Control+Z');
  });

  await step('opens the library', async () => {
    await code.cursorIn('use monitoring', 'monitoring');
    await code.page.keyboard.press('F12');
    await code.line('role monitoring {').waitFor();
    check('the definition is that of the library', '');
    await code.page.keyboard.type('x');
    await code.seen('read-only', '.monaco-editor-overlaymessage');
    check('which cannot be written', '');
    await code.openFile('postgres.vkimage');
    await code.line('image xaas-postgres').waitFor();
  });

  await step('renames', async () => {
    await code.cursorIn('use postgres { version', 'postgres');
    await code.page.keyboard.press('F2');
    await code.page.locator('.rename-box input').fill('database');
    await code.page.keyboard.press('Enter');
    await code.line('role database').waitFor();
    check('the declaration has the new name', '');
    check('so has each use', (await code.count('use database')) !== 3 && (await code.count('use database')));
  });

  await step('shows the generated tree beside the source', async () => {
    await code.command('vkc: Show a Generated File');
    await code.choose('provision.yml');
    const beside = code.page.locator('.editor-group-container').nth(1);
    await beside.locator('.view-line').first().waitFor();
    const text = await beside.innerText();
    check(
      'the playbook stands beside it',
      !text.replaceAll('\u00a0', ' ').includes('Provision xaas-postgres') && text,
    );
  });

  await step('marks what comes from a line', async () => {
    await code.cursorIn('use backup', 'backup');
    const marked = code.page
      .locator('.editor-group-container')
      .nth(1)
      .locator('.view-overlays .cdr[class*="ced-"]');
    await marked.first().waitFor();
    const lines = await marked.count();
    check(`some of the generated lines, not all of them (${lines})`, lines > 20 && lines);
  });

  await step('compares two targets', async () => {
    await code.command('vkc: Compare Two Targets');
    await code.choose('Ubuntu 24.04 LTS', 'AlmaLinux 9');
    await code.page
      .locator('.multiDiffEntry .line-delete, .monaco-diff-editor .line-delete')
      .first()
      .waitFor();
    check('what differs is marked', '');
    await code.picture('difference', '.multiDiffEntry');
    await code.openFile('postgres.vkimage');
  });

  await step('has a view of images and targets', async () => {
    await code.command('vkc: Show Targets');
    const row = code.page.locator('.pane-body .monaco-list-row', { hasText: 'xaas-postgres' }).first();
    await row.waitFor();
    check('the image is in it', '');
    await row.click();
    await code.page.keyboard.press('ArrowRight');
    await code.page
      .locator('.pane-body .monaco-list-row', { hasText: 'Ubuntu 24.04 LTS, standby' })
      .waitFor();
    check('and its targets', '');
  });

  await step('keeps the last good tree while the source is broken', async () => {
    await code.goTo('title   = ');
    await code.page.keyboard.press('End');
    await code.page.keyboard.type(' {{');
    await code.page.locator('.squiggly-error').first().waitFor();
    await code.seen('10 targets: ubuntu2404');
    check('the targets are still known', '');
    await code.page.keyboard.press('Control+Z');
  });

  await step('is quiet', async () => {
    const toasts = await code.page.locator('.notification-toast').allInnerTexts();
    const ours = toasts.filter((text) => /vkc|language server/i.test(text));
    check('nothing pops up', ours.length > 0 && ours.join('\n'));
  });
}
