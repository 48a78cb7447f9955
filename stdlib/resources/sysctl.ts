import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { INT, STRING, either } from '../../compiler/model/types.ts';
import { escapeJinja, textOf } from '../../compiler/model/text.ts';
import { jinja, list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { file } from '../shared/effects.ts';
import { nameLabel } from '../shared/validators.ts';
import { textIn } from '../shared/contents.ts';
import { no, ownership, word, yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'sysctl',
  doc: 'A kernel parameter, in a file of its own in `/etc/sysctl.d`. What the image build sets holds from the next boot on; what `start` sets holds at once.',
  label: {
    what: 'the name of a kernel parameter in quotes',
    check: nameLabel('a kernel parameter, which reads as `net.core.somaxconn`', /^\w[\w-]*([./][\w*-]+)+$/),
  },
  schema: z.object({ value: required(t.of(either(INT, STRING), 'Its value.')) }).check(
    z.refine(({ value }) => !/[\r\n]/.test((textOf(value) ?? '').trimEnd()), {
      path: ['value'],
      message: 'The value of a kernel parameter is one line.',
    }),
  ),
  example: `sysctl "net.core.somaxconn" { value = 1024 }

sysctl "net.ipv4.ip_local_port_range" { value = "10240 65535" }`,
  writes: (name) => [name],
  lower({ label, attributes, title, origin }, { phase, variable }) {
    const { value } = attributes;
    const name = label.value;
    const at = label.origin ?? origin;
    const heading = title ?? `Set ${name}`;
    const tasks: TaskDraft[] = [
      {
        title: heading,
        module: 'ansible.builtin.copy',
        args: {
          content: around(`${name} = `, value, '\n'),
          dest: string(dropIn(name), at),
          ...ownership({}, '0644'),
        },
      },
    ];
    if (phase === 'start') {
      const register = variable(`sysctl_${name}`);
      const wanted = value.type === 'jinja' ? `${register}_wanted` : null;
      tasks.push(
        {
          title: `Look at ${name}`,
          module: 'ansible.builtin.command',
          args: { argv: list([word('sysctl'), word('--values'), label], at) },
          keywords: { register: word(register), changed_when: no, check_mode: no },
        },
        {
          title: `${heading} on the running machine`,
          module: 'ansible.builtin.command',
          args: { argv: list([word('sysctl'), word('--write'), around(`${name}=`, value, '')], at) },
          keywords: {
            changed_when: yes,
            // The kernel puts tabs between the numbers of a list.
            when: list(
              [
                string(
                  `${register}.stdout.split() != ${wanted === null ? words(value) : `${wanted}.split()`}`,
                  at,
                ),
              ],
              at,
            ),
            vars: wanted === null ? undefined : map({ [wanted]: value }, at),
          },
        },
      );
    }
    return { tasks };
  },
  contents: ({ label, attributes }) => ({
    sysctls: [{ name: label, value: textIn(attributes.value)!, path: dropIn(label) }],
  }),
  effects: ({ label }) => ({ makes: [file(dropIn(label))] }),
});

/** The words of a value as a list of Jinja's. */
const words = (value: Value) =>
  `[${(textOf(value) ?? '')
    .trim()
    .split(/\s+/)
    .map((word) => `'${word.replace(/[\\']/g, '\\$&')}'`)
    .join(', ')}]`;

function around(before: string, value: Value, after: string): Value {
  const text = textOf(value) ?? '';
  if (value.type === 'jinja')
    return jinja(`${escapeJinja(before)}${text}${after}`, value.origin, value.secret);
  return string(`${before}${text}${after}`, value.origin);
}

const dropIn = (parameter: string) => `/etc/sysctl.d/60-${parameter.replace(/[^\w.-]+/g, '-')}.conf`;
