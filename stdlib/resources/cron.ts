import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import type { MapValue, StringValue } from '../../compiler/model/value.ts';
import { file, named, ownProgram } from '../shared/effects.ts';
import { wrongCronField } from '../shared/calendar.ts';
import { nameLabel } from '../shared/validators.ts';
import { written } from '../shared/contents.ts';
import { ownership } from '../shared/tasks.ts';

const FIELD = String.raw`(?:\*|[\w]+(?:-\w+)?)(?:\/\d+)?(?:,(?:\*|\w+(?:-\w+)?)(?:\/\d+)?)*`;
const SCHEDULE = new RegExp(
  `^(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|${FIELD}(?: +${FIELD}){4})$`,
);

export default resourceKind({
  name: 'cron',
  doc: 'A command that cron runs by a schedule, in a file of its own in `/etc/cron.d`. Cloud images often have no cron: install `cron` or `cronie`, or write a `timer`, which needs nothing.',
  label: {
    what: 'the name of the job',
    check: nameLabel('a job of cron, which cron would leave out', /^[\w-]+$/),
  },
  schema: z
    .object({
      schedule: required(t.text('When, in the five fields of cron, `0 3 * * *`, or `@daily`.')),
      command: required(t.text('The command, run by `/bin/sh`.')),
      user: t.text('User who runs it.', '"root"'),
      environment: t.map(TEXT_LINE, 'Environment variables, such as `PATH` and `MAILTO`.'),
    })
    .check(
      z.refine(({ schedule }) => SCHEDULE.test(schedule.value), {
        path: ['schedule'],
        message:
          'cron has five fields, minute, hour, day of the month, month, day of the week: `0 3 * * *` is every day at three. What systemd writes is for a `timer`.',
      }),
      z.refine(({ schedule }) => wrongCronField(schedule.value) === null, {
        path: ['schedule'],
        message:
          'A number is out of range: minutes go from 0 to 59, hours from 0 to 23, days of the month from 1 to 31, months from 1 to 12, days of the week from 0 to 7.',
      }),
      z.refine(({ command }) => command.value.trim() !== '', {
        path: ['command'],
        message: 'The command is empty.',
      }),
      z.refine(({ user }) => user === undefined || /^[\w.-]+$/.test(user.value), {
        path: ['user'],
        message: 'This cannot be the name of a user.',
      }),
    ),
  example: `cron cleanup {
  schedule    = "30 4 * * 0"
  command     = "/usr/bin/find /srv/cache -mtime +30 -delete"
  user        = "root"
  environment = { MAILTO = "" }
}`,
  insteadOf: {
    modules: ['cron'],
    remedy: 'Write `cron NAME { schedule = "0 3 * * *"  command = "…" }`, or a `timer`.',
  },
  writes: (name) => [`/etc/cron.d/${name}`],
  lower: ({ label, attributes, title, origin }) => ({
    tasks: [
      {
        title: title ?? `Write the job ${label.value} of cron`,
        module: 'ansible.builtin.copy',
        args: {
          content: string(textOf(attributes), attributes.command.origin),
          dest: string(`/etc/cron.d/${label.value}`, label.origin ?? origin),
          ...ownership({}, '0644'),
        },
      },
    ],
  }),
  contents: ({ label, attributes }) => ({
    files: [
      {
        path: `/etc/cron.d/${label}`,
        owner: 'root',
        group: 'root',
        mode: '0644',
        from: written(textOf(attributes)),
      },
    ],
  }),
  effects: ({ label, attributes: { command, user } }) => ({
    needs: [
      ...named('user', user).map((need) => ({ ...need, atEnd: true as const })),
      ...ownProgram(command.value, command.origin),
    ],
    makes: [file(`/etc/cron.d/${label}`)],
  }),
});

interface Given {
  readonly schedule: StringValue;
  readonly command: StringValue;
  readonly user?: StringValue | undefined;
  readonly environment?: MapValue | undefined;
}

function textOf({ schedule, command, user, environment }: Given): string {
  const variables = [...(environment?.entries ?? [])].map(
    ([name, value]) => `${name}="${(value as StringValue).value}"`,
  );
  // A bare `%` ends the command.
  const line = command.value.trim().replace(/(?<!\\)%/g, '\\%');
  return [...variables, `${schedule.value} ${user?.value ?? 'root'} ${line}`, ''].join('\n');
}
