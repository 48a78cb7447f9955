import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { ownedBy } from '../contents.ts';
import { ownership, word } from '../lowering.ts';

export default resourceKind({
  name: 'directory',
  doc: 'A folder on the machine, with those above it.',
  label: { what: 'the path of a folder' },
  schema: z.object({
    owner: t.string('Owner.', '"root"'),
    group: t.string('Group.', '"root"'),
    mode: t.mode('Mode of the folder.', '0755'),
    recurse: t.bool('Whether owner, group and mode are set for what is in it too.', 'false'),
  }),
  example: 'directory "/opt/app" { mode = 0750 }',
  lower({ label, attributes, title }) {
    const { recurse, ...rest } = attributes;
    return {
      tasks: [
        {
          title: title ?? `Create ${label.value}`,
          module: 'ansible.builtin.file',
          args: { path: label, state: word('directory'), ...ownership(rest, '0755'), recurse },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    directories: [{ path: label, ...ownedBy(attributes, '0755') }],
  }),
});
