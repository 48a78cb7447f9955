import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { folder, owners } from '../shared/effects.ts';
import { folderLabel, walkable } from '../shared/validators.ts';
import { ownedBy } from '../shared/contents.ts';
import { joinInLoop } from '../shared/loops.ts';
import { folderTask, mode, ownership, treeMode } from '../shared/tasks.ts';

export default resourceKind({
  name: 'directory',
  doc: 'A folder on the machine, with those above it. Neighbours with the same attributes are one task.',
  label: { what: 'the path of a folder', check: folderLabel },
  schema: z
    .object({
      owner: t.string('Owner.', '"root"'),
      group: t.string('Group.', '"root"'),
      mode: t.mode('Mode of the folder.', '0755'),
      recurse: t.bool(
        'Whether owner, group and mode are set for what is in it too. Files get no `x` that they do not have.',
        'false',
      ),
    })
    .check(walkable('mode', ({ recurse }) => recurse?.type === 'bool' && recurse.value)),
  example: `directory "/opt/app" { mode = 0750 }

user app { system = true }

directory ["/srv/app", "/srv/app/data"] {
  owner   = "app"
  group   = "app"
  recurse = true
}`,
  lower({ label, attributes, title }) {
    const { recurse, ...rest } = attributes;
    const owned = ownership(rest, '0755');
    const task = folderTask(
      label,
      recurse?.value ? { ...owned, mode: treeMode(rest.mode ?? mode('0755')), recurse } : owned,
    );
    return { tasks: [{ ...task, title: title ?? task.title }] };
  },
  join: (a, b) => joinInLoop(a, b, 'Create', ['path']),
  contents: ({ label, attributes }) => ({
    directories: [{ path: label, ...ownedBy(attributes, '0755') }],
  }),
  effects: ({ label, attributes }) => ({ needs: owners(attributes), makes: [folder(label)] }),
});
