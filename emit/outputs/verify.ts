import type { Image } from '../../compiler/model/ir.ts';
import { bool, list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { conditionTitle } from '../merge/conditions.ts';
import { lintNotes } from '../ansible/lint-notes.ts';
import { mergeImage } from '../merge/merge.ts';
import type { RoleImport } from '../merge/merged.ts';
import type { Output, OutputFile } from '../output.ts';
import { taskList, whenValue } from '../ansible/playbook.ts';
import { Points, askedBy, summary } from '../ansible/boot-checks.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'verify',
  doc: 'The checklist of the marketplace and the expectations of image and roles, as playbooks that inspect a booted machine.',
  render: (image) => [
    ...playbook(image, 'verify', 'tests/verify.yml', [
      `What the marketplace asks of every image and what is expected of this one, on a machine that was booted from it. Nothing is changed.`,
      'Commands are sent as they are (raw), so that no Python on the machine is too old for them.',
    ]),
    ...playbook(image, 'verify_start', 'tests/verify_start.yml', [
      'What is expected of a machine on which start.yml was run. Nothing is changed.',
    ]),
  ],
};

function playbook(
  image: Image,
  phase: 'verify' | 'verify_start',
  path: string,
  header: readonly string[],
): OutputFile[] {
  const { origin } = image;
  const { imports } = mergeImage(image)[phase];
  if (imports.length === 0) return [];
  const points = new Points();
  const groups = imports.map((one) => group(one, image, points));
  const authors = imports.map(
    ({ role: { title, name } }, i) => [groups[i]!.first, [askedBy(title, name)]] as const,
  );
  const tasks = list([...groups.flatMap(({ tasks: each }) => each), summary(origin)], origin);
  const ignoring = bool(true, origin);
  const comments = new Map<Value, readonly string[]>([
    ...lintNotes(tasks),
    ...authors,
    [ignoring, ['Every point is looked at; the last task fails when some do not hold, and names them.']],
  ]);
  const play = map(
    {
      name: string(
        phase === 'verify' ? `Verify ${image.name}` : `Verify ${image.name} after its start`,
        origin,
      ),
      hosts: string('all', origin),
      gather_facts: bool(false, origin),
      become: bool(true, origin),
      ignore_errors: ignoring,
      // With a terminal, output and errors would be one, and pagers would wait for keys.
      vars: map({ ansible_ssh_use_tty: bool(false, origin) }, origin),
      vars_files:
        phase === 'verify_start' && image.runtime.length > 0
          ? list([string('../playbook/common_roles/variables/defaults/main.yml', origin)], origin)
          : undefined,
      tasks,
    },
    origin,
  );
  const lines = writeYaml(list([play], origin), { unsafe: true, origin, header, comments });
  return [lines.file(path, origin)];
}

/** The points of one role, or of the image; under one condition where not every target has any. */
function group({ role, condition }: RoleImport, image: Image, points: Points) {
  const { origin } = role;
  const tasks = taskList(role.tasks, role.targets, origin, (task, where) => points.tasks(task, where));
  const when = whenValue(condition, undefined, origin);
  const first = tasks.items[0]!;
  if (when === null) return { first, tasks: tasks.items };
  const name = string(conditionTitle(condition, image.targets), origin);
  return { first, tasks: [map({ name, when, block: tasks }, origin)] };
}

export default output;
