import { lifter } from '../lifter.ts';
import { said, word } from '../say.ts';
import { whole } from '../whole.ts';

/** A service that is looked for first. */
export default lifter({
  kind: 'service',
  whole: true,
  modules: [],
  begins: ['ansible.builtin.stat'],
  keywords: [],
  lift(task, args, context) {
    const [next] = context.next;
    const path = args.text('path') ?? '';
    if (!path.includes('/systemd/system/') || next?.module !== 'ansible.builtin.systemd') return null;
    const { name, enabled, state, masked } = next.args;
    return whole(
      'service',
      typeof name === 'string' ? name : undefined,
      {
        enabled: said(enabled),
        state: typeof state === 'string' ? word(state) : undefined,
        masked: said(masked),
        if_exists: said(true),
      },
      task,
      context,
    );
  },
});
