import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { installTask } from './fetching.ts';
import { no, word, yes } from './tasks.ts';

/** It is there exactly where SELinux is in use. */
const IN_USE = '/sys/fs/selinux/enforce';

/** Something that SELinux is told where it is in use and does not know it yet. Elsewhere nothing is done. */
export function selinuxTasks(input: {
  readonly look: { readonly title: string; readonly cmd: string };
  readonly set: { readonly title: string; readonly cmd: string };
  readonly register: string;
  readonly origin: Span;
}): TaskDraft[] {
  const { look, set, register, origin } = input;
  return [
    {
      title: look.title,
      module: 'ansible.builtin.shell',
      args: {
        cmd: string(`set -o pipefail\n${look.cmd}`, origin),
        removes: word(IN_USE),
        executable: word('/bin/bash'),
      },
      keywords: { register: word(register), changed_when: no, failed_when: no, check_mode: no },
    },
    {
      title: set.title,
      module: `ansible.builtin.${/[|&;]/.test(set.cmd) ? 'shell' : 'command'}`,
      args: { cmd: string(set.cmd, origin), removes: word(IN_USE) },
      keywords: { changed_when: yes, when: list([string(`${register}.rc != 0`, origin)], origin) },
    },
  ];
}

/** `semanage` is in a package of its own, which no cloud image has to have. */
export function semanage(packageManager: string): TaskDraft[] {
  const name = { dnf: 'policycoreutils-python-utils', yum: 'policycoreutils-python' }[packageManager];
  return name === undefined ? [] : [installTask(name, packageManager, 'Install semanage')];
}

/** What only SELinux's own tools show; in the contents it is the command. */
export const selinuxContents = (line: string) => ({
  commands: [
    {
      line,
      shell: true,
      user: 'root',
      changes: true,
      creates: null,
      removes: IN_USE,
      unless: null,
      only_if: null,
    },
  ],
});
