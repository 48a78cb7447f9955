import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { selinuxContents, selinuxTasks, semanage } from '../shared/selinux.ts';

export default resourceKind({
  name: 'selinux_port',
  doc: 'A port, or a range of ports, that services of a type may use under SELinux. Where SELinux is not in use, nothing is done.',
  label: {
    what: 'a port, or a range in quotes',
    check: (text) => {
      const [low = 0, high = low, ...more] = /^\d+(-\d+)?$/.test(text) ? text.split('-').map(Number) : [0];
      return more.length === 0 && low >= 1 && high >= low && high <= 65535
        ? null
        : `\`${text}\` is no port: it is a number from 1 to 65535, or a range, \`"8000-8010"\`.`;
    },
  },
  schema: z
    .object({
      type: required(t.text('Type of the port: `http_port_t`, `ssh_port_t`.')),
      protocol: t.oneOf(['tcp', 'udp'], 'Protocol.', 'tcp'),
    })
    .check(
      z.refine(({ type }) => /^\w+_t$/.test(type.value), {
        path: ['type'],
        message: 'A type of SELinux ends with `_t`: `http_port_t`.',
      }),
    ),
  example: `selinux_port "8081" { type = "http_port_t" }

selinux_port "8000-8010" {
  type     = "http_port_t"
  protocol = udp
}`,
  insteadOf: { modules: ['seport'], remedy: 'Write `selinux_port "8081" { type = "http_port_t" }`.' },
  repeats: true,
  lower({ label, attributes, title, origin }, { packageManager, variable }) {
    const { type, protocol } = attributes;
    const over = protocol?.value ?? 'tcp';
    const port = label.value;
    return {
      tasks: [
        ...semanage(packageManager),
        ...selinuxTasks({
          look: {
            title: `Look at the ports of ${type.value}`,
            cmd: `semanage port --list --noheading | awk '$1 == "${type.value}" && $2 == "${over}"' | grep -qE '[ ,]${port}(,|$)'`,
          },
          set: { title: title ?? `Let ${type.value} use port ${port}`, cmd: command(port, type.value, over) },
          register: variable(`selinux_port_${port}_${over}`),
          origin: label.origin ?? origin,
        }),
      ],
    };
  },
  contents: ({ label, attributes: { type, protocol } }) =>
    selinuxContents(command(label, type.value, protocol?.value ?? 'tcp')),
});

/** A port of another type is not added but changed. */
const command = (port: string, type: string, protocol: string) =>
  `semanage port --add --type ${type} --proto ${protocol} ${port} || semanage port --modify --type ${type} --proto ${protocol} ${port}`;
