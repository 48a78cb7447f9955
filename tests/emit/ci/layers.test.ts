import { expect, test } from 'vitest';
import type { Image } from '../../../compiler/model/ir.ts';
import { treeTemplate } from '../../../emit/ci/argo.ts';
import { treeWorkflow } from '../../../emit/ci/github.ts';
import { treePipeline } from '../../../emit/ci/gitlab.ts';
import { parentPipeline } from '../../../emit/ci/parent.ts';
import { compileText, noRules } from '../../support/compile.ts';
import { readPipeline } from '../../support/ci-repository.ts';

const { images } = compileText(
  ['base', 'shop', 'top']
    .map((name, i, all) => {
      const base = i === 0 ? '' : `base = image.${all[i - 1]}`;
      return `image ${name} {\n  os = [debian12]\n  ${base}\n  package jq\n  variant large {}\n}\n`;
    })
    .join(''),
  { rules: noRules },
);
const named = (name: string): Image => images.find((each) => each.name === name)!;
const started = (names: readonly string[]) =>
  names.map((name) => {
    const { origin, targets } = named(name);
    return { name, origin, base: targets[0]!.base?.image ?? null };
  });

test('GitLab starts an image after its base, and when any image below it changed', () => {
  const [file] = parentPipeline(started(['base', 'shop', 'top']), 'out/');
  const jobs = readPipeline(file!.content as string) as unknown as Record<
    string,
    { needs?: unknown; rules: { changes?: string[] }[] }
  >;
  expect(jobs['base']!.needs).toBeUndefined();
  expect(jobs['shop']!.needs).toEqual([{ job: 'base', optional: true }]);
  expect(jobs['top']!.needs).toEqual([{ job: 'shop', optional: true }]);
  const changes = (name: string) => jobs[name]!.rules.flatMap((rule) => rule.changes ?? []);
  expect(changes('base')).toEqual(['out/base/**/*']);
  expect(changes('top')).toEqual(['out/top/**/*', 'out/shop/**/*', 'out/base/**/*']);
});

test('GitLab does not wait for a base that has no job there', () => {
  const [file] = parentPipeline(started(['shop', 'top']), 'out/');
  const jobs = readPipeline(file!.content as string) as unknown as Record<string, { needs?: unknown }>;
  expect(jobs['shop']!.needs).toBeUndefined();
  expect(jobs['top']!.needs).toEqual([{ job: 'shop', optional: true }]);
});

test('jobs build the target with vkc, which brings the base or builds it, and hand on its own disk alone', () => {
  const gitlab = readPipeline(treePipeline(named('shop'), []).toString()) as unknown as Record<
    string,
    { script?: string[]; needs?: string[]; artifacts?: { paths: string[] } }
  >;
  expect(gitlab['.build']!.script).toEqual(['vkc build --only "$VKC_TARGET" .']);
  expect(gitlab['.build']!.artifacts!.paths).toEqual(['$VKC_TREE/output/$VKC_TARGET/']);
  expect(gitlab['build:shop-debian12']!.needs).toEqual(['validate', 'lint']);
  expect(gitlab['verify:shop-debian12']!.needs).toEqual(['build:shop-debian12']);
  const github = treeWorkflow(named('shop'), 'out/shop').toString();
  expect(github).toContain('vkc build --only "$TARGET" .');
  expect(github).not.toContain('packer build');
  expect(treeWorkflow(named('base'), 'out/base').toString()).toContain('packer build');
});

test('GitHub starts an image again when its base changed', () => {
  const paths = (name: string) =>
    (
      readPipeline(treeWorkflow(named(name), `out/${name}`).toString()) as unknown as {
        on: { push: { paths: string[] } };
      }
    ).on.push.paths;
  expect(paths('base')).not.toContain('out/shop/**');
  expect(paths('shop')).toContain('out/base/**');
  expect(paths('top')).toEqual(expect.arrayContaining(['out/top/**', 'out/shop/**', 'out/base/**']));
});

test('a project with a cache builds all its disks with vkc, so that what they are built on is there', () => {
  const base = { ...named('base'), cached: true };
  const gitlab = readPipeline(treePipeline(base, []).toString()) as unknown as Record<
    string,
    { script?: string[]; variables?: Record<string, string> }
  >;
  expect(gitlab['.build']!.script).toEqual(['vkc build --only "$VKC_TARGET" .']);
  expect(gitlab['.packer']!.variables!['VKC_COMMANDS']).toMatch(/^vkc packer /);
  const github = treeWorkflow(base, 'out/base').toString();
  expect(github).toContain('vkc build --only "$TARGET" .');
  expect(github).toContain('VKC_CACHE_PASSWORD: "${{ secrets.VKC_CACHE_PASSWORD }}"');
  const argo = treeTemplate(base).toString();
  expect(argo).toContain('vkc build --only "$VKC_TARGET" .');
  expect(argo).toContain('name: vkc-cache');
  for (const text of [treePipeline(base, []).toString(), github, argo])
    expect(text).not.toContain('packer build');
});

test('what is built in a cloud, or from the sources of others, is in no cache', () => {
  const [cloud] = compileText(
    `image away {
  os = [debian12]
  package jq
  build {
    builder = openstack
    openstack {
      flavor            = "Basic-1-2-20"
      source_image_name = "Debian-12"
    }
  }
}
`,
    { rules: noRules },
  ).images;
  const [external] = compileText(
    'image external {\n  os = [debian12]\n  sources = external\n  package jq\n}\n',
    { rules: noRules },
  ).images;
  for (const image of [cloud!, external!]) {
    const cached = { ...image, cached: true };
    for (const pipeline of [treePipeline(cached, []), treeTemplate(cached)]) {
      expect(pipeline.toString()).toContain('packer build');
      expect(pipeline.toString()).not.toContain('vkc build');
    }
  }
});
