import { lifter } from '../lifter.ts';
import { whole, writes } from '../whole.ts';
import { said } from '../say.ts';
import type { Said } from '../say.ts';

export default lifter({
  kind: 'limits',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [text] = writes(task, /^\/etc\/security\/limits\.d\/95-(.+)\.conf$/) ?? [];
    const lines = (text ?? '').trimEnd().split('\n');
    const words = lines.map((line) => /^(\S+) (soft|hard) (\S+) (\S+)$/.exec(line));
    if (words.includes(null)) return null;
    const of = (type: string): Said | undefined => {
      const own = words.filter((each) => each![2] === type);
      if (own.length === 0) return undefined;
      const parts = own.map((each) => `${each![3]!} = ${each![4]!}`);
      const values = own.map((each) => [each![3]!, /^-?\d+$/.test(each![4]!) ? Number(each![4]) : each![4]!]);
      return { text: `{ ${parts.join(', ')} }`, value: said(Object.fromEntries(values))!.value };
    };
    return whole('limits', words[0]![1], { soft: of('soft'), hard: of('hard') }, task, context);
  },
});
