import { lifter } from '../lifter.ts';
import { said, word } from '../say.ts';
import { MANAGERS, whole } from '../whole.ts';

export default lifter({
  kind: 'selinux_port',
  whole: true,
  modules: ['ansible.builtin.shell', ...MANAGERS],
  keywords: [],
  lift(task, _args, context) {
    const texts = [task, ...context.next.slice(0, 1)].map(({ args }) => String(args.cmd as string));
    const [, type, protocol, port] =
      texts
        .map((cmd) =>
          /^semanage port .*\$1 == "(\w+)" && \$2 == "(\w+)"' \| grep -qE '\[ ,\]([\d-]+)\(/m.exec(cmd),
        )
        .find((each) => each !== null) ?? [];
    return whole(
      'selinux_port',
      port,
      { type: said(type ?? ''), protocol: protocol === 'udp' ? word('udp') : undefined },
      task,
      context,
    );
  },
});
