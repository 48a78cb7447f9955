import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { commands } from '../../cli/commands.generated.ts';
import { root } from '../support/examples.ts';

const files = fastGlob.sync('tests/cli/**/*.test.ts', { cwd: root });
const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));

// The list of arguments of a call begins with the command.
test.each(Object.keys(commands))('vkc %s is run by a test', (name) => {
  const call = new RegExp(`\\[\\s*'${name}'`);
  const running = files.filter((_, i) => call.test(texts[i]!));
  expect(running.length, `Write tests/cli/commands/${name}.test.ts.`).toBeGreaterThan(0);
});
