import type { Image, Target } from '../../compiler/model/ir.ts';
import { commentLines, Lines } from '../text/lines.ts';
import { inlineText } from '../text/yaml-text.ts';
import { addMatrix, buildSteps, checkSteps, published, publishSteps } from './github-jobs.ts';
import { debian, needsOlderAnsible, olderDebian } from './jobs.ts';

/**
 * A workflow of GitHub for one tree, which has to stand at the top of the repository; `tree` is the tree's folder in it.
 * Building and verifying are one job, so that no disk has to be carried between them.
 */
export function treeWorkflow(image: Image, tree: string): Lines {
  const { origin, ci, name } = image;
  const lines = new Lines().add('---', origin);
  const said = `The pipeline of ${name}, made by vkc from ${origin.file}. Edit that file, not this one.`;
  for (const line of commentLines(said)) lines.add(`# ${line}`, origin);
  const section = (text: string, at = origin): void => void lines.blank().add(text.trimEnd(), at);
  const paths = `    paths:\n      - ${inlineText(`${tree}/**`)}\n`;
  section(`name: ${name}`);
  section(`# yamllint disable-line rule:truthy
on:
  pull_request:
${paths}  push:
    branches: [main, master]
${paths}    # Of this image, or of all.
    tags: ["${name}/**", "*"]
${ci.publish === 'manual' ? '  workflow_dispatch:\n' : ''}`);
  section(`permissions:\n  contents: read`);
  section(`concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}`);
  section(`defaults:\n  run:\n    shell: bash\n    working-directory: ${inlineText(tree)}`);
  section('env:\n  CHECKPOINT_DISABLE: "1"');
  section('jobs:');
  const container = `\${{ vars.VKC_IMAGE || '${ci.image?.value ?? debian}' }}`;
  lines.add(
    `  check:
    runs-on: ubuntu-24.04
    container: ${container}
    timeout-minutes: 30
    steps:
${checkSteps(image)}`.trimEnd(),
    origin,
  );
  const older = (target: Target) => (ci.image === null && needsOlderAnsible(target) ? olderDebian : null);
  const several = image.targets.length > 1;
  const old = image.targets.some((target) => older(target) !== null);
  const place = !old
    ? container
    : several
      ? container.replace('{{ ', '{{ matrix.container || ')
      : olderDebian;
  section(`  build:\n    needs: check`);
  if (several) addMatrix(lines, image, older);
  lines.add(
    `    runs-on: ${runner(image)}
    container:
      image: ${place}
      options: --device /dev/kvm
    timeout-minutes: 240
    steps:
${buildSteps(image, tree)}`.trimEnd(),
    origin,
  );
  if (ci.publish === 'never') return lines;
  section(`  publish:\n    needs: build\n    if: ${published(image)}`);
  if (several) addMatrix(lines, image, () => null);
  lines.add(
    `    runs-on: ubuntu-24.04
    container: ${container}
    # Who may publish is asked there, and there are the secrets.
    environment: publish
    timeout-minutes: 120
    steps:
${publishSteps(image, tree)}`.trimEnd(),
    origin,
  );
  return lines;
}

/** Hosted runners of Linux have KVM. */
function runner({ ci }: Image): string {
  const tags = ci.runner.map(({ value }) => inlineText(value));
  return tags.length === 0 ? `\${{ vars.VKC_RUNNER || 'ubuntu-24.04' }}` : `[${tags.join(', ')}]`;
}
