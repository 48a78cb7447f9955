import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { needsSeed } from './seed.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';

const output: Output = {
  name: 'gitignore',
  doc: 'Keeps the key of the build and the built images out of git.',
  render(image) {
    const lines = new Lines();
    if (needsSeed(image)) {
      lines.add('# The key of the build, made by seed.sh.\n/seed/', image.origin).blank();
    }
    const needs = galaxyNeeds(image);
    if (needs.length > 0) {
      const folders = needs.map((kind) => `/playbook/${galaxyFolders[kind]}/`);
      lines.add(['# What is installed from Ansible Galaxy.', ...folders].join('\n'), image.origin).blank();
    }
    lines.add('# What Packer makes.\n/crash.log\n/output/\n/packer_cache/', image.origin).blank();
    lines.add('# What vkc writes when it builds and verifies.\n/logs/\n/reports/', image.origin);
    return [lines.file('.gitignore', image.origin)];
  },
};

export default output;
