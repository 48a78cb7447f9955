import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import type { TaskDraft } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { string } from '../../compiler/value.ts';
import { service } from '../contents.ts';
import { ownership, yes } from '../lowering.ts';

export default resourceKind({
  name: 'timer',
  doc: 'A command that systemd runs by a schedule: a service and the timer that starts it, which starts at boot.',
  label: { what: 'the name of the timer' },
  schema: z.object({
    schedule: required(t.text('When, as systemd’s `OnCalendar` has it: `daily`, `*-*-* 03:00:00`.')),
    command: required(t.text('The command with its full path.')),
    user: t.text('User who runs it.', '"root"'),
  }),
  example: 'timer backup {\n  schedule = "*-*-* 03:00:00"\n  command  = "/opt/backup/backup_data.sh"\n}',
  lower({ label, attributes, title, origin }) {
    const { schedule, command, user } = attributes;
    const name = label.value;
    const write = (suffix: string, text: string): TaskDraft => ({
      title: `Write ${name}.${suffix}`,
      module: 'ansible.builtin.copy',
      args: {
        content: string(text, command.origin),
        dest: string(`/etc/systemd/system/${name}.${suffix}`, label.origin ?? origin),
        ...ownership({}, '0644'),
      },
    });
    const account = user === undefined ? '' : `User=${user.value}\n`;
    return {
      tasks: [
        write(
          'service',
          `[Unit]\nDescription=${name}\n\n[Service]\nType=oneshot\n${account}ExecStart=${command.value}\n`,
        ),
        write(
          'timer',
          `[Unit]\nDescription=${name}\n\n[Timer]\nOnCalendar=${schedule.value}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n`,
        ),
        {
          title: title ?? `Enable ${name}.timer`,
          module: 'ansible.builtin.systemd',
          args: { name: string(`${name}.timer`, label.origin ?? origin), enabled: yes, daemon_reload: yes },
        },
      ],
    };
  },
  contents({ label, attributes: { schedule, command, user } }) {
    const unit = (suffix: string) => ({
      name: `${label}.${suffix}`,
      path: `/etc/systemd/system/${label}.${suffix}`,
      from: { type: 'text', name: null, sha256: null } as const,
    });
    return {
      timers: [
        { name: label, schedule: schedule.value, command: command.value, user: user?.value ?? 'root' },
      ],
      units: [unit('service'), unit('timer')],
      services: [service(`${label}.timer`, { enabled: true })],
    };
  },
});
