import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { MANAGERS, whole } from '../whole.ts';

/** A package that stays at its version. */
export default lifter({
  kind: 'package',
  whole: true,
  modules: MANAGERS,
  keywords: [],
  lift(task, args, context) {
    const names = args.texts('name') ?? [];
    const [given] = names;
    if (given === undefined || names.length > 1) return null;
    const holds = context.next
      .slice(0, 3)
      .some(({ args: { argv, selection } }) =>
        Array.isArray(argv) ? argv.includes('versionlock') && argv.includes('add') : selection === 'hold',
      );
    if (!holds) return null;
    const [, name, version] = /^(.+?)(?:=|-(?=\d))([\w.+:~^*-]+)$/.exec(given) ?? [];
    const { install_recommends: apt, install_weak_deps: dnf } = task.args;
    return whole(
      'package',
      name ?? given,
      {
        version: said(version),
        recommends:
          apt === false || dnf === false || context.system.packageManager === 'yum' ? undefined : said(true),
        hold: said(true),
      },
      task,
      context,
    );
  },
});
