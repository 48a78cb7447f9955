import { lifter } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

/** A user with keys that may log in. */
export default lifter({
  kind: 'user',
  whole: true,
  modules: ['ansible.builtin.user'],
  keywords: [],
  lift(task, _args, context) {
    const keys = context.next[1]?.args;
    if (typeof keys?.content !== 'string' || !String(keys.dest as string).endsWith('/.ssh/authorized_keys'))
      return null;
    const { name, uid, home, shell, group, groups, system, password_lock: locked } = task.args;
    const list = typeof groups === 'string' ? groups.split(',').map((each) => each.trim()) : groups;
    return whole(
      'user',
      typeof name === 'string' ? name : undefined,
      {
        system: system === true ? said(true) : undefined,
        uid: uid === undefined ? undefined : said(Number(uid as number)),
        home: said(home),
        shell:
          shell === undefined || (system === true && shell === '/usr/sbin/nologin') ? undefined : said(shell),
        group: said(group),
        groups: said(list),
        locked: locked === false ? said(false) : undefined,
        ssh_keys: said(keys.content.split('\n').filter((line) => line !== '')),
      },
      task,
      context,
    );
  },
});
