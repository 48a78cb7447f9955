// What docs/editor.md shows of each feature, seen in VS Code: each step uses it, and leaves its picture in `features`.
const FILE = 'postgres.vkimage';
/** The line of its role. */
const ROLE = 40;

/** The steps begin and end with the example as it is. `report` counts the checks. */
export async function featureSteps(code, report) {
  const { page } = code;
  const { keyboard } = page;
  const step = (title, body) => report.stage(title, () => code.step(title, body));
  const check = (title, problem) => report.check(title, problem);
  const revert = () => code.command('File: Revert File');

  await step('starts anew', async () => {
    await page.setViewportSize({ width: 1000, height: 760 });
    await code.command('View: Close All Editors');
    const discard = page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" });
    if (await discard.isVisible().catch(() => false)) await discard.click();
    await code.command('View: Close Primary Side Bar');
    await code.openFile(FILE);
    await code.seen('10 targets: ubuntu2404');
  });

  await step('code lens', async () => {
    await code.picture('code-lens', code.line('# PostgreSQL on four systems'), code.line('os      = ['));
  });

  await step('signature help', async () => {
    await code.addLineAfter('mcs_name = ', 'note = replace(os.title, ');
    const help = page.locator('.parameter-hints-widget.visible');
    await help.waitFor();
    const said = await help.innerText();
    check('the parameters of the function are named', !said.includes('replace(') && said);
    await code.picture('signature-help', help, code.line('note = replace'));
    await keyboard.press('Escape');
    await revert();
  });

  await step('definition', async () => {
    await code.cursorIn('use monitoring', 'monitoring');
    await code.command('Peek Definition');
    const peek = page.locator('.peekview-widget');
    await peek.locator('.view-line', { hasText: 'role\u00a0monitoring' }).first().waitFor();
    check('the role of the library is shown in place', '');
    await code.picture('definition', code.line('use monitoring'), peek);
    await keyboard.press('Escape');
  });

  await step('document symbols', async () => {
    await keyboard.press('Control+Shift+O');
    const list = page.locator('.quick-input-widget:visible');
    await list.locator('.monaco-list-row', { hasText: 'end-of-life-soon' }).first().waitFor();
    check('the outline has what an image is made of', '');
    await code.picture('document-symbols', list);
    await keyboard.press('Escape');
  });

  await step('workspace symbols', async () => {
    await keyboard.press('Control+P');
    const list = page.locator('.quick-input-widget:visible');
    await list.locator('input[type="text"]').first().fill('#postgres');
    await list.locator('.monaco-list-row', { hasText: 'xaas-postgres' }).first().waitFor();
    check('an image is found by a part of its name', '');
    await code.picture('workspace-symbols', list);
    await keyboard.press('Escape');
  });

  await step('folding', async () => {
    await code.command('Fold All');
    await code.line('use monitoring').waitFor({ state: 'detached' });
    check('blocks are folded', '');
    await code.picture('folding', code.line('image xaas-postgres'), code.line('role postgres'));
    await code.command('Unfold All');
    await code.line('use monitoring').waitFor();
  });

  await step('selection ranges', async () => {
    await code.cursorIn('disk   = 50G', '50G');
    for (let times = 0; times < 5; times++) await keyboard.press('Shift+Alt+ArrowRight');
    const selected = page.locator('.view-overlays .selected-text');
    await selected.first().waitFor();
    await code.picture('selection-ranges', code.line('os      = ['), code.line('metadata {'));
    const lines = await selected.count();
    check(`the selection grows to the block (${lines} lines)`, lines < 3 && lines);
    await code.goTo('title   = ');
  });

  await step('semantic tokens', async () => {
    await code.cursorIn('use postgres { version', 'postgres');
    await code.command('Developer: Inspect Editor Tokens and Scopes');
    const shown = page.locator('.token-inspect-widget');
    await shown.waitFor();
    await page.waitForTimeout(1000);
    const said = await shown.innerText();
    check('a use of a role is a name of its own kind', !/semantic token type\s+\w+/.test(said) && said);
    await code.picture('semantic-tokens', code.line('title   = '), shown);
    await keyboard.press('Escape');
  });

  await step('formatting', async () => {
    await code.addLineAfter('disk   = 50G', 'cpu=2');
    await code.picture('formatting-before', code.line('build {'), code.line('memory = 4G'));
    await code.command('Format Document');
    await code.line('cpu    = 2').waitFor();
    check('the document is formatted', '');
    await code.picture('formatting', code.line('build {'), code.line('memory = 4G'));
    await revert();
  });

  await step('document links', async () => {
    await code.addLineAfter(
      'use monitoring',
      'file "/etc/motd" { source = file("files/backup_postgres.sh") }',
    );
    const link = page.locator('.detected-link').first();
    await link.waitFor();
    await link.hover();
    const tip = page.locator('.monaco-hover:visible').first();
    await tip.waitFor();
    check(
      'a path leads to its file',
      !/follow link|open file/i.test(await tip.innerText()) && (await tip.innerText()),
    );
    await code.picture('document-links', tip, code.line('file "/etc/motd"'));
    await keyboard.press('Escape');
    await revert();
  });

  await step('call hierarchy', async () => {
    await code.toLine(ROLE);
    await code.cursorIn('role postgres', 'postgres');
    await code.command('Peek Call Hierarchy');
    const peek = page.locator('.peekview-widget');
    await peek.locator('.monaco-list-row', { hasText: 'xaas-postgres' }).first().waitFor();
    check('the image that uses a role is named', '');
    await code.picture('call-hierarchy', code.line('role postgres'), peek);
    await keyboard.press('Escape');
  });

  await step('linked editing', async () => {
    await code.toLine(ROLE);
    await code.cursorIn('role postgres', 'postgres');
    await page.locator('.linked-editing-decoration').first().waitFor();
    await keyboard.type('X');
    await code.line('use poXstgres').waitFor();
    check('each use changes with the name', '');
    await code.picture('linked-editing', code.line('use poXstgres {'), code.line('role poXstgres'));
    await revert();
  });
}
