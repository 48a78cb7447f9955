import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'selinux_boolean',
  whole: true,
  modules: ['ansible.builtin.shell'],
  keywords: [],
  lift(task, args, context) {
    const [, name, value] =
      /^getsebool (\w+) \| grep -q -- '--> (on|off)\$'$/m.exec(args.text('cmd') ?? '') ?? [];
    return whole(
      'selinux_boolean',
      name,
      { enabled: value === 'off' ? said(false) : undefined },
      task,
      context,
    );
  },
});
