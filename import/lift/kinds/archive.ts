import { modeOf, modeOfFolder } from '../../model/mode.ts';
import { lifter } from '../lifter.ts';
import { TREE } from '../../expand/scope.ts';
import { fileOf, modeUnless, said, saidUnless } from '../say.ts';
import { MANAGERS, whole } from '../whole.ts';

export default lifter({
  kind: 'archive',
  whole: true,
  modules: ['ansible.builtin.unarchive', 'ansible.builtin.file', 'ansible.builtin.get_url', ...MANAGERS],
  keywords: [],
  lift(task, _args, context) {
    const all = [task, ...context.next.slice(0, 3)];
    const at = all.findIndex(({ module }) => module === 'ansible.builtin.unarchive');
    if (at < 0) return null;
    const { src, dest, creates, include, extra_opts: options, owner, group, mode: given } = all[at]!.args;
    if (typeof src !== 'string' || typeof dest !== 'string') return null;
    const fetched = all.slice(0, at).find(({ args }) => args.dest === src);
    const local = src.startsWith(`${TREE}/`);
    if (!local && fetched === undefined)
      return at === 0 ? 'the archive is on the machine already, where no resource takes one from' : null;
    const strip = Array.isArray(options)
      ? /^--strip-components=(\d+)$/.exec(String(options[0] as string))?.[1]
      : undefined;
    return whole(
      'archive',
      dest.replace(/(.)\/+$/, '$1'),
      {
        source: local ? fileOf(src, context.file) : undefined,
        url: local ? undefined : said(fetched!.args.url ?? null),
        checksum: said(fetched?.args.checksum),
        strip: strip === undefined ? undefined : said(Number(strip)),
        include: said(include),
        creates: said(creates),
        owner: saidUnless('root', owner),
        group: saidUnless('root', group),
        mode: modeUnless('', modeOfFolder(given) ?? modeOf(given)),
      },
      task,
      context,
    );
  },
});
