import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { string } from '../../compiler/model/value.ts';
import { written } from '../shared/contents.ts';
import { ownership, word } from '../shared/tasks.ts';

const SETTING = '/etc/cloud/cloud.cfg.d/60-hostname.cfg';

/** What cloud-init goes by; the name that the platform gives the machine otherwise counts. */
const settingOf = (name: string) =>
  `hostname: ${name.split('.')[0]}\nfqdn: ${name}\nprefer_fqdn_over_hostname: true\n`;

export default resourceKind({
  name: 'hostname',
  doc: 'The name of the machine, which cloud-init gives it at its first boot in place of the platform’s; in `start` it is named at once. All machines are called the same, unless it stands in `start` under a condition.',
  label: {
    what: 'a name of a machine',
    check: (name) =>
      /^(?=.{1,64}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(name)
        ? null
        : `\`${name}\` cannot be the name of a machine: it has letters, digits and \`-\`, in parts with dots between them.`,
  },
  schema: z.object({}),
  example: 'hostname "appliance.example.org"',
  insteadOf: { modules: ['hostname'], remedy: 'Write `hostname "name.example.org"`.' },
  writes: () => ['the name of the machine'],
  lower: ({ label, title, origin }, { phase }) => ({
    tasks: [
      {
        title: title ?? `Have cloud-init call the machine ${label.value}`,
        module: 'ansible.builtin.copy',
        args: {
          content: string(settingOf(label.value), label.origin ?? origin),
          dest: word(SETTING),
          ...ownership({}, '0644'),
        },
      },
      ...(phase === 'start'
        ? [
            {
              title: `Call the machine ${label.value}`,
              module: 'ansible.builtin.hostname',
              args: { name: label, use: word('systemd') },
            },
          ]
        : []),
    ],
  }),
  contents: ({ label }) => ({
    files: [{ path: SETTING, owner: 'root', group: 'root', mode: '0644', from: written(settingOf(label)) }],
  }),
});
