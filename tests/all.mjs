// Runs all tests, stage by stage, and adds up what passed. `--quick` leaves out the builds of virtual machines.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const quick = process.argv.includes('--quick');
const results = join(root, '.work/vitest.json');

/** Tests that run Packer, Ansible and linters on whole trees take minutes. */
const tools = 'tests/**/*.tools.test.ts';
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];

/** A stage runs a program; `count` makes [passed, failed] of its exit code and its last line of output. */
const once = (code) => (code === 0 ? [1, 0] : [0, 1]);
const stages = [
  { name: 'typecheck', command: ['npm', 'run', '-s', 'typecheck'], count: once },
  { name: 'lint', command: ['npm', 'run', '-s', 'lint'], count: once },
  { name: 'build', command: ['npm', 'run', '-s', 'build'], count: once },
  {
    name: 'vitest',
    command: ['node_modules/.bin/vitest', 'run', ...reporters, ...(quick ? ['--exclude', tools] : [])],
    count: vitest,
  },
  { name: 'e2e', command: [process.execPath, 'tests/e2e/run.mjs'], count: e2e, slow: true },
];

mkdirSync(join(root, '.work'), { recursive: true });
rmSync(results, { force: true });

const rows = [];
const failures = [];
for (const { name, command, count } of stages.filter((stage) => !(quick && stage.slow))) {
  console.log(`\n== ${name}: ${command.join(' ')}`);
  const begin = Date.now();
  const { code, last } = await run(command);
  const [passed, failed] = count(code, last);
  if (failed > 0 && count === once) failures.push(name);
  rows.push({ name, seconds: (Date.now() - begin) / 1000, passed, failed });
}

console.log('\nstage       passed  failed  seconds');
for (const { name, seconds, passed, failed } of rows) {
  const columns = [String(passed).padStart(6), String(failed).padStart(6), seconds.toFixed(0).padStart(7)];
  console.log(`${name.padEnd(10)}  ${columns.join('  ')}`);
}
// Once more where a reader of the end of the log finds them.
for (const failure of failures) console.log(`FAILED: ${failure}`);
if (quick) {
  console.log(
    `Left out: real builds with Packer and QEMU, and Packer, Ansible and linters on whole trees (${tools}). ` +
      'They run with: npm run test:all',
  );
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);

/** Streams the output of a program; gives its exit code (null: ended by a signal, or not there) and last line. */
function run([command, ...args]) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const stop = () => {
      child.kill('SIGTERM');
      process.exit(143);
    };
    process.once('SIGTERM', stop);
    let tail = '';
    const said = new Set();
    child.stdout.setEncoding('utf8');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('FAILED - ')) said.add(line.slice('FAILED - '.length));
    });
    child.stdout.on('data', (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-1000);
    });
    const end = (code) => {
      process.off('SIGTERM', stop);
      failures.push(...said);
      done({ code, last: tail.trimEnd().split('\n').pop() });
    };
    child.on('error', (error) => {
      console.error(error.message);
      end(null);
    });
    child.on('close', end);
  });
}

/** Tests by vitest's own count; a file that could not be read, and a failure without a test, count as one each. */
function vitest(code) {
  let report;
  try {
    report = JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return [0, 1];
  }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  failures.push(...broken.map((file) => relative(root, file.name)));
  for (const file of report.testResults)
    for (const { status, fullName, failureMessages } of file.assertionResults)
      if (status === 'failed')
        failures.push(`${relative(root, file.name)}: ${fullName}${reason(failureMessages)}`);
  const failed = report.numFailedTests + broken.length;
  return [report.numPassedTests, failed === 0 && code !== 0 ? 1 : failed];
}

function e2e(code, last) {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(last) ?? [null, '0', '1'];
  return [Number(passed), Number(failed) === 0 && code !== 0 ? 1 : Number(failed)];
}

/** Why a test failed and where, for a line of its own below its name. */
function reason([message]) {
  if (message === undefined) return '';
  const lines = stripVTControlCharacters(message).split('\n');
  const place = lines.find((line) => line.includes('/tests/'));
  return [lines[0], place]
    .filter(Boolean)
    .map((line) => `\n  ${line.trim().slice(0, 300)}`)
    .join('');
}
