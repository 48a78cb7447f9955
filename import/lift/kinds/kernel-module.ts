import { lifter } from '../lifter.ts';
import { said, word } from '../say.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'kernel_module',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const load = writes(task, /^\/etc\/modules-load\.d\/60-(.+)\.conf$/);
    if (load !== null) return whole('kernel_module', load[1], {}, task, context);
    const [text, name] = writes(task, /^\/etc\/modprobe\.d\/60-(.+)\.conf$/) ?? [];
    if (text === undefined) return null;
    if (text.startsWith('blacklist '))
      return whole('kernel_module', name, { state: word('blocked') }, task, context);
    const options = [...text.replace(/^options \S+/, '').matchAll(/(\w+)=("[^"]*"|\S*)/g)].map(
      ([, key, value]) => [key!, /^\d+$/.test(value!) ? Number(value) : value!.replace(/^"|"$/g, '')],
    );
    return whole('kernel_module', name, { options: said(Object.fromEntries(options)) }, task, context);
  },
});
