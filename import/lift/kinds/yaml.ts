import { lifter } from '../lifter.ts';
import { merged } from '../structured.ts';

export default lifter({
  kind: 'yaml',
  whole: true,
  modules: [],
  begins: ['ansible.builtin.slurp'],
  keywords: [],
  lift: (task, args, context) => merged('yaml', task, args, context),
});
