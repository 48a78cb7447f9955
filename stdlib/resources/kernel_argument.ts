import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { list, string } from '../../compiler/value.ts';
import { textIn } from '../contents.ts';
import { ownership, word, yes, no } from '../lowering.ts';

export default resourceKind({
  name: 'kernel_argument',
  repeats: true,
  doc: 'An argument of the kernel’s command line, in the configuration of the boot loader.',
  label: { what: 'the name of an argument' },
  schema: z.object({ value: t.text('Its value.', 'none: the bare name') }),
  example: 'kernel_argument console { value = "ttyS0,115200n8" }',
  lower({ label, attributes, title, origin }, { os, variable }) {
    const at = attributes.value?.origin ?? label.origin ?? origin;
    const argument =
      attributes.value === undefined ? label.value : `${label.value}=${attributes.value.value}`;
    const heading = title ?? `Put ${argument} on the kernel command line`;
    const family = os.fields.get('family');
    if (family?.type === 'record' && family.name === 'debian') {
      const slug = argument.replace(/[^A-Za-z0-9]+/g, '-');
      return {
        tasks: [
          {
            title: heading,
            module: 'ansible.builtin.copy',
            args: {
              content: string(`GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${shellText(argument)}"\n`, at),
              dest: string(`/etc/default/grub.d/60-${slug}.cfg`, at),
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
    const register = variable(`kernel_arguments_${argument}`);
    return {
      tasks: [
        {
          title: `Look for ${argument} on the kernel command line`,
          module: 'ansible.builtin.command',
          args: { cmd: word('grubby --info=DEFAULT') },
          keywords: { register: word(register), changed_when: no, check_mode: no },
        },
        {
          title: heading,
          module: 'ansible.builtin.command',
          args: {
            argv: list([word('grubby'), word('--update-kernel=ALL'), string(`--args=${argument}`, at)], at),
          },
          keywords: {
            changed_when: yes,
            when: list([string(`'${argument.replace(/[\\']/g, '\\$&')}' not in ${register}.stdout`, at)], at),
          },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    kernel_arguments: [{ name: label, value: textIn(attributes.value) }],
  }),
});

/** Text between double quotes of a shell. */
function shellText(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}
