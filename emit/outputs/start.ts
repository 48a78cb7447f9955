import type { RuntimeVariable } from '../../compiler/model/ir.ts';
import { bool, list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';
import { importRoles, importVariables, play } from '../ansible/playbook.ts';
import { lintNotes } from '../ansible/lint-notes.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'start',
  doc: 'The playbook that runs on a deployed machine. Not written if no role has a start phase.',
  render(image) {
    const { imports } = mergeImage(image).start;
    if (imports.length === 0) return [];
    const required = image.runtime.filter((each) => each.required);
    const tasks = [importVariables(image.origin), ...required.map(assertGiven), ...importRoles(imports)];
    const root = play(
      `Start ${image.name}`,
      { hosts: 'localhost', connection: 'local' },
      tasks,
      image.origin,
    );
    return [
      writeYaml(list([root], image.origin), {
        unsafe: true,
        comments: lintNotes(list(tasks, image.origin)),
        origin: image.origin,
      }).file('playbook/start.yml', image.origin),
    ];
  },
};

/** Stops with the name of a value that was not given, in place of going on with nothing. */
function assertGiven({ name, doc, origin }: RuntimeVariable): Value {
  const about = doc === null ? '' : ` (${doc.replace(/\s+/g, ' ').trim()})`;
  return map(
    {
      name: string(`See whether ${name} is given`, origin),
      'ansible.builtin.assert': map(
        {
          that: list([string(`${name} | string | length > 0`, origin)], origin),
          fail_msg: string(`${name}${about} has no value: give it with --extra-vars.`, origin),
          quiet: bool(true, origin),
        },
        origin,
      ),
    },
    origin,
  );
}

export default output;
