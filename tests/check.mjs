// The quick look after a change: types, lint, and the tests of the folders that changed. `npm test` runs all of them.
// `--list FILE…` prints the tests of these files and runs nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const tests = fastGlob.sync('tests/**/*.test.ts', { cwd: root, ignore: ['tests/**/*.tools.test.ts'] }).sort();

/** Lists of which each entry is held by tests of other folders too. */
const ALSO = [
  [/^stdlib\/(systems|roles|resources|expectations)\//, ['tests/broken/broken.test.ts']],
  [/^stdlib\/rules\//, ['tests/compiler/rules/coverage.test.ts', 'tests/compiler/rules/rules.test.ts']],
  [/^compiler\/diagnostics\/messages\//, ['tests/compiler/diagnostics/catalogue.test.ts']],
  [/^grammar\/messages\//, ['tests/grammar/parse/messages.test.ts']],
  [/^stdlib\/invariants\//, ['tests/emit/invariants.test.ts', 'tests/compiler/rules/coverage.test.ts']],
  [/^emit\/outputs\//, ['tests/golden/golden.test.ts', 'tests/emit/emitters/emitters.test.ts']],
  [
    /^(stdlib\/(systems|roles|resources|expectations|rules|invariants)|emit\/outputs|cli\/commands|(compiler\/diagnostics|grammar)\/messages)\//,
    ['tests/cli/reference/docs.test.ts'],
  ],
];

if (process.argv[2] === '--list') {
  for (const test of testsOf(process.argv.slice(3))) console.log(test);
  process.exit(0);
}

const found = testsOf(changedFiles());
const steps = [
  ['npm', 'run', '-s', 'typecheck'],
  ['npm', 'run', '-s', 'lint'],
  ...(found.length > 0 ? [['node_modules/.bin/vitest', 'run', ...found]] : []),
];
for (const [command, ...args] of steps) {
  console.log(`== ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** What is not committed, and what is committed but not in the branch that this one follows. */
function changedFiles() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  let base = 'HEAD';
  try {
    base = git('merge-base', 'HEAD', '@{upstream}');
  } catch {
    // The branch follows no other one.
  }
  const lines = [git('diff', '--name-only', base), git('ls-files', '--others', '--exclude-standard')];
  return lines
    .join('\n')
    .split('\n')
    .filter((line) => line !== '');
}

/** Tests mirror the folders of the source, so that the place of a file tells its tests. */
function testsOf(files) {
  const wanted = new Set();
  for (const file of files) for (const test of testsOfFile(file)) wanted.add(test);
  return [...wanted].sort();
}

function testsOfFile(file) {
  if (tests.includes(file)) return [file];
  if (file.startsWith('tests/support/'))
    return tests.filter((test) => read(test).includes(`/${base(file)}'`));
  if (file.startsWith('tests/')) return nearest(dirname(file));
  if (file.startsWith('docs/') || file === 'README.md')
    return tests.filter((test) => /^tests\/(docs\/|cli\/reference\/|structure)/.test(test));
  if (file.startsWith('examples/')) return tests.filter((test) => test.startsWith('tests/golden/'));
  if (!/^(grammar|compiler|stdlib|emit|editor|cli)\//.test(file)) return [];
  const structure = file.endsWith('.ts') ? ['tests/structure.test.ts'] : [];
  const also = ALSO.filter(([files]) => files.test(file)).flatMap(([, of]) => of);
  return [...structure, ...nearest(`tests/${dirname(file)}`), ...tests.filter((test) => also.includes(test))];
}

/** The tests of a folder and below it; if there are none, those of the folder above it. */
function nearest(folder) {
  for (let at = folder; at !== 'tests' && at !== '.'; at = dirname(at)) {
    const found = tests.filter(
      (test) => test.startsWith(`${at}/`) && (at === folder || dirname(test) === at),
    );
    if (found.length > 0) return found;
  }
  return [];
}

function base(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}

function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}
