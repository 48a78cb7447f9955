import { treePipeline } from '../ci/gitlab.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';

const output: Output = {
  name: 'gitlab-ci',
  doc: 'The GitLab pipeline that validates the tree, and builds, verifies and publishes every target.',
  render(image, { cached }) {
    if (image.ci.pipeline !== 'gitlab') return [];
    const merged = mergeImage(image);
    const playbooks = [
      'playbook/provision.yml',
      ...(merged.start.imports.length > 0 ? ['playbook/start.yml'] : []),
      ...(merged.verify.imports.length > 0 ? ['tests/verify.yml'] : []),
      ...(merged.verify_start.imports.length > 0 ? ['tests/verify_start.yml'] : []),
    ];
    return [treePipeline({ ...image, cached }, playbooks).file('.gitlab-ci.yml', image.origin)];
  },
};

export default output;
