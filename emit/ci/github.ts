import type { Image, Target } from '../../compiler/model/ir.ts';
import { unset } from '../../compiler/model/value.ts';
import type { Lines } from '../text/lines.ts';
import { type Plain, type PlainMap, YamlDocument } from '../text/yaml-document.ts';
import { buildSteps, checkSteps, matrix, published, publishSteps } from './github-jobs.ts';
import { type CiImage, jobGroups } from './builders.ts';
import { debian, needsOlderAnsible, olderDebian } from './jobs.ts';

/**
 * A workflow of GitHub for one tree, which has to stand at the top of the repository; `tree` is the tree's folder in it.
 * Building and verifying are one job, so that no disk has to be carried between them.
 */
export function treeWorkflow(image: CiImage, tree: string): Lines {
  const { origin, ci, name } = image;
  const yaml = new YamlDocument(origin);
  const several = image.targets.length > 1;
  const { base } = image.targets[0]!;
  const beside = tree.replace(/[^/]*$/, '');
  const below = base === null ? [] : [base.image, ...base.below].map((each) => `${beside}${each}/**`);
  const paths = [`${tree}/**`, ...below];
  const place = `vars.VKC_IMAGE || '${(ci.image?.value ?? debian).replaceAll("'", "''")}'`;
  const container = `\${{ ${place} }}`;
  const older = (target: Target) => (ci.image === null && needsOlderAnsible(target) ? olderDebian : null);
  const containerOf = (part: CiImage): string =>
    part.targets.some((target) => older(target) !== null) ? ofEach : container;
  const ofEach = several ? `\${{ matrix.container || ${place} }}` : olderDebian;
  const runs = (part: CiImage, of: (target: Target) => string | null): Plain | undefined =>
    several ? matrix(part, yaml, of) : undefined;
  const groups = jobGroups(image);
  const builds = groups.map(({ image: part, needs, suffix }): readonly [string, PlainMap] => [
    `build${suffix}`,
    {
      needs: 'check',
      if: needs.cloud
        ? yaml.comment('Each build leaves an image in the cloud.', "github.event_name != 'pull_request'")
        : undefined,
      strategy: runs(part, older),
      'runs-on': runner(part, yaml),
      container: needs.boots ? { image: containerOf(part), options: '--device /dev/kvm' } : containerOf(part),
      environment: needs.cloud
        ? yaml.comment('The credentials of the cloud are there, and no other job has them.', 'build')
        : undefined,
      'timeout-minutes': 240,
      steps: buildSteps(part, tree, needs, several),
    },
  ]);
  const jobs: PlainMap = {
    check: {
      'runs-on': hosted,
      container,
      'timeout-minutes': 30,
      steps: checkSteps(image),
    },
    ...Object.fromEntries(builds),
    publish:
      ci.publish === 'never'
        ? undefined
        : {
            needs: builds.length === 1 ? 'build' : builds.map(([name]) => name),
            if: published(image),
            strategy: runs(image, () => null),
            'runs-on': hosted,
            container,
            environment: yaml.comment(
              'GitHub asks there who may publish, and the secrets are there.',
              'publish',
            ),
            'timeout-minutes': 120,
            steps: publishSteps(image, tree),
          },
  };
  return yaml
    .add('name', name)
    .add('on', {
      pull_request: { paths },
      push: {
        branches: ['main', 'master'],
        paths,
        tags: yaml.comment('Of this image, or of all.', [`${name}/**`, '*']),
      },
      workflow_dispatch: ci.publish === 'manual' ? unset(origin) : undefined,
    })
    .add('permissions', { contents: 'read' })
    .add('concurrency', {
      group: '${{ github.workflow }}-${{ github.ref }}',
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    })
    .add('defaults', { run: { shell: 'bash', 'working-directory': tree } })
    .add('env', { CHECKPOINT_DISABLE: '1' })
    .add('jobs', yaml.spaced(jobs))
    .lines([`The pipeline of ${name}, made by vkc from ${origin.file}. Edit that file, not this one.`]);
}

const hosted = 'ubuntu-24.04';

/** Hosted runners of Linux have KVM. */
const runner = ({ ci }: Image, yaml: YamlDocument): Plain =>
  ci.runner.length === 0
    ? `\${{ vars.VKC_RUNNER || '${hosted}' }}`
    : ci.runner.map(({ value, origin }) => yaml.value(value, origin));
