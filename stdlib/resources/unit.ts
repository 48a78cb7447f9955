import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { ANY } from '../../compiler/types.ts';
import { string } from '../../compiler/value.ts';
import { contentFrom, service, unitName } from '../contents.ts';
import { contentTask, ownership, yes } from '../lowering.ts';

export default resourceKind({
  name: 'unit',
  doc: 'A systemd unit of the image’s own, in `/etc/systemd/system`. systemd reads its units anew after it is written.',
  label: { what: 'the name of a unit' },
  schema: z
    .object({
      content: t.string('The text of the unit, exactly as written.'),
      source: t.file('A file of the project that is copied.'),
      template: t.file('A template of the project that Ansible fills in.'),
      vars: t.map(ANY, 'Values for the template.'),
      enabled: t.bool('Whether it starts at boot.', 'as it is'),
    })
    .check(
      z.refine(
        (a) => [a.content, a.source, a.template].filter((each) => each !== undefined).length === 1,
        'A unit has one of `content`, `source` and `template`.',
      ),
    ),
  example:
    'unit app {\n  content = """\n    [Service]\n    ExecStart=/opt/app/run\n\n    [Install]\n    WantedBy=multi-user.target\n    """\n  enabled = true\n}',
  lower({ label, attributes, title, origin }, { asset }) {
    const { enabled, ...content } = attributes;
    const name = /\.[a-z]+$/.test(label.value) ? label.value : `${label.value}.service`;
    const dest = string(`/etc/systemd/system/${name}`, label.origin ?? origin);
    const heading = title ?? `Write the unit ${label.value}`;
    return {
      tasks: [
        contentTask(heading, dest, content, ownership({}, '0644'), asset),
        {
          title:
            enabled === undefined
              ? 'Read the units anew'
              : `${enabled.value ? 'Enable' : 'Disable'} ${label.value}`,
          module: 'ansible.builtin.systemd',
          args: {
            name: enabled === undefined ? undefined : string(name, label.origin),
            enabled,
            daemon_reload: yes,
          },
        },
      ],
    };
  },
  contents({ label, attributes }) {
    const name = unitName(label);
    const enabled = attributes.enabled?.value;
    return {
      units: [{ name, path: `/etc/systemd/system/${name}`, from: contentFrom(attributes) }],
      services: enabled === undefined ? [] : [service(name, { enabled })],
    };
  },
});
