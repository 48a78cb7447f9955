import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { word } from '../lowering.ts';

export default resourceKind({
  name: 'absent',
  doc: 'A file or folder that must not be on the machine. A folder goes with what is in it.',
  label: { what: 'a path' },
  schema: z.object({}),
  example: 'absent "/etc/motd.d/cockpit"',
  lower({ label, title }) {
    return {
      tasks: [
        {
          title: title ?? `Remove ${label.value}`,
          module: 'ansible.builtin.file',
          args: { path: label, state: word('absent') },
        },
      ],
    };
  },
});
