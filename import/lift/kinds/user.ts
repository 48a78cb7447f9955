import { Template } from '../../model/data.ts';
import { attribute } from '../attributes.ts';
import { lifter } from '../lifter.ts';

const NOLOGIN = '/usr/sbin/nologin';

export default lifter({
  kind: 'user',
  modules: ['ansible.builtin.user'],
  keywords: [],
  lift(_task, args) {
    const name = args.text('name');
    const uid = args.text('uid');
    const home = args.text('home');
    const shell = args.text('shell');
    const group = args.text('group');
    const groups = args.texts('groups');
    const append = args.flag('append');
    const system = args.flag('system');
    const createHome = args.flag('create_home');
    const locked = args.flag('password_lock');
    const comment = args.take('comment');
    // The account is new, or it would not be the same: it has no password and no groups yet.
    args.drop('password', '!', '!!');
    if (args.left.includes('password')) return 'it sets a password, which no resource does';
    if (args.text('state') === 'absent') {
      const home = args.flag('remove');
      args.drop('force', false);
      return name === undefined || home !== true || !args.empty
        ? null
        : {
            statements: [
              { grade: 'lifted', kind: 'user', labels: [name], attributes: [['state', 'absent'] as const] },
            ],
          };
    }
    args.drop('state', 'present').drop('move_home', false).drop('force', false).drop('remove', false);
    if (name === undefined || !args.empty || (uid !== undefined && !/^\d+$/.test(uid))) return null;
    if (groups !== undefined && append === false) return 'it takes the user out of other groups';
    if (comment !== undefined && !(typeof comment === 'string' || comment instanceof Template)) return null;
    // What the language says of a system user unless it is told otherwise has to be what the tree says.
    if (system === true && (shell === undefined || (home === undefined) !== (createHome === false)))
      return null;
    if (system !== true && createHome === false) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'user',
          labels: [name],
          attributes: [
            ...attribute('system', system),
            ...attribute('uid', uid === undefined ? undefined : Number(uid)),
            ...attribute('home', home),
            ...attribute('comment', comment),
            ...attribute('shell', system === true && shell === NOLOGIN ? undefined : shell),
            ...attribute('group', group),
            ...attribute('groups', groups),
            ...attribute('locked', locked === false ? false : undefined),
          ],
          usual: `Create the user ${name}`,
        },
      ],
    };
  },
});
