import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { INT, TEXT, either } from '../../compiler/types.ts';
import { textOf } from '../../compiler/text.ts';
import { string } from '../../compiler/value.ts';
import { textIn } from '../contents.ts';
import { ownership } from '../lowering.ts';

export default resourceKind({
  name: 'sysctl',
  doc: 'A kernel parameter, in a file of its own in `/etc/sysctl.d`. It holds from the next boot on.',
  label: { what: 'the name of a kernel parameter in quotes' },
  schema: z.object({ value: required(t.of(either(INT, TEXT), 'Its value.')) }),
  example: 'sysctl "net.core.somaxconn" { value = 1024 }',
  lower({ label, attributes, title, origin }) {
    const { value } = attributes;
    return {
      tasks: [
        {
          title: title ?? `Set ${label.value}`,
          module: 'ansible.builtin.copy',
          args: {
            content: string(`${label.value} = ${textOf(value) ?? ''}\n`, value.origin),
            dest: string(dropIn(label.value), label.origin ?? origin),
            ...ownership({}, '0644'),
          },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    sysctls: [{ name: label, value: textIn(attributes.value)!, path: dropIn(label) }],
  }),
});

const dropIn = (parameter: string) => `/etc/sysctl.d/60-${parameter.replace(/[^\w.-]+/g, '-')}.conf`;
