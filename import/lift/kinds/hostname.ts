import { lifter } from '../lifter.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'hostname',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [text = ''] = writes(task, /^\/etc\/cloud\/cloud\.cfg\.d\/60-hostname\.cfg$/) ?? [];
    return whole('hostname', /^fqdn: (\S+)$/m.exec(text)?.[1], {}, task, context);
  },
});
