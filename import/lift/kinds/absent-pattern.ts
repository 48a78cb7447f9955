import { absentNames } from '../../proof/absent-names.ts';
import { quoted } from '../text.ts';
import { lifter } from '../lifter.ts';

/** What names of a pattern is removed. */
export default lifter({
  kind: 'absent',
  whole: true,
  modules: [],
  begins: ['ansible.builtin.find'],
  keywords: [],
  lift(task, _args, context) {
    const next = context.next[0];
    const found = next === undefined ? null : absentNames(task, next);
    if (found === null || found.paths.some((path) => /[[\]{}]/.test(path))) return null;
    const { name } = next!;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'absent',
          labels: found.paths,
          attributes: [
            ...(name === null || name === `Remove ${found.paths.join('')}`
              ? []
              : [['title', quoted(name)] as const]),
            ...(found.filesOnly ? [['files_only', 'true'] as const] : []),
            ...(found.hidden ? [] : [['hidden', 'false'] as const]),
          ],
        },
      ],
      also: 1,
      rest: { when: task.when, notify: [] },
    };
  },
});
