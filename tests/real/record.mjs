// Puts results of tests/real/run.mjs into stdlib/tested-real.json, from which docs/reference/library-tests.md is made.
//
//   node tests/real/record.mjs RESULT.json…
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../..');

/** Each result is of the system that its file is named after; the others stay as they are. */
export function record(files, table = join(root, 'stdlib/tested-real.json')) {
  const { systems } = JSON.parse(readFileSync(table, 'utf8'));
  for (const file of files) systems[basename(file, '.json')] = JSON.parse(readFileSync(file, 'utf8'));
  const sorted = Object.fromEntries(
    Object.entries(systems).sort(([one], [other]) => one.localeCompare(other)),
  );
  writeFileSync(table, `${JSON.stringify({ systems: sorted }, null, 2)}\n`);
}

export function renewPage() {
  execFileSync(process.execPath, ['build.mjs', '--docs'], { cwd: root, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  record(process.argv.slice(2));
  renewPage();
}
