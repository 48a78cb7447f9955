import { ownership } from '../attributes.ts';
import { lifter } from '../lifter.ts';
import { fileContent } from './file.ts';

const UNIT =
  /^\/etc\/systemd\/system\/([\w:.\\-]+(?:@[\w:.\\-]*)?\.(?:service|socket|timer|path|mount|automount|target|slice))$/;

export default lifter({
  kind: 'unit',
  first: true,
  modules: ['ansible.builtin.copy', 'ansible.builtin.template'],
  keywords: ['vars'],
  lift(task, args, context) {
    const found = fileContent(task, args, context);
    const [, name] = UNIT.exec(found?.dest ?? '') ?? [];
    const owned = ownership(args, '0644');
    args.drop('force', true);
    if (name === undefined || owned === null || owned.length > 0 || !args.empty) return null;
    if (task.when.length > 0 || task.notify.length > 0) return null;
    // Its name in full or without `.service`, as the task has it.
    const short = name.replace(/\.service$/, '');
    const label = task.name === titleOf(name) ? name : short;
    const usual = titleOf(label);
    const [next] = context.next;
    const reloads =
      next?.module === 'ansible.builtin.systemd' &&
      [true, 'yes', 'true'].includes(next.args.daemon_reload as string) &&
      next.when.length === 0 &&
      next.notify.length === 0 &&
      Object.keys(next.keywords).length === 0;
    // Unless systemd is told of it next, or it is named as a unit, it is a file.
    if (!reloads && task.name !== usual) return null;
    const alone = reloads && Object.keys(next.args).length === 1;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'unit',
          labels: [label],
          attributes: found!.content,
          usual,
        },
      ],
      ...(alone && { also: 1 }),
    };
  },
});

const titleOf = (label: string): string => `Write the unit ${label}`;
