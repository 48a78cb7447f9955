import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import type { StringValue, Value } from '../../compiler/model/value.ts';
import { file, named, ownProgram, unit as unitThing } from '../shared/effects.ts';
import { isCalendarTime } from '../shared/calendar.ts';
import { nameLabel } from '../shared/validators.ts';
import { service } from '../shared/contents.ts';
import { ownership, word, yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'timer',
  heading: 'timers',
  doc: 'A command that systemd runs by a schedule: a service, and the timer that starts it. The timer starts at boot; in `start` it runs at once too.',
  label: {
    what: 'the name of the timer',
    check: nameLabel('a timer, which is written without its ending', /^[\w:-]+$/),
  },
  schema: z
    .object({
      schedule: required(t.text('When, as systemd’s `OnCalendar` has it: `daily`, `*-*-* 03:00:00`.')),
      command: required(
        t.textLines(
          'The command with its full path. It is run without a shell, each word exactly as written.',
        ),
      ),
      user: t.text('User who runs it.', '"root"'),
      environment: t.map(TEXT_LINE, 'Environment variables.'),
      delay: t.duration(
        'How much later it may run, at random, so that not all machines do at the same moment.',
        'none',
      ),
      enabled: t.bool('Whether the timer starts at boot.', 'true'),
    })
    .check(
      z.refine(({ schedule }) => !CRON.test(schedule.value), {
        path: ['schedule'],
        message:
          'This is how cron writes it. systemd writes `*-*-* 03:00:00` for every day at three, `Mon 03:00` for Mondays.',
      }),
      z.refine(({ schedule }) => CRON.test(schedule.value) || isCalendarTime(schedule.value), {
        path: ['schedule'],
        message:
          'systemd cannot read this time. It has `daily`, `Mon..Fri 06:00`, `*-*-01 03:30:00`; `systemd-analyze calendar "…"` shows what is meant.',
      }),
      z.refine(({ command }) => /^[-@:+!]*\/\S/.test(command.value), {
        path: ['command'],
        message: 'systemd needs the full path of the program, which begins with `/`.',
      }),
      z.refine(({ command }) => !/[\r\n]/.test(command.value), {
        path: ['command'],
        message: 'The command is one line. Several are a script of their own: a `file` with `mode = 0755`.',
      }),
    ),
  example: `timer backup {
  schedule    = "*-*-* 03:00:00"
  command     = "/opt/backup/backup_data.sh --name=\${image.name}"
  user        = "root"
  environment = { RESTIC_REPOSITORY = "/srv/backup" }
  delay       = 30m
}

timer report {
  schedule = "Mon 06:00"
  command  = "/usr/bin/df -h"
  enabled  = false
}`,
  writes: (name) => ['service', 'timer'].map((suffix) => `/etc/systemd/system/${name}.${suffix}`),
  lower({ label, attributes, title, origin }, { phase }) {
    const { schedule, command, user, environment, delay, enabled } = attributes;
    const name = label.value;
    const write = (suffix: string, lines: readonly (string | null)[]): TaskDraft => ({
      title: `Write ${name}.${suffix}`,
      module: 'ansible.builtin.copy',
      args: {
        content: string(lines.filter((line) => line !== null).join('\n') + '\n', command.origin),
        dest: string(`/etc/systemd/system/${name}.${suffix}`, label.origin ?? origin),
        ...ownership({}, '0644'),
      },
    });
    const on = enabled?.value !== false;
    return {
      tasks: [
        write('service', [
          '[Unit]',
          `Description=${name}`,
          '',
          '[Service]',
          'Type=oneshot',
          user === undefined ? null : `User=${user.value}`,
          ...[...(environment?.entries ?? [])].map(([key, value]) => `Environment=${assignment(key, value)}`),
          `ExecStart=${literal(command.value)}`,
        ]),
        write('timer', [
          '[Unit]',
          `Description=${name}`,
          '',
          '[Timer]',
          `OnCalendar=${schedule.value}`,
          delay === undefined ? null : `RandomizedDelaySec=${delay.value}`,
          'Persistent=true',
          '',
          '[Install]',
          'WantedBy=timers.target',
        ]),
        {
          title: title ?? `${on ? 'Enable' : 'Disable'} ${name}.timer`,
          module: 'ansible.builtin.systemd',
          args: {
            name: string(`${name}.timer`, label.origin ?? origin),
            enabled: enabled ?? yes,
            // The image build only prepares it.
            state: phase === 'start' && on ? word('started') : undefined,
            daemon_reload: yes,
          },
        },
      ],
    };
  },
  contents({ label, attributes: { schedule, command, user, enabled } }) {
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
      services: [service(`${label}.timer`, { enabled: enabled?.value ?? true })],
    };
  },
  effects({ label, attributes: { command, user } }) {
    const units = ['service', 'timer'].map((suffix) => `${label}.${suffix}`);
    return {
      needs: [
        ...named('user', user).map((need) => ({ ...need, atEnd: true as const })),
        ...ownProgram(command.value, command.origin),
      ],
      makes: units.flatMap((name) => [unitThing(name), file(`/etc/systemd/system/${name}`)]),
    };
  },
});

/** Five fields of digits and the like, or one of cron's own words. */
const CRON = /^(([\d*/,-]+|[a-z]{3})\s+){4}([\d*/,-]+|[a-z]{3})$|^@\w+$/i;

/** `%` and `$` would be systemd's in a command. */
const literal = (text: string) => text.replace(/%/g, '%%').replace(/\$/g, '$$$$');

function assignment(name: string, value: Value): string {
  const text = (value as StringValue).value
    .replace(/%/g, '%%')
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n');
  return `"${name}=${text}"`;
}
