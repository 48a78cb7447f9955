// What a person does in VS Code, by keyboard and by what is on the screen.
import { join } from 'node:path';

const PATIENCE = 40_000;

export class Workbench {
  #number = 0;

  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
    page.setDefaultTimeout(PATIENCE);
  }

  /** Runs `body` and leaves a picture of how it ended. */
  async step(title, body) {
    this.#number += 1;
    try {
      return await body();
    } finally {
      const name = `${this.#number}-${title.replaceAll(' ', '-')}.png`;
      await this.page.screenshot({ path: join(this.pictures, name) });
    }
  }

  /** A picture for the documentation, of what these cover together. */
  async picture(name, ...places) {
    await this.page.waitForTimeout(500);
    const boxes = await Promise.all(
      places.map((place) =>
        (typeof place === 'string' ? this.page.locator(place).first() : place).boundingBox(),
      ),
    );
    const space = 6;
    const x = Math.max(0, Math.min(...boxes.map((box) => box.x)) - space);
    const y = Math.max(0, Math.min(...boxes.map((box) => box.y)) - space);
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + space;
    const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + space;
    const { width, height } = this.page.viewportSize();
    const clip = { x, y, width: Math.min(right, width) - x, height: Math.min(bottom, height) - y };
    await this.page.screenshot({ path: join(this.pictures, 'features', `${name}.png`), clip });
  }

  async open(address) {
    await this.page.goto(address);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async openFile(name) {
    await this.#pick('Control+P', name);
    await this.page.locator('.view-line').first().waitFor();
  }

  async command(title) {
    await this.#pick('Control+Shift+P', `>${title}`);
  }

  async #pick(keys, text) {
    await this.page.keyboard.press(keys);
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
    await input.fill(text);
    const wanted = text.replace(/^>/, '');
    await this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: wanted.replace(/^\w+: /, '') })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Answers one list after the other; a list that VS Code does not show, since there is but one answer, is left out. */
  async choose(...answers) {
    for (const answer of answers) {
      const input = this.page.locator('.quick-input-widget:visible input[type="text"]').first();
      await input.fill(answer);
      await this.page
        .locator('.quick-input-list .monaco-list-row.focused', { hasText: answer })
        .first()
        .waitFor();
      await this.page.keyboard.press('Enter');
      await this.page.waitForTimeout(500);
      if (!(await input.isVisible())) return;
    }
  }

  line(text) {
    return this.page.locator('.view-line', { hasText: text.replaceAll(' ', '\u00a0') }).first();
  }

  count(text) {
    return this.page.locator('.view-line', { hasText: text.replaceAll(' ', '\u00a0') }).count();
  }

  /** Waits until a text is on the screen. */
  seen(text, where = '.monaco-workbench') {
    return this.page.locator(where, { hasText: text }).first().waitFor();
  }

  /** Errors and warnings, as the bar below counts them. */
  problems() {
    return this.page
      .locator('[id="status.problems"]')
      .innerText()
      .then((text) => text.trim().split(/\s+/).join(' '));
  }

  /** Brings a line into sight by its number. */
  async toLine(number) {
    await this.page.keyboard.press('Control+G');
    await this.page.locator('.quick-input-widget:visible input[type="text"]').first().fill(`:${number}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForTimeout(500);
  }

  async goTo(text) {
    await this.line(text).click({ position: { x: 40, y: 8 } });
  }

  /** Puts the cursor into a word of a line. */
  async cursorIn(text, word) {
    await this.goTo(text);
    await this.page.keyboard.press('Home');
    for (let left = text.indexOf(word) + 2; left > 0; left--) await this.page.keyboard.press('ArrowRight');
  }

  async addLineAfter(text, added) {
    await this.goTo(text);
    await this.page.keyboard.press('End');
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.type(added);
  }

  /** Opens the quick fixes at the cursor and takes the one with `text`. */
  async fix(text) {
    await this.page.keyboard.press('Control+.');
    const item = this.page.locator('.action-widget .monaco-list-row', { hasText: text }).first();
    await item.waitFor();
    await item.click();
  }

  async paste(text) {
    await this.page.evaluate((each) => navigator.clipboard.writeText(each), text);
    await this.page.keyboard.press('Control+V');
  }

  /** Leaves what was pasted as it is. */
  async leavePasted() {
    const offer = this.page.locator('.post-edit-widget').first();
    await offer.waitFor();
    await this.page.keyboard.press('Escape');
    await offer.waitFor({ state: 'detached' });
  }

  /** Takes another form of what has just been pasted. */
  async pasteAs(title) {
    const button = this.page.locator('.post-edit-widget').first();
    await button.waitFor();
    await this.page.keyboard.press('Control+.');
    const item = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    await item.waitFor();
    await this.page.screenshot({
      path: join(this.pictures, 'paste.png'),
      clip: { x: 355, y: 460, width: 760, height: 240 },
    });
    await item.click();
  }

  /** What is said of the name at the cursor; asks again for some seconds while it is not what is `wanted`. */
  async hover(wanted = () => true) {
    for (let left = 20; ; left--) {
      await this.page.keyboard.press('Control+K');
      await this.page.keyboard.press('Control+I');
      const hover = this.page.locator('.monaco-hover:visible').first();
      await hover.waitFor();
      const text = await hover.innerText();
      await this.page.keyboard.press('Escape');
      if (wanted(text) || left === 0) return text;
      await this.page.waitForTimeout(500);
    }
  }

  async suggestions() {
    await this.page.keyboard.press('Control+Space');
    await this.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
    return this.page.locator('.suggest-widget.visible .monaco-list-row').allInnerTexts();
  }
}
