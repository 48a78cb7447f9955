import { lifter } from '../lifter.ts';
import { said, saidUnless } from '../say.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'cron',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [text, name] = writes(task, /^\/etc\/cron\.d\/([\w-]+)$/) ?? [];
    const lines = (text ?? '').trimEnd().split('\n');
    const [, schedule, user, command] =
      /^(@\w+|\S+(?: +\S+){4}) +(\S+) (.+)$/.exec(lines.at(-1)!.replace(/\t/g, ' ')) ?? [];
    const variables = lines.slice(0, -1).map((line) => /^(\w+)="(.*)"$/.exec(line));
    if (command === undefined || variables.includes(null)) return null;
    const environment = Object.fromEntries(variables.map((each) => [each![1]!, each![2]!]));
    return whole(
      'cron',
      name,
      {
        schedule: said(schedule!),
        command: said(command.replace(/\\%/g, '%')),
        user: saidUnless('root', user),
        environment: variables.length === 0 ? undefined : said(environment),
      },
      task,
      context,
    );
  },
});
