import { list } from '../../compiler/model/value.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';
import { flushHandlers, importRoles, importVariables, play } from '../ansible/playbook.ts';
import { lintNotes } from '../ansible/lint-notes.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'provision',
  doc: 'The playbook of the build: the roles of the image in order, each on its targets.',
  render(image) {
    const { imports } = mergeImage(image).provision;
    const tasks = importRoles(imports);
    // Before the machine is prepared, nothing else is to happen.
    const first = imports[0]?.role.name === image.implicit_roles.first ? 1 : 0;
    tasks.splice(first, 0, importVariables(image.origin));
    // Handlers would run after everything else, and so after the machine was cleaned up.
    const handlers = mergeImage(image).provision.roles.some((role) => role.handlers.length > 0);
    if (handlers && imports.at(-1)?.role.name === image.implicit_roles.last) {
      tasks.splice(-1, 0, flushHandlers(imports.at(-1)!.role.origin));
    }
    const root = play(
      `Provision ${image.name}`,
      { hosts: 'default' },
      tasks,
      image.origin,
      image.environment,
    );
    return [
      writeYaml(list([root], image.origin), {
        unsafe: true,
        comments: lintNotes(list(tasks, image.origin)),
        origin: image.origin,
      }).file('playbook/provision.yml', image.origin),
    ];
  },
};

export default output;
