import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LINT_CAUSES } from '../../../emit/ansible/lint-rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/ansible-lint.md'), 'utf8');

test.each(LINT_CAUSES.map(({ rule }) => rule))('the page says that %s can have a note', (rule) => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|') && line.split('|')[1]!.includes(`\`${rule}\``));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatch(/note|reports it/);
});
