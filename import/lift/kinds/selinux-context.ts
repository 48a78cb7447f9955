import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { MANAGERS, whole } from '../whole.ts';

export default lifter({
  kind: 'selinux_context',
  whole: true,
  modules: ['ansible.builtin.shell', ...MANAGERS],
  keywords: [],
  lift(task, _args, context) {
    const texts = [task, ...context.next.slice(0, 1)].map(({ args }) => String(args.cmd as string));
    const found = texts
      .map((cmd) => /^semanage fcontext .* \| grep -F '(.+) ' \| grep -q ':(\w+):'$/m.exec(cmd))
      .find((each) => each !== null);
    return whole('selinux_context', found?.[1], { type: said(found?.[2] ?? '') }, task, context);
  },
});
