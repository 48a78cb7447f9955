import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'mount',
  whole: true,
  modules: ['ansible.builtin.command'],
  keywords: [],
  lift(task, args, context) {
    const [install, directory, path] = args.texts('argv') ?? [];
    const { line } = context.next[0]?.args ?? {};
    if (install !== 'install' || directory !== '--directory' || typeof line !== 'string') return null;
    const [source, , type, options] = line.split(' ');
    const list = options === undefined || options === 'defaults' ? [] : options.split(',');
    return whole(
      'mount',
      path,
      {
        source: said(source!),
        fstype: type === 'auto' ? undefined : said(type ?? ''),
        options: options === 'defaults,nofail' ? undefined : said(list),
      },
      task,
      context,
    );
  },
});
