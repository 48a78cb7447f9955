import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { manifestPath } from '../../emit/tree/places.ts';
import { compileExample, examples, root, writeFiles } from '../support/examples.ts';
import { renewing } from '../support/renewing.ts';

/**
 * The trees of the examples as they stand under `tests/golden`. `npm run renew golden` renews them. The manifest
 * holds hashes of the rest and is left out.
 */

describe.each(examples)('%s', (name) => {
  const { result, trees } = compileExample(name);

  test('compiles without a word', () => {
    expect(result.diagnostics).toEqual([]);
    expect(trees.size).toBeGreaterThan(0);
  });

  test.each([...trees.keys()])('%s is the tree that it was', (image) => {
    const folder = join(root, 'tests/golden', name, image);
    const files = trees.get(image)!.filter((file) => file.path !== manifestPath);
    if (renewing) {
      rmSync(folder, { recursive: true, force: true });
      writeFiles(files, folder);
    }
    expect(existsSync(folder)).toBe(true);
    const golden = fastGlob.sync('**/*', { cwd: folder, dot: true }).sort();
    expect(files.map((file) => file.path).sort(), 'Run `npm run renew golden`').toEqual(golden);
    for (const file of files) {
      const expected = readFileSync(join(folder, file.path));
      expect(
        Buffer.from(file.content).toString('utf8'),
        `${file.path}: if the change is meant, run \`npm run renew golden\``,
      ).toBe(expected.toString('utf8'));
    }
  });

  test('every generated line has its source line', () => {
    for (const files of trees.values()) {
      for (const file of files) {
        if (file.path === manifestPath || typeof file.content !== 'string') continue;
        const lines = file.content.split('\n').length - 1;
        if (file.lines.length === 0) continue;
        expect(file.lines.length, file.path).toBeGreaterThanOrEqual(lines);
        for (const [i, origin] of file.lines.slice(0, lines).entries()) {
          const at = origin ?? file.origin;
          const source = result.sources.get(at.file);
          expect(source, `${file.path}:${i + 1} comes from ${at.file}`).toBeDefined();
          expect(at.line).toBeLessThanOrEqual(source!.lineCount);
        }
      }
    }
  });
});
