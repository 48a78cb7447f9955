import { treeTemplate } from '../ci/argo.ts';
import type { Output } from '../output.ts';

const output: Output = {
  name: 'argo',
  doc: 'The workflow template of Argo Workflows that checks the tree, and builds, verifies and publishes every target.',
  render(image, { cached }) {
    if (image.ci.pipeline !== 'argo') return [];
    return [treeTemplate({ ...image, cached }).file('workflow.yaml', image.origin)];
  },
};

export default output;
