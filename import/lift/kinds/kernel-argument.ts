import type { FlatTask } from '../../model/task.ts';
import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'kernel_argument',
  whole: true,
  modules: [
    'ansible.builtin.file',
    'ansible.builtin.copy',
    'ansible.builtin.command',
    'ansible.builtin.lineinfile',
  ],
  keywords: [],
  lift(task, _args, context) {
    const [next] = context.next;
    const all = argumentsIn(task) ?? (next === undefined ? null : argumentsIn(next));
    const words = (all ?? '').split(' ').filter((each) => each !== '');
    const names = [...new Set(words.map((each) => each.split('=')[0]!))];
    if (names.length !== 1) return null;
    const values = words
      .filter((each) => each.includes('='))
      .map((each) => each.slice(each.indexOf('=') + 1));
    const value = values.length === 0 ? undefined : said(values.length === 1 ? values[0]! : values);
    return whole('kernel_argument', names[0], { value }, task, context);
  },
});

/** The arguments that a task gives to the kernel, or null. */
function argumentsIn({ module, args }: FlatTask): string | null {
  const { argv, dest, path, content, line } = args;
  if (module.endsWith('.command') && Array.isArray(argv)) {
    const [grubby, kernels, given] = argv as readonly unknown[];
    return grubby === 'grubby' && kernels === '--update-kernel=ALL' && typeof given === 'string'
      ? given.replace(/^--args=/, '')
      : null;
  }
  const text =
    path === '/etc/default/grub'
      ? line
      : typeof dest === 'string' && dest.startsWith('/etc/default/grub.d/60-')
        ? content
        : null;
  const [, all] =
    /^GRUB_CMDLINE_LINUX="\$GRUB_CMDLINE_LINUX (.*)"$/m.exec(typeof text === 'string' ? text : '') ?? [];
  return all === undefined ? null : all.replace(/\\([\\"$`])/g, '$1');
}
