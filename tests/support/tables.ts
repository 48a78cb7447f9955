import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './examples.ts';
import { renewing } from './renewing.ts';

/** A folder with one text for each entry of a list. A text has cases: `=== TITLE`, a source, and what it becomes. */
interface Tables {
  readonly folder: string;
  /** Every text is of one of these. */
  readonly known: readonly string[];
  /** These must have a text; a new one begins with the example. */
  readonly needed: readonly { readonly name: string; readonly example: string }[];
  /** What a source becomes, as sections that begin with `--- `. */
  becomes(source: string): string | Promise<string>;
}

/** Holds every case to what its source becomes; `npm run renew FOLDER` writes it, and begins texts that are missing. */
export function tables({ folder, known, needed, becomes }: Tables): void {
  const fileOf = (name: string) => join(root, folder, `${name}.txt`);
  if (renewing)
    for (const { name, example } of needed)
      if (!existsSync(fileOf(name))) writeFileSync(fileOf(name), `=== the example\n${example}\n`);
  const names = readdirSync(join(root, folder)).map((file) => file.replace(/\.txt$/, ''));

  test.each(needed.map(({ name }) => name))('%s has its table', (name) => {
    const missing = `Run \`npm run renew ${folder}\`: it begins ${folder}/${name}.txt with the example of \`${name}\``;
    expect(names, missing).toContain(name);
  });

  test('every table is of something that there is', () => {
    expect(
      names.filter((name) => !known.includes(name)).map((name) => `Remove ${folder}/${name}.txt`),
    ).toEqual([]);
  });

  describe.each(names)('%s', (name) => {
    const cases = casesOf(readFileSync(fileOf(name), 'utf8'));
    if (renewing) {
      test('is renewed', async () => {
        let text = '';
        for (const { title, source } of cases)
          text += `${text === '' ? '' : '\n'}=== ${title}\n${source}${await becomes(source)}`;
        writeFileSync(fileOf(name), text.replace(/\n{3,}/g, '\n\n'));
      });
      return;
    }
    test.each(cases)('$title', async ({ source, expected }) => {
      const hint = `${folder}/${name}.txt: if the change is meant, run \`npm run renew ${folder}\``;
      expect((await becomes(source)).trim(), hint).toBe(expected.trim());
    });
  });
}

function casesOf(text: string) {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const title = part.slice(0, part.indexOf('\n'));
      const [source = '', ...rest] = part.slice(title.length + 1).split(/^(?=--- )/m);
      return { title, source, expected: rest.join('') };
    });
}

/** Sections of what differs by system: `--- everywhere` is what comes out on all of them. */
export class Sections {
  readonly #systems: readonly string[];
  readonly #seen = new Map<string, { when: string; text: string; on: string[] }>();

  constructor(systems: readonly string[]) {
    this.#systems = systems;
  }

  add(system: string, when: string, text: string): void {
    const key = `${when}\0${text}`;
    const section = this.#seen.get(key) ?? { when, text, on: [] };
    section.on.push(system);
    this.#seen.set(key, section);
  }

  toString(order: (when: string) => number = () => 0): string {
    return [...this.#seen.values()]
      .sort((a, b) => order(a.when) - order(b.when))
      .map(({ when, text, on }) => {
        const all = on.length === this.#systems.length ? 'everywhere' : on.join(', ');
        return `--- ${all}${when}\n${text}`;
      })
      .join('');
  }
}
