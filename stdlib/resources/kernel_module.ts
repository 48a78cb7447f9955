import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { INT, TEXT_LINE, either } from '../../compiler/model/types.ts';
import { textOf } from '../../compiler/model/text.ts';
import { list, string } from '../../compiler/model/value.ts';
import { nameLabel } from '../shared/validators.ts';
import { written } from '../shared/contents.ts';
import { ownership, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'kernel_module',
  doc: 'A module of the kernel that is loaded at each boot, or kept from being loaded. In `start` it is loaded at once too.',
  label: { what: 'the name of a kernel module', check: nameLabel('a kernel module', /^\w[\w-]*$/) },
  schema: z
    .object({
      state: t.oneOf(
        ['loaded', 'blocked'],
        'Whether it is loaded at boot, or never, not even if something asks for it.',
        'loaded',
      ),
      options: t.map(either(TEXT_LINE, INT), 'Its parameters, which hold whenever it is loaded.'),
    })
    .check(
      z.refine(({ state, options }) => options === undefined || state?.value !== 'blocked', {
        path: ['options'],
        message: 'A module that is never loaded has no options.',
      }),
    ),
  example: `kernel_module br_netfilter

kernel_module nf_conntrack { options = { hashsize = 65536 } }

kernel_module usb-storage { state = blocked }`,
  insteadOf: { modules: ['modprobe'], remedy: 'Write `kernel_module NAME`.' },
  writes: (name) => [loadFile(name), optionFile(name)],
  lower({ label, attributes, title, origin }, { phase }) {
    const { state, options } = attributes;
    const name = label.value;
    const at = label.origin ?? origin;
    const write = (heading: string, dest: string, content: string): TaskDraft => ({
      title: heading,
      module: 'ansible.builtin.copy',
      args: { content: string(content, at), dest: string(dest, at), ...ownership({}, '0644') },
    });
    if (state?.value === 'blocked')
      return { tasks: [write(title ?? `Keep ${name} from being loaded`, optionFile(name), blocked(name))] };
    const tasks = [write(title ?? `Load ${name} at boot`, loadFile(name), `${name}\n`)];
    if (options !== undefined)
      tasks.unshift(write(`Set the options of ${name}`, optionFile(name), optionsOf(name, options.entries)));
    if (phase === 'start')
      tasks.push({
        title: `Load ${name}`,
        module: 'ansible.builtin.command',
        args: {
          argv: list([word('modprobe'), label], at),
          creates: string(`/sys/module/${name.replace(/-/g, '_')}`, at),
        },
      });
    return { tasks };
  },
  contents({ label, attributes: { state, options } }) {
    const file = (path: string, text: string) => ({
      path,
      owner: 'root',
      group: 'root',
      mode: '0644',
      from: written(text),
    });
    if (state?.value === 'blocked') return { files: [file(optionFile(label), blocked(label))] };
    return {
      files: [
        ...(options === undefined ? [] : [file(optionFile(label), optionsOf(label, options.entries))]),
        file(loadFile(label), `${label}\n`),
      ],
    };
  },
});

const loadFile = (name: string) => `/etc/modules-load.d/60-${name}.conf`;
const optionFile = (name: string) => `/etc/modprobe.d/60-${name}.conf`;

/** `blacklist` only ignores the aliases of a module; `install` takes the place of loading it. */
const blocked = (name: string) => `blacklist ${name}\ninstall ${name} /bin/false\n`;

const optionsOf = (name: string, options: ReadonlyMap<string, Parameters<typeof textOf>[0]>) =>
  `options ${name} ${[...options].map(([key, value]) => `${key}=${quoted(textOf(value) ?? '')}`).join(' ')}\n`;

const quoted = (text: string) => (/\s/.test(text) ? `"${text}"` : text);
