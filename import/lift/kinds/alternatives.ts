import { lifter } from '../lifter.ts';
import { said, saidUnless } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'alternatives',
  whole: true,
  modules: [],
  begins: ['ansible.builtin.stat'],
  keywords: [],
  lift(task, args, context) {
    const [, name] = /^\/etc\/alternatives\/([^/]+)$/.exec(args.text('path') ?? '') ?? [];
    const words = (context.next[0]?.args.argv ?? []) as readonly unknown[];
    if (name === undefined || words[0] !== 'update-alternatives') return null;
    const install = words[1] === '--install';
    const [link, path, priority] = install ? [words[2], words[4], Number(words[5])] : [undefined, words[3]];
    if (typeof path !== 'string') return null;
    return whole(
      'alternatives',
      name,
      {
        path: said(path),
        link: typeof link === 'string' ? said(link) : undefined,
        priority: saidUnless(50, priority),
      },
      task,
      context,
    );
  },
});
