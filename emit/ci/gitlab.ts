import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { commentLines, Lines } from '../text/lines.ts';
import { build, init, job, lint, packer, publish, validate, verify, vkc, workflow } from './gitlab-jobs.ts';
import { debian, needsOlderAnsible, olderDebian } from './jobs.ts';

/**
 * The pipeline of one tree. Paths in it begin at `$VKC_TREE`: GitLab runs jobs, finds artifacts and keeps caches at the top of
 * the repository, and a tree does not know where it is in it.
 */
export function treePipeline(image: Image, playbooks: readonly string[]): Lines {
  const { origin, ci } = image;
  const lines = new Lines().add('---', origin);
  const said = `The pipeline of ${image.name}, made by vkc from ${origin.file}. Edit that file, not this one.`;
  for (const line of commentLines(said)) lines.add(`# ${line}`, origin);
  const stages = ['init', 'validate', 'lint', 'build', 'verify'];
  if (ci.publish !== 'never') stages.push('publish');
  for (const text of [workflow, `stages: [${stages.join(', ')}]`]) section(lines, text, origin);
  addVariables(lines, image);
  for (const text of [job, packer(image), init, validate(playbooks), lint]) section(lines, text, origin);
  const older = (target: Target) =>
    ci.image === null && needsOlderAnsible(target) ? '  image: $VKC_OLDER_IMAGE\n' : '';
  addJobs(
    lines,
    image,
    'build',
    `${build(image)}`,
    (target) => `  needs: [validate, lint]\n${older(target)}`,
  );
  section(lines, vkc, origin);
  addJobs(lines, image, 'verify', verify(image), (target) => needs(image, target, ['build']));
  if (ci.publish !== 'never') {
    addJobs(lines, image, 'publish', publish(image), (target) => needs(image, target, ['build', 'verify']));
  }
  return lines;
}

function section(lines: Lines, text: string, origin: Span): void {
  lines.blank().add(text.trimEnd(), origin);
}

/** What a project can set in GitLab, in place of what stands here. */
function addVariables(lines: Lines, image: Image): void {
  const { origin, ci } = image;
  const older = ci.image === null && image.targets.some(needsOlderAnsible);
  const [runner] = ci.runner;
  section(
    lines,
    `variables:
  # Folder of this file in the repository; whoever includes it, or starts it as a child pipeline, says which.
  VKC_TREE: .`,
    origin,
  );
  const variable = (comment: string, name: string, value: string, at: Span): void =>
    void lines.add(`  # ${comment}\n  ${name}: ${value}`, at);
  variable(
    'Brings what the jobs run, or is a Debian in which it is installed.',
    'VKC_IMAGE',
    ci.image?.value ?? debian,
    ci.image?.origin ?? origin,
  );
  if (older) {
    variable(
      'For systems whose Python is too old for the Ansible of the other.',
      'VKC_OLDER_IMAGE',
      olderDebian,
      origin,
    );
  }
  variable(
    'Tag of the runners that have /dev/kvm.',
    'VKC_RUNNER',
    runner?.value ?? 'kvm',
    runner?.origin ?? origin,
  );
  if (image.sources === 'external') {
    variable(
      'File that brings the Packer sources, from the top of the repository.',
      'VKC_SOURCES',
      'sources.pkr.hcl',
      origin,
    );
  }
  lines.add('  PACKER_PLUGIN_PATH: $CI_PROJECT_DIR/.cache/packer\n  CHECKPOINT_DISABLE: "1"', origin);
}

const jobName = (image: Image, stage: string, target: Target): string =>
  image.targets.length === 1 ? stage : `${stage}:${target.name}`;

function needs(image: Image, target: Target, stages: readonly string[]): string {
  return `  needs:\n${stages.map((stage) => `    - ${jobName(image, stage, target)}\n`).join('')}`;
}

/** One job for each target: what they share stands in a template, where there is more than one. */
function addJobs(
  lines: Lines,
  image: Image,
  stage: string,
  shared: string,
  own: (target: Target) => string,
): void {
  const [only, ...others] = image.targets;
  if (others.length === 0) {
    const text = shared.replaceAll('$VKC_TARGET', only!.name).replace(/^ {2}stage: .*\n/m, `$&${own(only!)}`);
    section(lines, `${stage}:\n${text}`, only!.origin);
    return;
  }
  section(lines, `.${stage}:\n${shared}`, image.origin);
  for (const target of image.targets) {
    const name = jobName(image, stage, target);
    section(
      lines,
      `${name}:\n  extends: .${stage}\n${own(target)}  variables:\n    VKC_TARGET: ${target.name}`,
      target.origin,
    );
  }
}
