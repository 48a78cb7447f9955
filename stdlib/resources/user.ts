import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import type { TaskDraft } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { TEXT } from '../../compiler/types.ts';
import { string } from '../../compiler/value.ts';
import type { StringValue } from '../../compiler/value.ts';
import { textIn, textsIn, written } from '../contents.ts';
import { mode, word, yes } from '../lowering.ts';

export default resourceKind({
  name: 'user',
  doc: 'A user, without a password.',
  label: { what: 'the name of a user' },
  schema: z.object({
    home: t.text('Home folder.', '/home/NAME'),
    shell: t.text('Login shell.', 'the default of the system'),
    groups: t.list(TEXT, 'Further groups; those that the user is in already stay.'),
    system: t.bool('Whether it is a system user, which has no home folder unless `home` is given.', 'false'),
    uid: t.int('Its number.', 'the next free one'),
    locked: t.bool('Whether login by password is locked.', 'true'),
    ssh_keys: t.list(TEXT, 'Public keys that may log in; the only ones.'),
  }),
  example: 'user app {\n  system = true\n  home   = "/opt/app"\n  shell  = "/usr/sbin/nologin"\n}',
  lower({ label, attributes, title, origin }) {
    const { home, shell, groups, system, uid, locked, ssh_keys: keys } = attributes;
    const name = label.value;
    const tasks: TaskDraft[] = [
      {
        title: title ?? `Create the user ${name}`,
        module: 'ansible.builtin.user',
        args: {
          name: label,
          uid,
          home,
          shell,
          groups,
          append: groups === undefined ? undefined : yes,
          system,
          create_home:
            system?.value && home === undefined ? { type: 'bool', value: false, origin } : undefined,
          password_lock: locked ?? yes,
          state: word('present'),
        },
      },
    ];
    if (keys !== undefined) {
      const folder = string(`${home?.value ?? `/home/${name}`}/.ssh`, keys.origin);
      const owned = { owner: label, group: label };
      tasks.push(
        {
          title: `Create the ssh folder of ${name}`,
          module: 'ansible.builtin.file',
          args: { path: folder, state: word('directory'), ...owned, mode: mode('0700') },
        },
        {
          title: `Write the public keys of ${name}`,
          module: 'ansible.builtin.copy',
          args: {
            content: string(
              keys.items.map((key) => `${(key as StringValue).value.trim()}\n`).join(''),
              keys.origin,
            ),
            dest: string(`${folder.value}/authorized_keys`, keys.origin),
            ...owned,
            mode: mode('0600'),
          },
        },
      );
    }
    return { tasks };
  },
  contents({ label, attributes }) {
    const { home, shell, groups, system, uid, locked, ssh_keys: keys } = attributes;
    const folder = `${home?.value ?? `/home/${label}`}/.ssh`;
    const owned = { owner: label, group: label };
    const file = { path: `${folder}/authorized_keys`, ...owned, mode: '0600' };
    return {
      users: [
        {
          name: label,
          uid: uid?.value ?? null,
          home: textIn(home),
          shell: textIn(shell),
          groups: textsIn(groups),
          system: system?.value ?? false,
          locked: locked?.value ?? true,
        },
      ],
      ...(keys !== undefined && {
        directories: [{ path: folder, ...owned, mode: '0700' }],
        files: [{ ...file, from: written(textsIn(keys).join('\n')) }],
      }),
    };
  },
});
