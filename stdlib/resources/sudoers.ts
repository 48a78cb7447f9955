import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import type { BoolValue, ListValue, StringValue } from '../../compiler/model/value.ts';
import { nameLabel } from '../shared/validators.ts';
import { textsIn, written } from '../shared/contents.ts';
import { ownership, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'sudoers',
  doc: 'What a user or a group may do with `sudo`, in a file of its own in `/etc/sudoers.d`, which is checked before it takes its place.',
  label: {
    what: 'the name of a user, or of a group after `%`',
    check: nameLabel('a user, or of a group after `%`', /^%?[a-z_][\w.-]*$/i),
  },
  schema: z
    .object({
      commands: t.list(TEXT_LINE, 'The commands, with their full paths and arguments.', '["ALL"]'),
      run_as: t.text('User as whom they are run.', '"ALL"'),
      password: t.bool('Whether the user has to give the password.', 'true'),
    })
    .check(
      z.refine(({ commands }) => textsIn(commands).every((each) => /^!?(ALL$|\/\S)/.test(each)), {
        path: ['commands'],
        message: 'sudo takes a command with its full path, which begins with `/`, or `ALL`.',
      }),
      z.refine(({ commands }) => commands === undefined || commands.items.length > 0, {
        path: ['commands'],
        message: 'The list is empty: leave it out for all commands.',
      }),
      z.refine(({ run_as: user }) => user === undefined || /^[\w.-]+$/.test(user.value), {
        path: ['run_as'],
        message: 'This cannot be the name of a user.',
      }),
    ),
  example: `sudoers app {
  commands = ["/usr/bin/systemctl restart app", "/usr/bin/systemctl status app"]
  run_as   = "root"
  password = false
}

sudoers "%wheel"`,
  insteadOf: { modules: ['sudoers'], remedy: 'Write `sudoers NAME { commands = ["/usr/bin/…"] }`.' },
  writes: (name) => [fileOf(name)],
  lower: ({ label, attributes, title, origin }) => ({
    tasks: [
      {
        title: title ?? `Write what ${label.value} may do with sudo`,
        module: 'ansible.builtin.copy',
        args: {
          content: string(textOf(label.value, attributes), attributes.commands?.origin ?? origin),
          dest: string(fileOf(label.value), label.origin ?? origin),
          ...ownership({}, '0440'),
          validate: word('/usr/sbin/visudo -cf %s'),
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
        mode: '0440',
        from: written(textOf(label, attributes)),
      },
    ],
  }),
});

interface Given {
  readonly commands?: ListValue | undefined;
  readonly run_as?: StringValue | undefined;
  readonly password?: BoolValue | undefined;
}

/** sudo leaves out files with a dot in their name. */
const fileOf = (name: string) =>
  `/etc/sudoers.d/60-${name.startsWith('%') ? 'group-' : ''}${name.replace(/^%/, '').replace(/\./g, '-')}`;

function textOf(name: string, { commands, run_as: user, password }: Given): string {
  const all = commands === undefined ? ['ALL'] : textsIn(commands).map(escaped);
  const tag = password?.value === false ? 'NOPASSWD: ' : '';
  return `${name} ALL=(${user?.value ?? 'ALL'}) ${tag}${all.join(', ')}\n`;
}

/** These have a meaning of their own in arguments. */
const escaped = (command: string) => command.replace(/[\\,:=]/g, '\\$&');
