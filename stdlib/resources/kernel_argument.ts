import type { Span } from '../../grammar/span.ts';
import type { Lowered } from '../../compiler/sdk/resource-kind.ts';
import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT_LINE, either, listOf } from '../../compiler/model/types.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { StringValue, Value } from '../../compiler/model/value.ts';
import { folder } from '../shared/effects.ts';
import { nameLabel } from '../shared/validators.ts';
import { folderTask, ownership, word, yes, no } from '../shared/tasks.ts';

export default resourceKind({
  name: 'kernel_argument',
  doc: 'An argument of the kernel’s command line, in the configuration of the boot loader, for all kernels.',
  label: { what: 'the name of an argument', check: nameLabel('an argument of the kernel', /^[\w.-]+$/) },
  schema: z
    .object({
      value: t.of(
        either(TEXT_LINE, listOf(TEXT_LINE)),
        'Its value; a list where it is given several times, as consoles are, of which the last is the main one.',
        'none: the bare name',
      ),
    })
    .check(
      z.refine(({ value }) => value === undefined || textsOf(value).every((text) => /^\S+$/.test(text)), {
        path: ['value'],
        message:
          'A value of a kernel argument has no spaces. Several values are a list: `["tty0", "ttyS0"]`.',
      }),
      z.refine(({ value }) => value === undefined || textsOf(value).length > 0, {
        path: ['value'],
        message: 'The list is empty, so the argument would not be given at all.',
      }),
    ),
  example: `kernel_argument hugepagesz { value = ["2M", "1G"] }

kernel_argument "net.ifnames" { value = "0" }

kernel_argument nosmt`,
  writes: (name) => [name],
  lower({ label, attributes, title, origin }, { packageManager, variable }) {
    const { value } = attributes;
    const name = label.value;
    const at = value?.origin ?? label.origin ?? origin;
    const written = value === undefined ? [name] : textsOf(value).map((text) => `${name}=${text}`);
    const all = written.join(' ');
    const heading = title ?? `Put ${all} on the kernel command line`;
    if (packageManager === 'zypper' || packageManager === 'apt_rpm')
      return inDefaults({ written, heading, at, packageManager });
    if (packageManager === 'apt') {
      return {
        tasks: [
          // Bases without GRUB's own package do not have it.
          {
            ...folderTask(word('/etc/default/grub.d'), ownership({}, '0755')),
            title: 'Create the folder of settings for the boot loader',
          },
          {
            title: heading,
            module: 'ansible.builtin.copy',
            args: {
              content: string(`GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${shellText(all)}"\n`, at),
              dest: string(
                `/etc/default/grub.d/60-${name.replace(/[^A-Za-z0-9]+/g, '-')}.cfg`,
                label.origin ?? origin,
              ),
              ...ownership({}, '0644'),
            },
            notify: ['Update the boot loader'],
          },
        ],
        handlers: [
          {
            title: 'Update the boot loader',
            module: 'ansible.builtin.command',
            args: { cmd: word('update-grub') },
            keywords: { changed_when: yes },
          },
        ],
      };
    }
    const register = variable(`kernel_arguments_${name}`);
    const words = written.map((argument) => ` ${escaped(argument).replaceAll('"', ' ')} `);
    const complete = words.length === 1 ? words[0]! : `^${words.map((each) => `(?=.*${each})`).join('')}`;
    const kernels = `${register}.stdout_lines | select('match', 'args=') | map('replace', '"', ' ')`;
    const missing = `${kernels} | reject('search', ${quoted(complete)}) | list != []`;
    const put = {
      module: 'ansible.builtin.command',
      args: {
        // All at once: grubby takes away what it finds of the same name first.
        argv: list([word('grubby'), word('--update-kernel=ALL'), string(`--args=${all}`, at)], at),
      },
    };
    // A kernel that comes later takes the arguments that the machine runs with, which are the old ones until it boots.
    const later = `Put ${all} on the command line of later kernels`;
    return {
      tasks: [
        {
          title: `Look for ${name} on the kernel command line`,
          module: 'ansible.builtin.command',
          args: { cmd: word('grubby --info=ALL') },
          keywords: { register: word(register), changed_when: no, check_mode: no },
        },
        {
          title: heading,
          ...put,
          keywords: { changed_when: yes, when: list([string(missing, at)], at) },
          notify: [later],
        },
      ],
      handlers: [{ title: later, ...put, keywords: { changed_when: yes } }],
    };
  },
  contents: ({ label, attributes: { value } }) => ({
    kernel_arguments: (value === undefined ? [null] : textsOf(value)).map((text) => ({
      name: label,
      value: text,
    })),
  }),
  effects: (_, { os }) => ({
    makes: os.package_manager === 'apt' ? [folder('/etc/default/grub.d')] : [],
  }),
});

/** Where GRUB's settings are one file: a line for each argument, which adds to what is there. */
function inDefaults({
  written,
  heading,
  at,
  packageManager,
}: {
  readonly written: readonly string[];
  readonly heading: string;
  readonly at: Span;
  readonly packageManager: string;
}): Lowered {
  const update = packageManager === 'zypper' ? 'grub2-mkconfig -o /boot/grub2/grub.cfg' : 'update-grub';
  const all = written.join(' ');
  return {
    tasks: [
      {
        title: heading,
        module: 'ansible.builtin.lineinfile',
        args: {
          path: word('/etc/default/grub'),
          line: string(`GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${shellText(all)}"`, at),
        },
        notify: ['Update the boot loader'],
      },
    ],
    handlers: [
      {
        title: 'Update the boot loader',
        module: 'ansible.builtin.command',
        args: { cmd: word(update) },
        keywords: { changed_when: yes },
      },
    ],
  };
}

const textsOf = (value: Value): string[] =>
  (value.type === 'list' ? value.items : [value]).map((each) => (each as StringValue).value);

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The text in a regular expression of Python. */
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Text between double quotes of a shell. */
function shellText(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}
