import { lifter } from '../lifter.ts';
import { whole } from '../whole.ts';

/** What a pattern names is removed. */
export default lifter({
  kind: 'absent',
  whole: true,
  modules: [],
  begins: ['ansible.builtin.find'],
  keywords: [],
  lift(task, args, context) {
    const [folder] = args.texts('paths') ?? [];
    const [pattern] = args.texts('patterns') ?? [];
    if (folder === undefined || pattern === undefined) return null;
    return whole('absent', `${folder === '/' ? '' : folder}/${pattern}`, {}, task, context);
  },
});
