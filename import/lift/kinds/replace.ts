import { attribute, isPath } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'replace',
  modules: ['ansible.builtin.replace'],
  keywords: [],
  lift(_task, args) {
    const path = args.text('path');
    const match = args.text('regexp');
    const text = args.text('replace') ?? '';
    const validate = args.text('validate');
    const backup = args.flag('backup') === true;
    args.drop('encoding', 'utf-8').drop('owner', 'root').drop('group', 'root');
    if (!isPath(path) || match === undefined || !args.empty) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'replace',
          labels: [path],
          attributes: [
            ...attribute('match', match),
            ...attribute('with', text),
            ...attribute('backup', backup || undefined),
            ...attribute('validate', validate),
          ],
        },
      ],
    };
  },
});
