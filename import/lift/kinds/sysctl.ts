import { Template } from '../../model/data.ts';
import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'sysctl',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const { dest, content } = task.args;
    if (typeof dest !== 'string' || !dest.startsWith('/etc/sysctl.d/60-')) return null;
    const text = content instanceof Template ? content.text : typeof content === 'string' ? content : '';
    const [, name, value] = /^([\w./*-]+) = (.*)\n$/.exec(text) ?? [];
    if (name === undefined) return null;
    const given =
      content instanceof Template ? new Template(value!) : /^\d{1,15}$/.test(value!) ? Number(value) : value!;
    return whole('sysctl', name, { value: said(given) }, task, context);
  },
});
