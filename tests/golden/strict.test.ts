import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../stdlib/index.ts';
import { folder, vkc } from '../support/command-line.ts';
import { examples, root } from '../support/examples.ts';

/** Rules on what ends depend on the day. */
const day = ['--date', '2026-11-24'];

describe('check --strict says nothing', () => {
  it.each(examples)('of the example %s', async (name) => {
    const result = await vkc(root, ['check', '--strict', ...day, join('examples', name)], { compile });
    expect(result).toEqual({ exit: 0, out: '', err: '' });
  });

  it.each(readdirSync(join(root, 'cli/templates')))('of what `vkc init` writes: %s', async (template) => {
    const cwd = folder();
    expect((await vkc(cwd, ['init', '--template', template])).exit).toBe(0);
    const result = await vkc(cwd, ['check', '--strict', ...day], { compile });
    expect(result).toEqual({ exit: 0, out: '', err: '' });
  });
});
