import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { textIn } from '../contents.ts';
import { word } from '../lowering.ts';

export default resourceKind({
  name: 'link',
  doc: 'A symbolic link on the machine.',
  label: { what: 'the path of the link' },
  schema: z.object({ target: required(t.string('Where it leads.')) }),
  example: 'link "/opt/app/current" { target = "/opt/app/1.0" }',
  lower({ label, attributes, title }) {
    return {
      tasks: [
        {
          title: title ?? `Link ${label.value}`,
          module: 'ansible.builtin.file',
          args: { src: attributes.target, dest: label, state: word('link') },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    links: [{ path: label, target: textIn(attributes.target)! }],
  }),
});
