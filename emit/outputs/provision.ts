import { list } from '../../compiler/value.ts';
import { mergeImage } from '../merge.ts';
import type { Output } from '../output.ts';
import { importRole, importVariables, play } from '../playbook.ts';
import { writeYaml } from '../yaml.ts';

const output: Output = {
  name: 'provision',
  doc: 'The playbook of the build: the roles of the image, in order, each where it runs.',
  render(image) {
    const { imports } = mergeImage(image).provision;
    const tasks = imports.map(importRole);
    // Before the machine is prepared, nothing else is to happen.
    const first = imports[0]?.role.name === 'vm_init' ? 1 : 0;
    tasks.splice(first, 0, importVariables(image.origin));
    const root = play(`Provision ${image.name}`, { hosts: 'default' }, tasks, image.origin);
    return [
      writeYaml(list([root], image.origin), { unsafe: true, origin: image.origin }).file(
        'playbook/provision.yml',
        image.origin,
      ),
    ];
  },
};

export default output;
