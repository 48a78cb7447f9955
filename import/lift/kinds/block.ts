import { lifter } from '../lifter.ts';
import { modeOf } from '../../model/mode.ts';
import { modeUnless, said, saidUnless, word } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'block',
  whole: true,
  modules: ['ansible.builtin.blockinfile'],
  keywords: [],
  lift(task, args, context) {
    const path = args.text('path');
    const marker = args.text('marker') ?? '# {mark} ANSIBLE MANAGED BLOCK';
    const [, comment, name] = /^(.+?) \{mark\} (.+)$/.exec(marker) ?? [];
    const block = args.take('block') ?? '';
    const after = args.text('insertafter');
    const before = args.text('insertbefore');
    const create = args.flag('create');
    const owner = args.text('owner');
    const group = args.text('group');
    const digits = modeOf(args.take('mode'));
    const validate = args.text('validate');
    const gone = args.text('state') === 'absent' || block === '';
    if (name === undefined || digits === null) return null;
    return whole(
      'block',
      path,
      {
        name: said(name),
        content: gone ? undefined : said(typeof block === 'string' ? block.replace(/\n$/, '') : block),
        comment: saidUnless('#', comment),
        insert_after: saidUnless('EOF', after),
        insert_before: said(before),
        state: gone ? word('absent') : undefined,
        create: create === true ? said(true) : undefined,
        owner: saidUnless('root', owner),
        group: saidUnless('root', group),
        mode: modeUnless('0644', digits),
        validate: said(validate),
      },
      task,
      context,
    );
  },
});
