import { lifter } from '../lifter.ts';
import { said, seconds } from '../say.ts';
import { whole, writes } from '../whole.ts';

export default lifter({
  kind: 'timer',
  whole: true,
  modules: ['ansible.builtin.copy'],
  keywords: [],
  lift(task, _args, context) {
    const [service, name] = writes(task, /^\/etc\/systemd\/system\/([\w:-]+)\.service$/) ?? [];
    const [timer] = writes(context.next[0], /^\/etc\/systemd\/system\/[\w:-]+\.timer$/) ?? [];
    if (service === undefined || timer === undefined) return null;
    const of = (text: string, key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1];
    const schedule = of(timer, 'OnCalendar');
    const command = of(service, 'ExecStart');
    if (schedule === undefined || command === undefined) return null;
    const delay = Number(of(timer, 'RandomizedDelaySec'));
    const user = of(service, 'User');
    const environment = [...service.matchAll(/^Environment="(\w+)=(.*)"$/gm)].map(
      ([, key, value]) =>
        [
          key!,
          value!
            .replace(/\\n/g, '\n')
            .replace(/\\(["\\])/g, '$1')
            .replace(/%%/g, '%'),
        ] as const,
    );
    const off = context.next[1]?.args.enabled === false;
    return whole(
      'timer',
      name,
      {
        schedule: said(schedule),
        command: said(command.replace(/%%/g, '%').replace(/\$\$/g, '$')),
        user: said(user),
        environment: environment.length === 0 ? undefined : said(Object.fromEntries(environment)),
        delay: Number.isInteger(delay) ? seconds(delay) : undefined,
        enabled: off ? said(false) : undefined,
      },
      task,
      context,
    );
  },
});
