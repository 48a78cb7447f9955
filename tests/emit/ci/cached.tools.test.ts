import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../support/examples.ts';
import { compileHere, gitlabCi, push, repository } from '../../support/ci-repository.ts';
import { dockerRegistry, ROBOT } from '../../support/servers/docker-registry.ts';
import { ownSystem } from '../../support/trees/own-system.ts';
import { bin } from '../../support/fakes/programs.ts';

/** Build jobs as they are written, run by a shell against Debian's registry. Only Packer and the machine are stand-ins. */

const SOURCE = `${ownSystem()}image base {
  os = [own12]
  package jq
}
image shop {
  os   = [own12]
  base = image.base
  package tree
}
`;

/** A repository whose project has a cache in a registry. */
async function cachedProject(ci: string) {
  const host = await dockerRegistry();
  const { path, done } = repository();
  onTestFinished(done);
  writeFileSync(join(path, 'vkc.yaml'), `cache: oci://${host}/images/cache\n`);
  writeFileSync(join(path, 'all.vkimage'), SOURCE);
  const made = await compileHere(path, '--out', 'out', '--ci', ci);
  expect(made).toMatchObject({ exit: 0, err: '' });
  push(path);
  const programs = bin();
  writeFileSync(
    join(programs.PATH, 'vkc'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/vkc.js')}" "$@"\n`,
    { mode: 0o755 },
  );
  const env = { ...ROBOT, PATH: `${programs.PATH}:${process.env['PATH']}`, PKR_VAR_accelerator: 'tcg' };
  const tree = (name: string) => join(path, 'out', name);
  return {
    path,
    env,
    tree,
    disk: (name: string) => join(tree(name), `output/${name}/${name}.qcow2`),
    /** How often Packer has built a tree. */
    built: (name: string) => {
      const calls = join(tree(name), 'packer.calls');
      return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0;
    },
    /** Another machine has the repository alone. */
    forget: () => {
      for (const name of ['base', 'shop'])
        for (const part of ['output', 'packer.calls', 'logs', 'seed'])
          rmSync(join(tree(name), part), { recursive: true, force: true });
    },
  };
}

test('jobs of GitLab build once, and bring the image after that', async () => {
  const { path, env, disk, built, forget } = await cachedProject('gitlab');
  const job = (name: string) => {
    const variables = { ...env, VKC_TREE: `out/${name}` };
    return gitlabCi(path, ['--file', `out/${name}/.gitlab-ci.yml`, 'build'], variables);
  };
  const first = job('base');
  expect(first.output).toMatch(/PASS +build/);
  expect(first.output).toContain('1 target: 1 built');
  expect(built('base')).toBe(1);
  expect(existsSync(disk('base'))).toBe(true);
  const bytes = readFileSync(disk('base'));
  forget();
  const again = job('base');
  expect(again.output).toContain('1 target: 1 from the cache');
  expect(built('base')).toBe(0);
  expect(readFileSync(disk('base')).equals(bytes)).toBe(true);
  forget();
  // What is built on it brings it, and builds its own.
  const above = job('shop');
  expect(above.output).toContain('2 targets: 1 built, 1 from the cache');
  expect([built('base'), built('shop')]).toEqual([0, 1]);
  forget();
  // The next one needs the base no more.
  expect(job('shop').output).toContain('1 target: 1 from the cache');
  expect(existsSync(disk('base'))).toBe(false);
});

test('those of GitHub and Argo run the same', async () => {
  for (const ci of ['github', 'argo']) {
    const { path, env, tree, built, forget } = await cachedProject(ci);
    const text =
      ci === 'github'
        ? readFileSync(join(path, '.github/workflows/base.yml'), 'utf8')
        : readFileSync(join(tree('base'), 'workflow.yaml'), 'utf8');
    const script = ci === 'github' ? githubStep(text) : argoBuild(text);
    const run = () =>
      spawnSync('bash', ['-e', '-c', script], {
        cwd: tree('base'),
        encoding: 'utf8',
        env: { ...env, HOME: path, TARGET: 'base', VKC_TARGET: 'base', VKC_TREE: 'out/base' },
      });
    const first = run();
    expect(first.stdout, first.stderr).toContain('1 target: 1 built');
    forget();
    const second = run();
    expect({ status: second.status, err: second.stderr }).toMatchObject({ status: 0 });
    expect(second.stdout).toContain('1 target: 1 from the cache');
    expect(built('base')).toBe(0);
  }
});

function githubStep(text: string): string {
  const { jobs } = parse(text) as { jobs: { build: { steps: { name?: string; run?: string }[] } } };
  return jobs.build.steps.find(({ name }) => name === 'Build')!.run!;
}

/** Without what prepares the pod, and without the machine that is verified. */
function argoBuild(text: string): string {
  const { spec } = parse(text) as { spec: { templates: { name: string; script?: { source: string } }[] } };
  const { source } = spec.templates.find(({ name }) => name === 'build')!.script!;
  return source.split('\n').find((line) => line.startsWith('vkc build'))!;
}
