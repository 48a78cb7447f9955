import type { TreeEmitter } from '../emitter.ts';
import { outputs } from '../outputs.generated.ts';
import { describeImage } from '../tree/manifest-image.ts';
import { pipelineOf, planPipelines } from '../tree/pipelines.ts';

/** The tree that Packer builds and Ansible provisions. */
export const packerAnsible: TreeEmitter = {
  name: 'packer-ansible',
  doc: 'Packer templates, Ansible playbooks and roles, and the pipeline that runs them.',
  outputs,
  describe: describeImage,
  above: pipelineOf,
  planAbove: planPipelines,
};
