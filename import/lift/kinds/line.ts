import { modeInDigits, modeOf } from '../../model/mode.ts';
import { attribute, isPath } from '../attributes.ts';
import { lifter } from '../lifter.ts';
import { titleFor } from '../../../stdlib/resources/line.ts';

export default lifter({
  kind: 'line',
  modules: ['ansible.builtin.lineinfile'],
  keywords: [],
  lift(_task, args) {
    const path = args.text('path');
    const line = args.text('line');
    const match = args.text('regexp');
    const after = args.text('insertafter');
    const before = args.text('insertbefore');
    const state = args.text('state') ?? 'present';
    const validate = args.text('validate');
    const backup = args.flag('backup') === true;
    const create = args.flag('create') === true;
    const [owner, group] = create ? [args.text('owner'), args.text('group')] : [];
    const mode = create ? modeOf(modeInDigits(args.take('mode'))) : undefined;
    args.drop('backrefs', false).drop('firstmatch', false).drop('owner', 'root').drop('group', 'root');
    if (
      !isPath(path) ||
      !args.empty ||
      mode === null ||
      (state !== 'present' && state !== 'absent') ||
      line?.includes('\n')
    )
      return null;
    const gone = state === 'absent';
    if (gone && create) return null;
    if (
      gone
        ? (line === undefined) === (match === undefined) || after !== undefined || before !== undefined
        : line === undefined || (after !== undefined && before !== undefined)
    )
      return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'line',
          labels: [path],
          usual: titleFor(path, line ?? null, gone),
          attributes: [
            ...attribute('match', match),
            ...attribute('line', line),
            ...attribute('insert_after', after === 'EOF' && match === undefined ? undefined : after),
            ...attribute('insert_before', before),
            ...(gone ? [['state', 'absent'] as const] : []),
            ...(create ? [['create', 'true'] as const] : []),
            ...attribute('owner', owner),
            ...attribute('group', group),
            ...(mode === undefined || mode === '0644' ? [] : [['mode', mode] as const]),
            ...attribute('keep_mode', (create && mode === undefined) || undefined),
            ...attribute('backup', backup || undefined),
            ...attribute('validate', validate),
          ],
        },
      ],
    };
  },
});
