import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { INT, either, enumOf } from '../../compiler/model/types.ts';
import { textOf } from '../../compiler/model/text.ts';
import { string } from '../../compiler/model/value.ts';
import type { MapValue } from '../../compiler/model/value.ts';
import { nameLabel } from '../shared/validators.ts';
import { written } from '../shared/contents.ts';
import { ownership } from '../shared/tasks.ts';

const ITEMS =
  'chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nonewprivs nproc priority rss rtprio sigpending stack as'.split(
    ' ',
  );

export default resourceKind({
  name: 'limits',
  doc: 'Limits of the sessions of a user or a group, in a file of its own in `/etc/security/limits.d`. A service has its limits in its unit: `LimitNOFILE=`.',
  label: {
    what: 'the name of a user, of a group after `@`, or `*` for all',
    check: nameLabel('a user, of a group after `@`, or `*`', /^(\*|@?[a-z_][\w.-]*)$/i),
  },
  schema: z
    .object({
      soft: t.map(either(INT, enumOf(['unlimited'])), 'Limits that a user may raise up to the hard ones.'),
      hard: t.map(either(INT, enumOf(['unlimited'])), 'Limits that only root raises.'),
    })
    .check(
      z.refine(
        ({ soft, hard }) => (soft?.entries.size ?? 0) + (hard?.entries.size ?? 0) > 0,
        'Limits are written in `soft` and `hard`: `soft = { nofile = 65536 }`.',
      ),
      ...['soft', 'hard'].map((name) =>
        z.refine<Readonly<Record<string, unknown>>>(
          (all) =>
            [...((all[name] as MapValue | undefined)?.entries.keys() ?? [])].every((key) =>
              ITEMS.includes(key),
            ),
          {
            path: [name],
            message: `The system has no such limit. It has ${ITEMS.map((each) => `\`${each}\``).join(', ')}.`,
          },
        ),
      ),
    ),
  example: `limits app {
  soft = { nofile = 65536, nproc = 4096 }
  hard = { nofile = 65536, memlock = unlimited }
}

limits "@admins" { hard = { core = 0 } }`,
  insteadOf: { modules: ['pam_limits'], remedy: 'Write `limits NAME { soft = { nofile = 65536 } }`.' },
  writes: (name) => [fileOf(name)],
  lower: ({ label, attributes, title, origin }) => ({
    tasks: [
      {
        title: title ?? `Limit the sessions of ${label.value === '*' ? 'all users' : label.value}`,
        module: 'ansible.builtin.copy',
        args: {
          content: string(textFor(label.value, attributes), origin),
          dest: string(fileOf(label.value), label.origin ?? origin),
          ...ownership({}, '0644'),
        },
      },
    ],
  }),
  contents: ({ label, attributes }) => ({
    files: [
      {
        path: fileOf(label),
        owner: 'root',
        group: 'root',
        mode: '0644',
        from: written(textFor(label, attributes)),
      },
    ],
  }),
});

/** Later files count over earlier ones, and the packages of systems have theirs at 20 and 90. */
const fileOf = (name: string) =>
  `/etc/security/limits.d/95-${name === '*' ? 'all' : name.replace(/^@/, 'group-').replace(/\./g, '-')}.conf`;

function textFor(
  name: string,
  given: { readonly soft?: MapValue | undefined; readonly hard?: MapValue | undefined },
): string {
  const lines = (['soft', 'hard'] as const).flatMap((type) =>
    [...(given[type]?.entries ?? [])].map(([item, value]) => `${name} ${type} ${item} ${textOf(value)}\n`),
  );
  return lines.join('');
}
