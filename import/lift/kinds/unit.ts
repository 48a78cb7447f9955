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
    // Only where systemd is told of it next is it more than a file.
    const [next] = context.next;
    const reloads =
      next?.module === 'ansible.builtin.systemd' &&
      [true, 'yes', 'true'].includes(next.args.daemon_reload as string);
    if (
      name === undefined ||
      owned === null ||
      owned.length > 0 ||
      !args.empty ||
      !reloads ||
      next.when.length > 0 ||
      next.notify.length > 0 ||
      Object.keys(next.keywords).length > 0
    )
      return null;
    if (task.when.length > 0 || task.notify.length > 0) return null;
    const alone = Object.keys(next.args).length === 1;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'unit',
          labels: [name.replace(/\.service$/, '')],
          attributes: found!.content,
          usual: `Write the unit ${name.replace(/\.service$/, '')}`,
        },
      ],
      ...(alone && { also: 1 }),
    };
  },
});
