import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { nameLabel } from '../shared/validators.ts';
import { selinuxContents, selinuxTasks } from '../shared/selinux.ts';

export default resourceKind({
  name: 'selinux_boolean',
  doc: 'A switch of the policy of SELinux, for good. Where SELinux is not in use, nothing is done.',
  label: { what: 'the name of a switch', check: nameLabel('a switch of SELinux', /^\w+$/) },
  schema: z.object({ enabled: t.bool('Whether it is on.', 'true') }),
  example: `selinux_boolean httpd_can_network_connect

selinux_boolean virt_use_nfs { enabled = false }`,
  insteadOf: { modules: ['seboolean'], remedy: 'Write `selinux_boolean NAME { enabled = true }`.' },
  writes: (name) => [name],
  lower({ label, attributes, title, origin }, { variable }) {
    const value = attributes.enabled?.value === false ? 'off' : 'on';
    return {
      tasks: selinuxTasks({
        look: {
          title: `Look at ${label.value}`,
          cmd: `getsebool ${label.value} | grep -q -- '--> ${value}$'`,
        },
        set: {
          title: title ?? `Turn ${label.value} ${value}`,
          cmd: command(label.value, value),
        },
        register: variable(`selinux_${label.value}`),
        origin: label.origin ?? origin,
      }),
    };
  },
  contents: ({ label, attributes }) =>
    selinuxContents(command(label, attributes.enabled?.value === false ? 'off' : 'on')),
});

const command = (name: string, value: string) => `setsebool -P ${name} ${value}`;
