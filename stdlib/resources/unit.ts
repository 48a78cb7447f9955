import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { ANY } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import { accountsIn, file, programsOfUnit, unit as unitThing } from '../shared/effects.ts';
import { endlessVars, needs, oneOf } from '../shared/validators.ts';
import { contentFrom, service } from '../shared/contents.ts';
import { contentTask, ownership, yes } from '../shared/tasks.ts';
import { fullName, reloadOnce, unitName } from '../shared/systemd.ts';

export default resourceKind({
  name: 'unit',
  heading: 'services',
  doc: 'A systemd unit of the image’s own, in `/etc/systemd/system`. systemd reads its units anew after it is written. Only a `service` starts it.',
  label: {
    what: 'the name of a unit',
    check: (name) =>
      name.includes('.d/')
        ? 'What adds to a unit is a `file` in a `directory` of its own: `/etc/systemd/system/NAME.service.d/`.'
        : unitName(name),
  },
  schema: z
    .object({
      content: t.lines('The text of the unit, exactly as written.'),
      source: t.file('A file of the project that is copied.'),
      template: t.file('A template of the project that Ansible fills in.'),
      vars: t.map(ANY, 'Values for the template.'),
      enabled: t.bool('Whether it starts at boot.', 'as it is'),
    })
    .check(
      oneOf('A unit', 'content', 'source', 'template'),
      needs('vars', 'template', '`vars` are values for a `template`.'),
      endlessVars,
      z.refine(
        ({ content, enabled }) =>
          !enabled?.value || content?.type !== 'string' || /^\[Install\]/m.test(content.value),
        {
          path: ['enabled'],
          message: 'Nothing says when it starts: the unit has no `[Install]` with a `WantedBy=`.',
        },
      ),
    ),
  example: `unit app {
  content = """
    [Unit]
    Description=The application
    After=network-online.target
    Wants=network-online.target

    [Service]
    ExecStart=/opt/app/run

    [Install]
    WantedBy=multi-user.target
    """
  enabled = true
}

unit "app.slice" { content = "[Slice]\\nMemoryMax=1G\\n" }`,
  writes: (name) => [`/etc/systemd/system/${fullName(name)}`],
  lower({ label, attributes, title, origin }, { asset }) {
    const { enabled, ...content } = attributes;
    const name = fullName(label.value);
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
  reduce: reloadOnce,
  contents({ label, attributes }) {
    const name = fullName(label);
    const enabled = attributes.enabled?.value;
    return {
      units: [{ name, path: `/etc/systemd/system/${name}`, from: contentFrom(attributes) }],
      services: enabled === undefined ? [] : [service(name, { enabled })],
    };
  },
  effects({ label, attributes }) {
    const name = fullName(label);
    return {
      needs: [...accountsIn(attributes.content), ...programsOfUnit(attributes.content)],
      makes: [unitThing(name), file(`/etc/systemd/system/${name}`)],
    };
  },
});
