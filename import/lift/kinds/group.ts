import { attribute } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'group',
  modules: ['ansible.builtin.group'],
  keywords: [],
  lift(_task, args) {
    const name = args.text('name');
    const gid = args.text('gid');
    const system = args.flag('system');
    args.drop('state', 'present');
    if (name === undefined || !args.empty || (gid !== undefined && !/^\d+$/.test(gid))) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'group',
          labels: [name],
          attributes: [
            ...attribute('gid', gid === undefined ? undefined : Number(gid)),
            ...attribute('system', system),
          ],
          usual: `Create the group ${name}`,
        },
      ],
    };
  },
});
