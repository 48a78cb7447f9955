import { isPath } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'absent',
  modules: ['ansible.builtin.file'],
  keywords: [],
  lift(_task, args) {
    const path = args.text('path')?.replace(/(.)\/+$/, '$1');
    if (args.text('state') !== 'absent' || !isPath(path)) return null;
    // What is gone has no owner.
    for (const name of ['force', 'owner', 'group', 'mode', 'recurse']) args.take(name);
    if (!args.empty) return null;
    return {
      statements: [
        { grade: 'lifted', kind: 'absent', labels: [path], attributes: [], usual: `Remove ${path}` },
      ],
    };
  },
});
