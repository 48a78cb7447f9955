import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { accountName } from '../shared/validators.ts';
import { word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'group',
  doc: 'A group of users. A user of the same name that comes after it has it as its own group.',
  label: { what: 'the name of a group', check: accountName('a group') },
  schema: z.object({
    gid: t.int('Its number.', 'the next free one'),
    system: t.bool('Whether it is a system group.', 'false'),
  }),
  example: `group app {
  gid    = 990
  system = true
}`,
  lower({ label, attributes, title }) {
    return {
      tasks: [
        {
          title: title ?? `Create the group ${label.value}`,
          module: 'ansible.builtin.group',
          args: { name: label, gid: attributes.gid, system: attributes.system, state: word('present') },
        },
      ],
    };
  },
  contents: ({ label, attributes: { gid, system } }) => ({
    groups: [{ name: label, gid: gid?.value ?? null, system: system?.value ?? false }],
  }),
  effects: ({ label }) => ({ makes: [{ what: 'group', name: label }] }),
});
