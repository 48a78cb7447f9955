import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { owners } from '../shared/effects.ts';
import { joinInLoop, pathsTitle } from '../shared/loops.ts';
import { treeMode } from '../shared/tasks.ts';
import { pathLabel, walkable } from '../shared/validators.ts';

export default resourceKind({
  name: 'permissions',
  repeats: true,
  doc: 'Owner, group and mode of a file or folder that is there already. What is not given stays as it is. Neighbours with the same attributes are one task.',
  label: { what: 'the path of a file or folder', check: pathLabel },
  schema: z
    .object({
      owner: t.string('Owner.', 'the one that it has'),
      group: t.string('Group.', 'the one that it has'),
      mode: t.mode('Mode.', 'the one that it has'),
      recurse: t.bool(
        'Whether they are set for what is in the folder too. Files get no `x` that they do not have.',
        'false',
      ),
    })
    .check(
      z.refine(
        ({ owner, group, mode }) => owner !== undefined || group !== undefined || mode !== undefined,
        'Nothing would be set: give `owner`, `group` or `mode`.',
      ),
      walkable('mode', ({ recurse }) => recurse?.type === 'bool' && recurse.value),
    ),
  example: `permissions "/etc/cron.d" { mode = 0700 }

user app { system = true }

permissions ["/opt/app", "/var/lib/app"] {
  owner   = "app"
  group   = "app"
  recurse = true
}`,
  lower: ({ label, attributes: { owner, group, mode, recurse }, title }) => ({
    tasks: [
      {
        title: title ?? pathsTitle(VERB, [label]),
        module: 'ansible.builtin.file',
        args: {
          path: label,
          owner,
          group,
          mode: mode !== undefined && recurse?.value ? treeMode(mode) : mode,
          recurse: recurse?.value ? recurse : undefined,
        },
      },
    ],
  }),
  join: (a, b) => joinInLoop(a, b, VERB, ['path']),
  contents: ({ label }) => ({
    tasks: [{ title: `${VERB} ${label}`, module: 'ansible.builtin.file' }],
  }),
  effects: ({ attributes }) => ({ needs: owners(attributes) }),
});

const VERB = 'Set the permissions of';
