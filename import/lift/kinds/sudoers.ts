import { lifter } from '../lifter.ts';
import { said, saidUnless } from '../say.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'sudoers',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [text] = writes(task, /^\/etc\/sudoers\.d\/60-(.+)$/) ?? [];
    const [, name, as, tag, list] = /^(\S+) ALL=\(([^)]*)\) (NOPASSWD: )?(.*)\n$/.exec(text ?? '') ?? [];
    if (list === undefined) return null;
    const commands = list.split(', ').map((each) => each.replace(/\\(.)/g, '$1'));
    return whole(
      'sudoers',
      name,
      {
        commands: list === 'ALL' ? undefined : said(commands),
        run_as: saidUnless('ALL', as),
        password: tag === undefined ? undefined : said(false),
      },
      task,
      context,
    );
  },
});
