import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { word } from '../lowering.ts';

export default resourceKind({
  name: 'group',
  doc: 'A group of users.',
  label: { what: 'the name of a group' },
  schema: z.object({
    gid: t.int('Its number.', 'the next free one'),
    system: t.bool('Whether it is a system group.', 'false'),
  }),
  example: 'group app { system = true }',
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
});
