import { attribute, isPath } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'link',
  modules: ['ansible.builtin.file'],
  keywords: [],
  lift(_task, args) {
    const path = args.text('path');
    const target = args.text('src');
    const force = args.flag('force');
    const follow = args.flag('follow');
    // Root owns what root makes; of a link nobody asks more.
    args.drop('owner', 'root').drop('group', 'root');
    if (args.text('state') !== 'link' || !isPath(path) || target === undefined || !args.empty) return null;
    if (force === true ? follow !== false : follow === false) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'link',
          labels: [path],
          attributes: [...attribute('target', target), ...attribute('force', force || undefined)],
          usual: `Link ${path}`,
        },
      ],
    };
  },
});
