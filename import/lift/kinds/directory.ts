import { modeOfFolder } from '../../model/mode.ts';
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
    const more: (readonly [string, string])[] = [];
    args.drop('follow', true, 'yes').drop('force', false);
    if (recurse === true) {
      // Files get no `x` that they do not have, which digits of a mode would give them.
      const digits = modeOfFolder(args.text('mode'));
      if (digits === null) return null;
      more.push(['mode', digits]);
    }
    const owned = ownership(args, '0755');
    if (owned === null || !args.empty) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'directory',
          labels: [path],
          attributes: [...owned, ...more, ...attribute('recurse', recurse || undefined)],
          usual: `Create ${path}`,
        },
      ],
    };
  },
});
