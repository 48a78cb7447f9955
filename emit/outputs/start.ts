import { list } from '../../compiler/model/value.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';
import { importRole, importVariables, play } from '../ansible/playbook.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'start',
  doc: 'The playbook that runs on a deployed machine. Not written if no role has a start phase.',
  render(image) {
    const { imports } = mergeImage(image).start;
    if (imports.length === 0) return [];
    const tasks = [importVariables(image.origin), ...imports.flatMap(importRole)];
    const root = play(
      `Start ${image.name}`,
      { hosts: 'localhost', connection: 'local' },
      tasks,
      image.origin,
    );
    return [
      writeYaml(list([root], image.origin), { unsafe: true, origin: image.origin }).file(
        'playbook/start.yml',
        image.origin,
      ),
    ];
  },
};

export default output;
