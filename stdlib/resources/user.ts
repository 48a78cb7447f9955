import { byObject } from '../../compiler/sdk/by-object.ts';
import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { LoweredTask, TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT, TEXT_LINE } from '../../compiler/model/types.ts';
import { string } from '../../compiler/model/value.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { file, folder, named, namedAll } from '../shared/effects.ts';
import { absolute, accountName, notIfAbsent } from '../shared/validators.ts';
import { textIn, textsIn, written } from '../shared/contents.ts';
import { mode, no, word, yes } from '../shared/tasks.ts';

const NOLOGIN = '/usr/sbin/nologin';

/** A public key on one line, with options before it or a name after it. */
const KEY = /^(?:.* )?(ssh-|ecdsa-|sk-)[\w@.-]+ AAAA.*$/;

export default resourceKind({
  name: 'user',
  heading: 'users',
  doc: 'A user, without a password. One that is there already keeps what is not said here; `state = absent` removes one.',
  label: { what: 'the name of a user', check: accountName('a user') },
  schema: z
    .object({
      home: t.text('Home folder.', '/home/NAME'),
      comment: t.string('Who it is: the full name, or what it is for.'),
      shell: t.text('Login shell.', `the default of the system; \`${NOLOGIN}\` for a system user`),
      group: t.text('Its own group, which has to be there.', 'a group of its name'),
      groups: t.list(TEXT_LINE, 'Further groups; those that the user is in already stay.'),
      system: t.bool(
        'Whether it is a system user, which has no home folder unless `home` is given.',
        'false',
      ),
      uid: t.int('Its number.', 'the next free one'),
      locked: t.bool('Whether login by password is locked.', 'true'),
      ssh_keys: t.list(TEXT, 'Public keys that may log in; the only ones.'),
      state: t.oneOf(
        ['present', 'absent'],
        'Whether it is to be there. Its home folder goes with it.',
        'present',
      ),
    })
    .check(
      ...notIfAbsent('A user', [
        'home',
        'comment',
        'shell',
        'group',
        'groups',
        'system',
        'uid',
        'locked',
        'ssh_keys',
      ]),
      absolute('home'),
      absolute('shell'),
      z.refine(
        ({ ssh_keys: keys, system, home }) => keys === undefined || !system?.value || home !== undefined,
        {
          path: ['ssh_keys'],
          message: 'Keys are kept in the home folder, and a system user has none unless `home` is given.',
        },
      ),
      z.refine(
        ({ ssh_keys: keys }) =>
          keys === undefined || keys.items.every((key) => KEY.test((key as StringValue).value.trim())),
        {
          path: ['ssh_keys'],
          message:
            'A public key is one line as in `id_ed25519.pub`: `ssh-ed25519 AAAA… name`. Several keys are several items.',
        },
      ),
    ),
  example: `user app {
  system = true
  home   = "/opt/app"
  shell  = "${NOLOGIN}"
  uid    = 990
  comment = "The web shop"
}

user games { state = absent }

user ops {
  group    = "users"
  groups   = ["adm", "systemd-journal"]
  locked   = true
  ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1hZ2VudC1pcy1ub3QtYS1yZWFsLWtleS1hdC1hbGw ops"]
  allow authorized-key-in-image { reason = "The operators of these machines are their owners." }
}`,
  lower({ label, attributes, title, origin }) {
    const { home, comment, shell, group, groups, system, uid, locked, ssh_keys: keys } = attributes;
    const name = label.value;
    if (attributes.state?.value === 'absent')
      return {
        tasks: [
          {
            title: title ?? `Remove the user ${name}`,
            module: 'ansible.builtin.user',
            args: { name: label, state: attributes.state, remove: yes },
          },
        ],
      };
    const tasks: TaskDraft[] = [
      {
        title: title ?? `Create the user ${name}`,
        module: 'ansible.builtin.user',
        args: {
          name: label,
          uid,
          group,
          groups,
          append: groups === undefined ? undefined : yes,
          home,
          comment,
          shell: shell ?? (system?.value ? word(NOLOGIN) : undefined),
          system,
          create_home: system?.value && home === undefined ? no : undefined,
          password_lock: locked ?? yes,
          state: word('present'),
        },
      },
    ];
    if (keys !== undefined) {
      const folder = string(`${homeOf(name, home)}/.ssh`, keys.origin);
      const owned = { owner: label, group: group ?? label };
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
              keys.origin ?? origin,
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
    if (attributes.state?.value === 'absent') return { removed: [{ path: homeOf(label, undefined) }] };
    const { home, shell, group, groups, system, uid, locked, ssh_keys: keys } = attributes;
    const folder = `${homeOf(label, home)}/.ssh`;
    const owned = { owner: label, group: textIn(group) ?? label };
    const file = { path: `${folder}/authorized_keys`, ...owned, mode: '0600' };
    return {
      users: [
        {
          name: label,
          uid: uid?.value ?? null,
          home: textIn(home),
          shell: textIn(shell) ?? (system?.value ? NOLOGIN : null),
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
  normalize: ownGroups,
  effects({ label, attributes: { home, group, groups, system, ssh_keys: keys, state } }) {
    if (state?.value === 'absent') return { makes: [] };
    const own = homeOf(label, home);
    return {
      needs: [...named('group', group), ...namedAll('group', groups)],
      makes: [
        { what: 'user', name: label },
        ...(group === undefined ? [{ what: 'group', name: label } as const] : []),
        ...(system?.value && home === undefined ? [] : [folder(own)]),
        ...(keys === undefined ? [] : [folder(`${own}/.ssh`), file(`${own}/.ssh/authorized_keys`)]),
      ],
    };
  },
});

const homeOf = (name: string, home: StringValue | undefined) =>
  home?.value ?? (name === 'root' ? '/root' : `/home/${name}`);

const inGroupOfItsName = byObject((task: LoweredTask): LoweredTask => ({
  ...task,
  args: { ...task.args, group: task.args.name! },
}));

/** A group that is there already is not made with the user of its name; left to itself, that user gets another one. */
function ownGroups(tasks: readonly LoweredTask[]): LoweredTask[] {
  const groups = new Set<string>();
  return tasks.map((task) => {
    const { name, group } = task.args;
    if (name?.type !== 'string') return task;
    if (task.module === 'ansible.builtin.group') groups.add(name.value);
    if (task.module !== 'ansible.builtin.user' || group !== undefined || !groups.has(name.value)) return task;
    return inGroupOfItsName(task);
  });
}
