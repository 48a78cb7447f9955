import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { textIn } from '../contents.ts';

export default resourceKind({
  name: 'line',
  repeats: true,
  doc: 'One line of a file that is there already.',
  label: { what: 'the path of a file' },
  schema: z
    .object({
      line: t.string('The line.'),
      match: t.string('Regular expression of the line that it replaces; the last that matches.'),
      insert_after: t.string(
        'Regular expression of the line after which it goes when none matches; `EOF` is the end.',
      ),
      state: t.oneOf(['present', 'absent'], 'Whether the line is to be there.', 'present'),
    })
    .check(
      z.refine(
        (a) => a.state?.value === 'absent' || a.line !== undefined,
        '`line` says what the line is to be.',
      ),
      z.refine(
        (a) => a.line !== undefined || a.match !== undefined,
        'A line that goes is named by `line` or `match`.',
      ),
    ),
  example: 'line "/etc/ssh/sshd_config" {\n  match = "^#?UseDNS"\n  line  = "UseDNS no"\n}',
  lower({ label, attributes, title }) {
    const { line, match, insert_after: after, state } = attributes;
    const verb = state?.value === 'absent' ? 'Remove a line from' : 'Set a line of';
    return {
      tasks: [
        {
          title: title ?? `${verb} ${label.value}`,
          module: 'ansible.builtin.lineinfile',
          args: { path: label, regexp: match, line, insertafter: after, state },
        },
      ],
    };
  },
  contents: ({ label, attributes: { line, match, state } }) => ({
    lines: [
      {
        path: label,
        line: textIn(line),
        match: textIn(match),
        state: state?.value === 'absent' ? 'absent' : 'present',
      },
    ],
  }),
});
