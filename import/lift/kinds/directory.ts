import { attribute, isPath, ownership } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'directory',
  modules: ['ansible.builtin.file'],
  keywords: [],
  lift(_task, args) {
    const path = args.text('path')?.replace(/(.)\/+$/, '$1');
    if (args.text('state') !== 'directory' || !isPath(path)) return null;
    const recurse = args.flag('recurse');
    args.drop('follow', true, 'yes').drop('force', false);
    if (recurse === true) return null;
    const owned = ownership(args, '0755');
    if (owned === null || !args.empty) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'directory',
          labels: [path],
          attributes: [...owned, ...attribute('recurse', recurse || undefined)],
          usual: `Create ${path}`,
        },
      ],
    };
  },
});
