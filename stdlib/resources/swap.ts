import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { SizeValue } from '../../compiler/model/value.ts';
import { file, inFolder } from '../shared/effects.ts';
import { pathLabel } from '../shared/validators.ts';
import { regexText } from '../shared/regex.ts';
import { no, word, yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'swap',
  doc: 'A swap file, which is used from the next boot on; in `start` at once. Make it in `start`, so that the image stays small.',
  label: {
    what: 'the path of a file',
    check: (path) =>
      pathLabel(path) ??
      (/^[\w./-]+$/.test(path)
        ? null
        : 'The path of a swap file has letters, digits, `.`, `_` and `-` only: it goes to `/etc/fstab`.'),
  },
  schema: z.object({ size: required(t.size('How large it is.')) }).check(
    z.refine(({ size }) => (size as SizeValue).value >= 1024 ** 2, {
      path: ['size'],
      message: 'A swap file has at least `1M`.',
    }),
  ),
  example: 'swap "/swapfile" { size = 1G }',
  writes: (path) => [path],
  lower({ label, attributes: { size }, title, origin }, { phase, variable }) {
    const at = label.origin ?? origin;
    const path = label.value;
    const tasks: TaskDraft[] = [
      {
        title: title ?? `Make the swap file ${path}`,
        module: 'ansible.builtin.shell',
        args: {
          // It gets its name when it is whole, so that a run that was broken off does no harm to the next one.
          cmd: string(
            [
              'set -e',
              'umask 077',
              `dd if=/dev/zero of=${path}.new bs=1M count=${Math.ceil(size.value / 1024 ** 2)}`,
              `mkswap ${path}.new`,
              `mv ${path}.new ${path}`,
              '',
            ].join('\n'),
            at,
          ),
          creates: label,
        },
      },
      {
        title: `Use ${path} as swap from the next boot on`,
        module: 'ansible.builtin.lineinfile',
        args: {
          path: word('/etc/fstab'),
          regexp: string(`^${regexText(path)}\\s`, at),
          line: string(lineOf(path), at),
        },
      },
    ];
    if (phase === 'start') {
      const register = variable(`swap_${path}`);
      tasks.push(
        {
          title: 'Look at the swap that is in use',
          module: 'ansible.builtin.command',
          args: { argv: list([word('swapon'), word('--show=NAME'), word('--noheadings')], at) },
          keywords: { register: word(register), changed_when: no, check_mode: no },
        },
        {
          title: `Use ${path} as swap`,
          module: 'ansible.builtin.command',
          args: { argv: list([word('swapon'), label], at) },
          keywords: {
            changed_when: yes,
            when: list([string(`'${path}' not in ${register}.stdout_lines`, at)], at),
          },
        },
      );
    }
    return { tasks };
  },
  contents: ({ label }) => ({
    files: [
      {
        path: label,
        owner: 'root',
        group: 'root',
        mode: '0600',
        from: { type: 'text', name: null, sha256: null },
      },
    ],
    lines: [{ path: '/etc/fstab', line: lineOf(label), match: null, state: 'present' }],
  }),
  effects: ({ label }) => ({ needs: [inFolder(label)], makes: [file(label)] }),
});

const lineOf = (path: string) => `${path} none swap defaults 0 0`;
