import { modeInDigits, modeOf, modeOfFolder } from '../../model/mode.ts';
import { attribute, isPath } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'permissions',
  modules: ['ansible.builtin.file'],
  keywords: [],
  lift(task, args) {
    if (task.args.state === 'touch') return 'it touches a file, which no resource does';
    const path = args.text('path')?.replace(/(.)\/+$/, '$1');
    const recurse = args.flag('recurse') === true;
    const [owner, group] = [args.text('owner'), args.text('group')];
    const given = args.take('mode');
    const mode = given !== undefined && recurse ? modeOfFolder(given) : modeOf(modeInDigits(given));
    args.drop('follow', true, 'yes').drop('force', false).drop('state', 'file');
    if (!isPath(path) || !args.empty) return null;
    if (mode === null) return 'its mode is none that the language can write';
    if (owner === undefined && group === undefined && mode === undefined) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'permissions',
          labels: [path],
          attributes: [
            ...attribute('owner', owner),
            ...attribute('group', group),
            ...(mode === undefined ? [] : [['mode', mode] as const]),
            ...attribute('recurse', recurse || undefined),
          ],
          usual: `Set the permissions of ${path}`,
        },
      ],
    };
  },
});
