// The trees of all examples and of the library's test, as the newest Ansible and its linter see them; those of the
// library's test as Debian's see them too, which tests/golden does for the examples.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../machine.mjs';
import { run } from '../process.mjs';
import { distribution, newestAnsible } from './ansible.mjs';

export const lintLane = 'lint';

export async function runLintLane(report, work) {
  const folder = join(work, lintLane);
  rmSync(folder, { recursive: true, force: true });
  await report.stage(`${lintLane}: all`, async () => {
    const newest = await newestAnsible(work);
    const examples = readdirSync('examples').filter((name) => existsSync(`examples/${name}`));
    for (const name of examples)
      await lint(report, [newest], `examples/${name}`, join(folder, 'examples', name));
    await lintPrograms(report, newest);
    for (const name of ['debian', 'el'])
      await lint(report, [newest, distribution], `tests/e2e/library/${name}.vkimage`, join(folder, name));
  });
}

/** Random programs, which tests/fuzz/lint.tools.test.ts shows to Debian's tools, as the newest see them. */
async function lintPrograms(report, { name, env }) {
  const args = [
    'tests/fuzz-lint.mjs',
    '--programs',
    '2000',
    '--seed',
    '20261129',
    '--bin',
    env.PATH.split(':')[0],
  ];
  const { code, stdout, stderr } = await run(process.execPath, args, { seconds: 1800 });
  const said = `${stdout}${stderr}`.trim();
  console.log(`# ${said.split('\n').at(-1)}`);
  report.check(
    `${lintLane}: random programs, ${name}`,
    code !== 0 && (said.slice(-3000) || `ended with ${code}`),
  );
}

/** A rule that the distribution's release calls by another name: its exception is for that release. */
const OLD_TAG = /^warning\[outdated-tag\].*\n\S+:\d+.*$/gm;

async function lint(report, ansibles, source, out) {
  await must(process.execPath, ['dist/vkc.js', 'compile', source, '-o', out]);
  // Beside several trees lies what all of them have in common.
  const images = readdirSync(out).filter((name) => existsSync(join(out, name, 'playbook')));
  if (images.length === 0) throw new Error(`${source} has no tree`);
  for (const image of images) {
    const tree = join(out, image);
    // ansible-lint looks at what git knows.
    await must('git', ['init', '-q'], { cwd: tree });
    await must('git', ['add', '-A'], { cwd: tree });
    const playbook = join(tree, 'playbook');
    const plays = ['provision.yml', 'start.yml'].filter((name) => existsSync(join(playbook, name)));
    for (const { name, env } of ansibles) {
      const check = (title, result, pattern) => {
        const output = `${result.stdout}${result.stderr}`.replace(OLD_TAG, '').trim();
        const wrong = result.code !== 0 || pattern.test(output);
        report.check(
          `${lintLane}: ${source}, ${image}: ${title}, ${name}`,
          wrong && (output || `exit code ${result.code}`),
        );
      };
      const syntax = ['--syntax-check', '-i', 'default,', ...plays];
      check(
        'ansible-playbook --syntax-check',
        await run('ansible-playbook', syntax, {
          cwd: playbook,
          env: { ...env, ANSIBLE_CONFIG: './ansible.cfg', ANSIBLE_NOCOLOR: '1' },
        }),
        /WARNING|DEPRECAT/i,
      );
      check(
        'ansible-lint, production profile',
        await run('ansible-lint', ['--offline', '--profile', 'production', '-q', '--nocolor'], {
          cwd: tree,
          env: { ...env, ANSIBLE_CONFIG: 'playbook/ansible.cfg' },
          seconds: 600,
        }),
        /^\S+:\d+/m,
      );
    }
  }
}
