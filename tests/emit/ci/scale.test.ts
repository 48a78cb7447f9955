import * as fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parentPipeline } from '../../../emit/ci/parent.ts';
import gitlabCi from '../../../emit/outputs/gitlab-ci.ts';
import { image, system, target } from '../../support/trees/packer-image.ts';
import { excess } from '../../support/processor-time.ts';
import { at } from '../../support/values.ts';
import { gitlabCi as run, jobs, push, readPipeline, repository } from '../../support/ci-repository.ts';
import { renderContext } from '../../support/render-context.ts';

/** As GitLab has them where nobody changes them; the strictest of GitLab.com where that has fewer (docs/ci.md). */
const limits = {
  jobs: 500,
  needs: 50,
  patterns: 50,
  includes: 150,
  depth: 2,
  downstream: 1000,
  atOnce: 350,
  bytes: 200_000,
  jobName: 255,
};

interface Read {
  readonly path: string;
  readonly bytes: number;
  readonly stages: readonly string[];
  readonly jobs: readonly (readonly [string, Started])[];
}

interface Started {
  readonly stage: string;
  readonly trigger: { readonly include: readonly { readonly local: string }[]; readonly strategy: string };
  readonly rules: readonly {
    readonly changes?: readonly string[];
    readonly if?: string;
    readonly when?: string;
  }[];
  readonly variables?: { readonly VKC_TREE: string };
}

function render(count: number, folder = 'out/'): Read[] {
  const trees = Array.from({ length: count }, (_, i) => ({
    name: `xaas-service-with-a-long-name-${String(i).padStart(4, '0')}`,
    base: null,
    origin: at(i + 1),
  }));
  return parentPipeline(trees, folder).map(({ path, content }) => {
    const read = readPipeline(content as string);
    const all = Object.entries(read).filter(([name]) => name !== 'workflow' && name !== 'stages');
    return {
      path: folder + path,
      bytes: content.length,
      stages: read['stages'] as unknown as string[],
      jobs: all as unknown as (readonly [string, Started])[],
    };
  });
}

test('keeps to the limits of GitLab, however many images there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 900 }), (count) => {
      const files = render(count);
      const byPath = new Map(files.map((file) => [file.path, file]));
      const found = new Set<string>();
      let pipelines = 0;
      /** Follows what is started; gives how many pipelines a stage starts at most. */
      const follow = (file: Read, depth: number): number => {
        expect(depth).toBeLessThanOrEqual(limits.depth);
        expect(file.bytes).toBeLessThan(limits.bytes);
        expect(file.jobs.length).toBeLessThanOrEqual(limits.jobs);
        const byStage = new Map<string, number>();
        for (const [name, job] of file.jobs) {
          expect(name.length).toBeLessThan(limits.jobName);
          expect(file.stages).toContain(job.stage);
          expect(job.trigger.strategy).toBe('depend');
          expect(job.trigger.include).toHaveLength(1);
          for (const { changes } of job.rules)
            expect(changes?.length ?? 0).toBeLessThanOrEqual(limits.patterns);
          pipelines++;
          const [{ local }] = job.trigger.include as [{ local: string }];
          const next = byPath.get(local);
          let started = 1;
          if (next === undefined) {
            expect(local).toBe(`${job.variables!.VKC_TREE}/.gitlab-ci.yml`);
            expect(job.rules.at(-1)).toEqual({ changes: [`${job.variables!.VKC_TREE}/**/*`] });
            expect(depth + 1).toBeLessThanOrEqual(limits.depth);
            expect(found.has(local)).toBe(false);
            found.add(local);
          } else {
            const inner = next.jobs.map(([, each]) => each.rules.at(-1)!.changes![0]);
            expect(job.rules.at(-1)!.changes).toEqual(inner);
            started += follow(next, depth + 1);
          }
          byStage.set(job.stage, (byStage.get(job.stage) ?? 0) + started);
        }
        return Math.max(...byStage.values());
      };
      expect(follow(files[0]!, 0)).toBeLessThanOrEqual(limits.atOnce);
      expect(found.size).toBe(count);
      expect(pipelines).toBeLessThanOrEqual(limits.downstream);
    }),
    { numRuns: 12, examples: [[2], [100], [101], [500], [900]] },
  );
});

test('starts later groups whatever became of the earlier ones, since they have nothing to do with each other', () => {
  const [parent] = render(500);
  expect(parent!.stages).toEqual(['images-1', 'images-2']);
  for (const [, { stage, rules }] of parent!.jobs) {
    const starting = rules.filter(({ when }) => when !== 'never');
    for (const { when } of starting) expect(when).toBe(stage === 'images-1' ? undefined : 'always');
  }
});

test('the pipeline of an image keeps to them as well', () => {
  const targets = Array.from({ length: 160 }, (_, i) => target(`xaas-nginx-${i}`, system('ubuntu2404')));
  const [file] = gitlabCi.render(image(targets as never), renderContext());
  const read = readPipeline(file!.content as string);
  const names = Object.keys(read).filter((name) => /^(init|validate|lint|build|verify|publish)/.test(name));
  expect(names.length).toBeLessThanOrEqual(limits.jobs);
  expect(file!.content.length).toBeLessThan(limits.bytes);
  for (const name of names) {
    expect(((read[name]!['needs'] ?? []) as unknown[]).length).toBeLessThanOrEqual(limits.needs);
  }
});

test('500 images on 4 systems take ten times as long as 50', () => {
  const systems = ['a', 'b', 'c', 'd'].map((name) => target(name, system('ubuntu2404')));
  const render = (length: number): void => {
    const trees = Array.from({ length }, (_, i) => ({ name: `xaas-${i}`, base: null, origin: at(i + 1) }));
    parentPipeline(trees, 'out/');
    for (const { name } of trees) {
      gitlabCi.render(image(systems as never, { name }), renderContext());
    }
  };
  expect(
    excess(
      () => render(50),
      10,
      () => render(500),
      3,
    ),
  ).toBeLessThan(3);
});

test('GitLab takes the pipelines of 500 images, and starts the group of the one that changed', () => {
  const repo = repository();
  try {
    const trees = Array.from({ length: 500 }, (_, i) => ({
      name: `xaas-${1000 + i}`,
      base: null,
      origin: at(i + 1),
    }));
    const put = (path: string, content: string | Uint8Array): void => {
      mkdirSync(dirname(join(repo.path, path)), { recursive: true });
      writeFileSync(join(repo.path, path), content);
    };
    for (const { path, content } of parentPipeline(trees, 'out/')) put(`out/${path}`, content);
    for (const { name } of trees) put(`out/${name}/README.md`, name);
    push(repo.path);
    expect(jobs(repo.path, 'out/.gitlab-ci.yml')).toEqual([]);
    put('out/xaas-1234/README.md', 'changed');
    expect(jobs(repo.path, 'out/.gitlab-ci.yml').map(({ name }) => name)).toEqual(['images-05']);
    expect(jobs(repo.path, 'out/.gitlab/images-05.yml').map(({ name }) => name)).toEqual(['xaas-1234']);
    const tagged = { CI_COMMIT_TAG: 'xaas-1499/2.0' };
    expect(jobs(repo.path, 'out/.gitlab-ci.yml', tagged).map(({ name }) => name)).toContain('images-10');
    expect(run(repo.path, ['--file', 'out/.gitlab/images-10.yml', '--list'], tagged).output).toMatch(
      /^xaas-1499 /m,
    );
  } finally {
    repo.done();
  }
});
