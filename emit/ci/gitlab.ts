import type { Image, Target } from '../../compiler/model/ir.ts';
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
import { debian, needsOlderAnsible, olderDebian } from './jobs.ts';

/**
 * The pipeline of one tree. Paths in it begin at `$VKC_TREE`: GitLab runs jobs, finds artifacts and keeps caches at the top of
 * the repository, and a tree does not know where it is in it.
 */
export function treePipeline(image: Image, playbooks: readonly string[]): Lines {
  const { origin, ci } = image;
  const yaml = new YamlDocument(origin);
  const steps = yaml.anchor('setup', setup);
  const published = ci.publish !== 'never';
  yaml
    .add('workflow', workflow)
    .add('stages', ['init', 'validate', 'lint', 'build', 'verify', ...(published ? ['publish'] : [])])
    .add('variables', variables(image, yaml))
    .add('.job', job(steps))
    .add('.packer', packer(image, yaml, steps))
    .add('init', init(yaml))
    .add('validate', validate(playbooks))
    .add('lint', lint(yaml));
  addJobs(
    yaml,
    image,
    'build',
    (each) => build(image, yaml, each),
    (target) => ({
      needs: ['validate', 'lint'],
      image: ci.image === null && needsOlderAnsible(target) ? '$VKC_OLDER_IMAGE' : undefined,
    }),
  );
  yaml.add('.vkc', vkc(steps));
  const needs = (stages: readonly string[]) => (target: Target) => ({
    needs: stages.map((stage) => jobName(image, stage, target)),
  });
  addJobs(yaml, image, 'verify', (each) => verify(image, each), needs(['build']));
  if (published) {
    addJobs(yaml, image, 'publish', (each) => publish(image, yaml, each), needs(['build', 'verify']));
  }
  return yaml.lines([
    `The pipeline of ${image.name}, made by vkc from ${origin.file}. Edit that file, not this one.`,
  ]);
}

/** What a project can set in GitLab, in place of what stands here. */
function variables(image: Image, yaml: YamlDocument): PlainMap {
  const { ci } = image;
  const [runner] = ci.runner;
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
    VKC_RUNNER: yaml.comment(
      'Tag of the runners that have /dev/kvm.',
      runner?.value ?? 'kvm',
      runner?.origin,
    ),
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

const jobName = (image: Image, stage: string, target: Target): string =>
  image.targets.length === 1 ? stage : `${stage}:${target.name}`;

/** One job for each target: what they share stands in a template if there is more than one. */
function addJobs(
  yaml: YamlDocument,
  image: Image,
  stage: string,
  shared: (job: TargetJob) => PlainMap,
  own: (target: Target) => PlainMap,
): void {
  const [only, ...others] = image.targets;
  if (others.length === 0) {
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
  yaml.add(`.${stage}`, shared({ name: '$VKC_TARGET', own: {}, variables: {} }));
  for (const target of image.targets) {
    yaml.add(
      jobName(image, stage, target),
      { extends: `.${stage}`, ...own(target), variables: { VKC_TARGET: target.name } },
      target.origin,
    );
  }
}
