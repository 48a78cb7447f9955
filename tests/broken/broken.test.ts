import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderText, summarize } from '../../compiler/diagnostics/render.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { compile } from '../../stdlib/index.ts';
import { renewing } from '../support/renewing.ts';

/** One mistake a file, named by it; what is said of it stands beside. */
const folder = join(import.meta.dirname, 'cases');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.vkimage'))
  .map((file) => file.slice(0, -'.vkimage'.length))
  .sort();

/** Files of the project in which every case stands. */
const beside = {
  'files/app.conf': 'port = 80\n',
  'files/run.sh': '#!/bin/sh\n',
  'shared.vkimage': 'role shared {\n  package tree\n}\n',
  'latin1.txt': new Uint8Array([0x67, 0x72, 0xfc]),
};

function said(name: string): string {
  const file = `${name}.vkimage`;
  const text = readFileSync(join(folder, file));
  const { diagnostics, sources, callErrors } = compile({
    host: memoryHost({ ...beside, [file]: text }),
    entries: [file],
  });
  const rendered = renderText(diagnostics, sources, { color: false, width: 100 });
  const summary = summarize(diagnostics);
  return [...callErrors.map((each) => `${each}\n`), rendered, summary === '' ? '' : `${summary}\n`].join('');
}

test('there are many of them', () => {
  expect(names.length).toBeGreaterThanOrEqual(150);
});

describe.each(names)('%s', (name) => {
  test('reads as it should', () => {
    const golden = join(folder, `${name}.txt`);
    const found = said(name);
    if (renewing) writeFileSync(golden, found);
    expect(existsSync(golden), `${name}.txt is missing: make it with npm run renew broken`).toBe(true);
    expect(found).toBe(readFileSync(golden, 'utf8'));
    expect(found).not.toBe('');
  });
});
