// Lines that an author writes and lines that vkc makes of them, for every example; its trees are in tests/golden.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The text files below a folder. Those that an example brings itself are in its tree as well, and count in neither. */
function files(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const linesOf = (path) => readFileSync(path, 'utf8').split('\n').length - 1;
const sum = (paths) => paths.reduce((total, path) => total + linesOf(path), 0);

for (const example of readdirSync(join(root, 'examples')).sort()) {
  const own = files(`examples/${example}`);
  const sources = own.filter((path) => path.endsWith('.vkimage'));
  const brought = new Set(own.map((path) => readFileSync(path, 'utf8')));
  const made = files(`tests/golden/${example}`).filter((path) => !brought.has(readFileSync(path, 'utf8')));
  console.log(
    `${example.padEnd(12)} ${String(sum(sources)).padStart(4)} lines of .vkimage, ${String(sum(made)).padStart(5)} lines in ${made.length} generated files`,
  );
}
