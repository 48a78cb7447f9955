import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { examples, root } from '../support/examples.ts';

/** Every file of a folder with its content. */
function contents(folder: string): Record<string, string> {
  const names = fastGlob.sync('**/*', { cwd: folder, dot: true }).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

test('the same sources give the same bytes, wherever, in whatever order and under whatever locale', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-same-'));
  try {
    const compile = (out: string, sources: readonly string[], env: Record<string, string>) => {
      const result = spawnSync(
        process.execPath,
        [join(root, 'dist/vkc.js'), 'compile', '-o', join(folder, out), ...sources],
        { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } },
      );
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
      return contents(join(folder, out));
    };
    const here = examples.map((name) => join(root, 'examples', name));
    cpSync(join(root, 'examples'), join(folder, 'elsewhere/deep'), { recursive: true });
    const there = examples.map((name) => join('elsewhere/deep', name)).toReversed();
    const first = compile('one', here, { LC_ALL: 'C', TZ: 'UTC' });
    const second = compile('two', there, { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Kolkata' });
    expect(Object.keys(first).length).toBeGreaterThan(80);
    expect(second).toEqual(first);
    const said = Object.values(first).join('\n');
    expect(said).not.toContain(root);
    expect(said).not.toContain(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
