import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  compileHere,
  gitlabCi,
  jobs,
  names,
  push,
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
  for (const name of ['a', 'b', 'c']) write(name);
});
afterEach(() => repo.done());

const parent = 'out/trees/.gitlab-ci.yml';

function write(name: string, members = ''): void {
  const text = `image xaas-${name} {\n  os = [debian12, ubuntu2404]\n  package jq\n${members}}\n`;
  writeFileSync(join(cwd, `images/${name}.vkimage`), text);
}

const compile = (...argv: readonly string[]) => compileHere(cwd, 'images', '--out', 'out/trees', ...argv);
const started = (variables: Readonly<Record<string, string>> = {}): string[] =>
  names(jobs(cwd, parent, variables));

test('starts what changed, and what a tag is of', async () => {
  expect(await compile()).toMatchObject({ exit: 0, err: '' });
  push(cwd);
  expect(started()).toEqual([]);
  appendFileSync(join(cwd, 'images/b.vkimage'), '# A comment changes no tree.\n');
  appendFileSync(join(cwd, 'out/trees/xaas-b/README.md'), 'changed\n');
  expect(started()).toEqual(['xaas-b']);
  push(cwd);
  expect(started({ CI_COMMIT_TAG: 'xaas-c/1.4.0' })).toEqual(['xaas-c']);
  expect(started({ CI_COMMIT_TAG: 'xaas-c-1.4.0/rc' })).toEqual([]);
});

test('starts the pipeline of a tree where it is, and tells it where that is', async () => {
  await compile();
  push(cwd);
  const stand = 'say:\n  script:\n    - echo "tree is $VKC_TREE, by $CI_PIPELINE_SOURCE"\n';
  for (const name of ['xaas-a', 'xaas-b'])
    writeFileSync(join(cwd, `out/trees/${name}/.gitlab-ci.yml`), stand);
  const { status, output } = gitlabCi(cwd, ['--file', parent]);
  expect(output).toContain('tree is out/trees/xaas-a, by parent_pipeline');
  expect(output).toContain('tree is out/trees/xaas-b, by parent_pipeline');
  expect(output).not.toContain('xaas-c, by');
  expect(status).toBe(0);
});

test('names trees from the top of the repository, wherever they are', async () => {
  await compileHere(cwd, 'images', '--out', '.');
  expect(readText(cwd, '.gitlab-ci.yml')).toContain('      - local: xaas-a/.gitlab-ci.yml\n');
  rmSync(join(cwd, '.git'), { recursive: true });
  await compile();
  expect(readText(cwd, parent)).toContain('      - local: xaas-a/.gitlab-ci.yml\n');
});

test('is there for several trees only, those of earlier compilations among them, and goes with them', async () => {
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out/trees');
  expect(existsSync(join(cwd, parent))).toBe(false);
  expect(readdirSync(join(cwd, 'out/trees'))).toEqual(['xaas-a']);
  const { out } = await compileHere(cwd, 'images/b.vkimage', '--out', 'out/trees');
  expect(out).toContain('pipelines: 2 files (2 written) -> out/trees\n');
  const two = readText(cwd, parent);
  expect(two).toMatch(/^xaas-a:$/m);
  await compile();
  const three = readText(cwd, parent);
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out/trees');
  expect(readText(cwd, parent)).toBe(three);
  expect(await compile('--check')).toMatchObject({ exit: 0 });
  rmSync(join(cwd, 'out/trees/xaas-c'), { recursive: true });
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out/trees');
  expect(readText(cwd, parent)).toBe(two);
  rmSync(join(cwd, 'out/trees/xaas-b'), { recursive: true });
  await compileHere(cwd, 'images/a.vkimage', '--out', 'out/trees');
  expect(readdirSync(join(cwd, 'out/trees'))).toEqual(['xaas-a']);
});

test('never takes the place of a file that someone else wrote, and writes nothing else then', async () => {
  mkdirSync(join(cwd, 'out/trees'), { recursive: true });
  writeFileSync(join(cwd, parent), 'mine: {script: [x]}\n');
  const refused = await compile();
  expect(refused.exit).toBe(3);
  expect(refused.err).toContain('out/trees: .gitlab-ci.yml was not written by vkc.');
  expect(refused.err).toContain('`--ci none`');
  expect(readText(cwd, parent)).toBe('mine: {script: [x]}\n');
  expect(existsSync(join(cwd, 'out/trees/xaas-a'))).toBe(false);
  expect(await compile('--ci', 'none')).toMatchObject({ exit: 0 });
  expect(readText(cwd, parent)).toBe('mine: {script: [x]}\n');
  expect(await compile('--force')).toMatchObject({ exit: 0 });
  expect(readText(cwd, parent)).toContain('xaas-a:');
  appendFileSync(join(cwd, parent), '# edited\n');
  for (const name of ['b', 'c']) rmSync(join(cwd, `out/trees/xaas-${name}`), { recursive: true });
  const edited = await compileHere(cwd, 'images/a.vkimage', '--out', 'out/trees');
  expect(edited).toMatchObject({ exit: 3 });
  expect(edited.err).toContain('was changed since vkc wrote it');
});

test('is shown by --diff, --dry-run and --check before it is written', async () => {
  expect((await compile('--dry-run')).out).toContain('create out/trees/.gitlab-ci.yml\n');
  expect((await compile('--diff')).out).toContain('+xaas-a:\n');
  const check = await compile('--check');
  expect(check).toMatchObject({ exit: 1 });
  expect(check.out).toContain('create out/trees/.gitlab-ci.yml\n');
  expect(existsSync(join(cwd, 'out'))).toBe(false);
});

test('leaves out images that want none, or one of another service', async () => {
  write('a', '  ci { pipeline = none }\n');
  write('b', '  ci { pipeline = github }\n');
  write('d');
  await compile();
  expect(readText(cwd, parent).match(/^xaas-.*:$/gm)).toEqual(['xaas-c:', 'xaas-d:']);
  expect(existsSync(join(cwd, 'out/trees/xaas-a/.gitlab-ci.yml'))).toBe(false);
  expect(existsSync(join(cwd, '.github/workflows/xaas-b.yml'))).toBe(true);
  await compile('--ci', 'gitlab');
  expect(readText(cwd, parent).match(/^xaas-.*:$/gm)).toHaveLength(4);
  expect(existsSync(join(cwd, '.github'))).toBe(false);
});

test('gives jobs names that GitLab does not read otherwise', async () => {
  const text = 'image cache {\n  os = [debian12]\n  package jq\n}\n';
  writeFileSync(join(cwd, 'images/cache.vkimage'), text);
  await compile();
  push(cwd);
  appendFileSync(join(cwd, 'out/trees/cache/README.md'), 'changed\n');
  expect(started()).toEqual(['image-cache']);
});
