import { lifter } from '../lifter.ts';
import { size } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'swap',
  whole: true,
  modules: ['ansible.builtin.shell'],
  keywords: [],
  lift(task, args, context) {
    const [, path, count] =
      /^dd if=\/dev\/zero of=(\S+)\.new bs=1M count=(\d+)$/m.exec(args.text('cmd') ?? '') ?? [];
    return path === undefined
      ? null
      : whole('swap', path, { size: size(Number(count) * 1024 ** 2) }, task, context);
  },
});
