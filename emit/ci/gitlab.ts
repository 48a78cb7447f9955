import type { Target } from '../../compiler/model/ir.ts';
import { type PlainMap, YamlDocument } from '../text/yaml-document.ts';
import type { Lines } from '../text/lines.ts';
import {
  build,
  init,
  job,
  lint,
  packer,
  publish,
  setup,
  type TargetJob,
  validate,
  verify,
  vkc,
  workflow,
} from './gitlab-jobs.ts';
import { type CiImage, jobGroups } from './builders.ts';
import { debian, needsOlderAnsible, olderDebian } from './jobs.ts';

/**
 * The pipeline of one tree. Paths in it begin at `$VKC_TREE`: GitLab runs jobs, finds artifacts and keeps caches at the top of
 * the repository, and a tree does not know where it is in it.
 */
export function treePipeline(image: CiImage, playbooks: readonly string[]): Lines {
  const { origin, ci } = image;
  const yaml = new YamlDocument(origin);
  const steps = yaml.anchor('setup', setup);
  const published = ci.publish !== 'never';
  const boots = jobGroups(image).some(({ needs }) => needs.boots);
  yaml
    .add('workflow', workflow)
    .add('stages', [
      'init',
      'validate',
      'lint',
      'build',
      ...(boots ? ['verify'] : []),
      ...(published ? ['publish'] : []),
    ])
    .add('variables', variables(image, yaml))
    .add('.job', job(steps))
    .add('.packer', packer(image, yaml, steps))
    .add('init', init(yaml))
    .add('validate', validate(image, yaml, playbooks))
    .add('lint', lint(yaml));
  const groups = jobGroups(image);
  const several = image.targets.length > 1;
  for (const { image: own, needs, suffix } of groups) {
    const only = several ? `${image.name}.${own.targets[0]!.build.builder.value}` : null;
    addJobs(
      yaml,
      { image: own, several, suffix },
      'build',
      (each) => build(own, yaml, each, needs, only),
      (target) => ({
        needs: ['validate', 'lint'],
        image: ci.image === null && needsOlderAnsible(target) ? '$VKC_OLDER_IMAGE' : undefined,
      }),
    );
  }
  yaml.add('.vkc', vkc(steps));
  const needing = (stages: readonly string[]) => (target: Target) => ({
    needs: stages.map((stage) => jobName(several, stage, target)),
  });
  for (const { image: own, needs, suffix } of groups) {
    const group = { image: own, several, suffix };
    if (needs.boots) addJobs(yaml, group, 'verify', (each) => verify(own, each), needing(['build']));
  }
  for (const { image: own, needs, suffix } of published ? groups : []) {
    const group = { image: own, several, suffix };
    const before = ['build', ...(needs.boots ? ['verify'] : [])];
    addJobs(yaml, group, 'publish', (each) => publish(own, yaml, each), needing(before));
  }
  return yaml.lines([
    `The pipeline of ${image.name}, made by vkc from ${origin.file}. Edit that file, not this one.`,
  ]);
}

/** What a project can set in GitLab, in place of what stands here. */
function variables(image: CiImage, yaml: YamlDocument): PlainMap {
  const { ci } = image;
  const [runner] = ci.runner;
  const boots = jobGroups(image).some(({ needs }) => needs.boots);
  const older = ci.image === null && image.targets.some(needsOlderAnsible);
  return {
    VKC_TREE: yaml.comment('Folder of this file in the repository. Whoever includes this file sets it.', '.'),
    VKC_IMAGE: yaml.comment(
      'Brings what the jobs run, or is a Debian in which it is installed.',
      ci.image?.value ?? debian,
      ci.image?.origin,
    ),
    VKC_OLDER_IMAGE: older
      ? yaml.comment('For systems whose Python is too old for the Ansible of the other.', olderDebian)
      : undefined,
    VKC_RUNNER:
      boots || runner !== undefined
        ? yaml.comment(
            boots ? 'Tag of the runners that have /dev/kvm.' : 'Tag of the runners that build.',
            runner?.value ?? 'kvm',
            runner?.origin,
          )
        : undefined,
    VKC_SOURCES:
      image.sources === 'external'
        ? yaml.comment(
            'File that brings the Packer sources, from the top of the repository.',
            'sources.pkr.hcl',
          )
        : undefined,
    PACKER_PLUGIN_PATH: '$CI_PROJECT_DIR/.cache/packer',
    PACKER_CACHE_DIR: '$CI_PROJECT_DIR/.cache/base',
    CHECKPOINT_DISABLE: '1',
  };
}

const jobName = (several: boolean, stage: string, target: Target): string =>
  several ? `${stage}:${target.name}` : stage;

interface Group {
  /** With the targets that have jobs of one kind. */
  readonly image: CiImage;
  /** Whether the tree has more targets than one. */
  readonly several: boolean;
  readonly suffix: string;
}

/** One job for each target: what they share stands in a template if there is more than one. */
function addJobs(
  yaml: YamlDocument,
  { image, several, suffix }: Group,
  stage: string,
  shared: (job: TargetJob) => PlainMap,
  own: (target: Target) => PlainMap,
): void {
  if (!several) {
    const [only] = image.targets;
    const { name, origin } = only!;
    // In a script only plain names can take the place of the variable.
    const plain = /^[\w.-]+$/.test(name);
    const job: TargetJob = {
      name: plain ? name : '$VKC_TARGET',
      own: own(only!),
      variables: plain ? {} : { VKC_TARGET: name },
    };
    yaml.add(stage, shared(job), origin);
    return;
  }
  const template = `.${stage}${suffix}`;
  yaml.add(template, shared({ name: '$VKC_TARGET', own: {}, variables: {} }));
  for (const target of image.targets) {
    yaml.add(
      jobName(several, stage, target),
      { extends: template, ...own(target), variables: { VKC_TARGET: target.name } },
      target.origin,
    );
  }
}
