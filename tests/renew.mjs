// Renews what tests compare with and what docs are made from: golden trees, tables of kinds, messages of broken files,
// snapshots, pages. `npm run renew FILTER…` renews only what stands in a test, or on a page, whose path holds a filter.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const filters = process.argv.slice(2).filter((arg) => arg !== '--list');
const chosen = (path) => filters.length === 0 || filters.some((filter) => path.includes(filter));

/** Tests that write what they compare with. */
const tests = fastGlob
  .sync('tests/**/*.test.ts', { cwd: root })
  .filter((path) =>
    /\.toMatch\w*Snapshot\(|\brenewing\b|\btables\(/.test(readFileSync(join(root, path), 'utf8')),
  )
  .filter(chosen)
  .sort();
const pages = fastGlob.sync('docs/**/*.md', { cwd: root }).some(chosen);

if (process.argv.includes('--list')) {
  for (const test of tests) console.log(test);
  if (pages) console.log('docs');
  process.exit(0);
}
if (tests.length === 0 && !pages) {
  console.error(`No test or page to renew has ${filters.join(' or ')} in its path.`);
  process.exit(2);
}

const before = changes();
const codes = [];
if (tests.length > 0) codes.push(run('node_modules/.bin/vitest', 'run', '--update=all', ...tests));
if (pages) codes.push(run(process.execPath, 'build.mjs', '--docs'));
const after = changes();
const renewed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (path) => before.get(path) !== after.get(path),
);
console.log(
  renewed.length === 0
    ? 'Nothing changed.'
    : `Changed; read the difference like code before you commit it:\n${renewed.map((path) => `  ${path}\n`).join('')}`.trimEnd(),
);
process.exit(codes.find((code) => code !== 0) ?? 0);

function run(command, ...args) {
  const env = { ...process.env, UPDATE_GOLDEN: '1' };
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

/** Files that differ from the last commit, each with a hash of what it holds. */
function changes() {
  const git = (input, ...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', input });
  const lines = (text) => text.split('\0').filter((line) => line !== '');
  const there = lines(git('', 'ls-files', '-z', '--modified', '--others', '--exclude-standard'));
  const gone = new Set(lines(git('', 'ls-files', '-z', '--deleted')));
  const kept = there.filter((path) => !gone.has(path));
  const hashes = git(kept.map((path) => `${path}\n`).join(''), 'hash-object', '--stdin-paths').split('\n');
  return new Map([...kept.map((path, i) => [path, hashes[i]]), ...[...gone].map((path) => [path, 'gone'])]);
}
