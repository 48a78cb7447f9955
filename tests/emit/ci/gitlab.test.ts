import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { join } from 'node:path';
import type { Image } from '../../../compiler/model/ir.ts';
import gitlabCi from '../../../emit/outputs/gitlab-ci.ts';
import { entry, given, image, system, target } from '../../support/trees/packer-image.ts';
import { at } from '../../support/values.ts';
import { compileExample, examples, writeFiles } from '../../support/examples.ts';
import {
  type Job,
  jobs,
  push,
  readPipeline,
  type Repository,
  repository,
} from '../../support/ci-repository.ts';
import { renderContext } from '../../support/render-context.ts';

const context = renderContext();
const ubuntu = system('ubuntu2404');
const alma = system('almalinux9');

function pipeline(of: Image): string {
  const [file] = gitlabCi.render(of, context);
  return file === undefined ? '' : (file.content as string);
}

describe.each(examples)('the pipeline of examples/%s', (name) => {
  let repo: Repository;
  beforeAll(() => {
    repo = repository();
    for (const [image, files] of compileExample(name).trees)
      writeFiles(files, join(repo.path, 'trees', image));
    push(repo.path);
  });
  afterAll(() => repo.done());

  test.each([...compileExample(name).result.images])('$name is one that GitLab takes', (of) => {
    const file = `trees/${of.name}/.gitlab-ci.yml`;
    const branch = jobs(repo.path, file);
    const { targets } = of;
    const jobName = (stage: string, each: string): string =>
      targets.length === 1 ? stage : `${stage}:${each}`;
    const expected = (stages: readonly string[]): string[] => [
      'init',
      'validate',
      'lint',
      ...stages.flatMap((stage) => targets.map((each) => jobName(stage, each.name))),
    ];
    expect(branch.map((job) => job.name).sort()).toEqual(expected(['build', 'verify']).sort());
    const tag = jobs(repo.path, file, { CI_COMMIT_TAG: 'v1', CI_COMMIT_REF_PROTECTED: 'true' });
    expect(tag.map((job) => job.name).sort()).toEqual(expected(['build', 'verify', 'publish']).sort());
    const needs = (wanted: string): string[] => needsOf(tag, wanted);
    for (const each of targets) {
      const [build, verify] = [jobName('build', each.name), jobName('verify', each.name)];
      expect(needs(build)).toEqual(['validate', 'lint']);
      expect(needs(verify)).toEqual([build]);
      expect(needs(jobName('publish', each.name))).toEqual([build, verify]);
    }
  });
});

const needsOf = (all: readonly Job[], name: string): string[] =>
  (all.find((job) => job.name === name)?.needs ?? []).map(({ job }) => job);

describe('when an image is published', () => {
  const given = (publish: Image['ci']['publish']): unknown => {
    const base = image([target('xaas-nginx', ubuntu)]);
    return readPipeline(pipeline({ ...base, ci: { ...base.ci, publish } }))['publish']?.['rules'];
  };
  it.each([
    ['tags', [{ if: '$CI_COMMIT_TAG && $CI_COMMIT_REF_PROTECTED == "true"' }]],
    ['protected', [{ if: '$CI_COMMIT_REF_PROTECTED == "true"' }]],
    ['manual', [{ if: '$CI_COMMIT_REF_PROTECTED == "true"', when: 'manual', allow_failure: true }]],
    ['never', undefined],
  ] as const)('%s', (publish, rules) => {
    expect(given(publish)).toEqual(rules);
  });
});

it('has no template and no variable for a single target', () => {
  const text = pipeline(image([target('xaas-nginx', ubuntu)]));
  expect(text).not.toContain('VKC_TARGET');
  expect(text).not.toContain('-only');
  expect(Object.keys(readPipeline(text))).not.toContain('.build');
  expect(readPipeline(text)['build']?.['artifacts']).toMatchObject({
    paths: ['$VKC_TREE/output/xaas-nginx/'],
  });
});

it('takes tags of runners and container image from the image', () => {
  const base = image([target('a', ubuntu), target('b', system('almalinux9', { python: '3.6' }))]);
  const text = pipeline({
    ...base,
    ci: {
      ...base.ci,
      runner: [entry('fast', 30), entry('kvm', 31)],
      image: entry('registry.example.org/p:1', 32),
    },
  });
  const read = readPipeline(text);
  expect(read['variables']).toMatchObject({ VKC_RUNNER: 'fast', VKC_IMAGE: 'registry.example.org/p:1' });
  expect(read['.build']?.['tags']).toEqual(['$VKC_RUNNER', 'kvm']);
  expect(text).not.toContain('OLDER');
});

it.each([
  '45045',
  '4e2',
  '0x1f',
  'yes',
  'null',
  'a: b',
  'a #b',
  '- x',
  '*x',
  '&x',
  '[a]',
  '{a',
  '"a',
  "it's",
  '!x',
  ' ',
  'a\nb',
])('keeps %j as text where it is the image, a runner or a target', (text) => {
  const base = image([target(text, ubuntu), target('b', alma)]);
  const ci = { ...base.ci, runner: [entry(text, 30), entry(text, 31)], image: entry(text, 32) };
  const read = readPipeline(pipeline({ ...base, ci }));
  expect(read['variables']).toMatchObject({ VKC_RUNNER: text, VKC_IMAGE: text });
  expect(read['.build']?.['tags']).toEqual(['$VKC_RUNNER', text]);
  expect(read[`build:${text}`]?.['variables']).toEqual({ VKC_TARGET: text });
  expect(read[`verify:${text}`]?.['needs']).toEqual([`build:${text}`]);
  const { targets } = image([target(text, ubuntu)]);
  const single = readPipeline(pipeline({ ...base, ci, targets }));
  const plain = /^\w+$/.test(text);
  expect(single['publish']).toMatchObject({
    script: [`vkc publish "${plain ? text : '$VKC_TARGET'}"`],
  });
  expect(single['build']?.['variables']).toEqual(plain ? undefined : { VKC_TARGET: text });
});

it('builds systems with an old Python with an Ansible that speaks to them, and verifies all alike', () => {
  const read = readPipeline(
    pipeline(image([target('new', ubuntu), target('old', system('almalinux9', { python: '3.6' }))])),
  );
  expect(read['variables']).toMatchObject({ VKC_IMAGE: 'debian:13', VKC_OLDER_IMAGE: 'debian:12' });
  expect(read['build:old']).toMatchObject({ image: '$VKC_OLDER_IMAGE' });
  expect(read['build:new']).not.toHaveProperty('image');
  expect(read['verify:old']).not.toHaveProperty('image');
});

it('brings what the image needs: firmware, and what is of Ansible Galaxy', () => {
  const text = pipeline(
    image([target('a', ubuntu, { firmware: given('efi', 3) })], {
      requirements: {
        roles: [],
        collections: [{ name: 'community.general', version: '9.0.0', origin: at(4) }],
      },
    }),
  );
  const read = readPipeline(text);
  for (const job of ['.packer', 'verify'])
    expect(read[job]?.['variables']).toMatchObject({
      VKC_APT: expect.stringContaining(' ovmf') as unknown,
    });
  expect(read['.packer']?.['cache']).toMatchObject({
    paths: ['.cache/packer', '$VKC_TREE/playbook/collections'],
  });
  expect(text).toContain(
    'ansible-galaxy collection install -r playbook/requirements.yml -p playbook/collections',
  );
  expect(pipeline(image([target('a', ubuntu)]))).not.toMatch(/ovmf|galaxy/);
});

it('takes sources from the repository where the tree has none, and makes no key then', () => {
  const text = pipeline(image([target('a', alma)], { sources: 'external' }));
  expect(text).toContain('cp -- "$CI_PROJECT_DIR/$VKC_SOURCES" sources.pkr.hcl');
  expect(text).not.toContain('seed.sh');
});

it('keeps the key of the build out of every artifact and cache', () => {
  const read = readPipeline(pipeline(image([target('a', ubuntu), target('b', alma)])));
  const kept = Object.values(read).flatMap((each) => [
    ...(((each['artifacts'] as { paths?: string[] } | undefined)?.paths ?? []) as string[]),
    ...(((each['cache'] as { paths?: string[] } | undefined)?.paths ?? []) as string[]),
  ]);
  expect(kept.length).toBeGreaterThan(2);
  for (const path of kept) expect(path).toMatch(/\/(output|reports)\/|^\.cache\/packer$/);
});

it('retries for the runner only, and publishes one version at a time', () => {
  const read = readPipeline(pipeline(image([target('a', ubuntu), target('b', alma)])));
  expect(read['.job']).toMatchObject({
    interruptible: true,
    retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure'] },
  });
  expect(read['.publish']).toMatchObject({ interruptible: false, resource_group: '$VKC_TARGET' });
});

it('is not made for another service', () => {
  const base = image([target('a', ubuntu)]);
  for (const service of ['github', 'none'] as const) {
    expect(pipeline({ ...base, ci: { ...base.ci, pipeline: service } })).toBe('');
  }
});

test('no job installs a package of npm that anyone may own', () => {
  const text = pipeline(image([target('a', ubuntu), target('b', alma)]));
  expect(text).not.toMatch(/VKC_PACKAGE: /);
  expect(text).not.toMatch(/npm install[^\n]*vkc/);
});

test('variables of the cloud can be kept to the job that publishes', () => {
  const read = readPipeline(pipeline(image([target('a', ubuntu)])));
  expect(read['publish']).toMatchObject({ environment: { name: 'publish/a' } });
  for (const name of ['init', 'validate', 'lint', 'build', 'verify'])
    expect(read[name], name).not.toHaveProperty('environment');
});
