import { lifter } from '../lifter.ts';
import { said, seconds } from '../say.ts';
import { whole } from '../whole.ts';
import { checksBefore } from '../checks.ts';

export default lifter({
  kind: 'reboot',
  whole: true,
  modules: ['ansible.builtin.reboot', 'ansible.builtin.command', 'ansible.builtin.shell'],
  keywords: [],
  lift(task, _args, context) {
    const found = checksBefore(task, context);
    const main = found.main;
    if (main?.module !== 'ansible.builtin.reboot') return null;
    const { reboot_timeout: timeout } = main.args;
    const reason = /^reboot (.+)$/i.exec(main.name ?? '')?.[1] ?? main.name ?? 'during the build';
    return whole(
      'reboot',
      reason.replace(/[{}]/g, ''),
      {
        unless: said(found.unless),
        only_if: said(found.onlyIf),
        timeout: typeof timeout !== 'number' || timeout === 600 ? undefined : seconds(timeout),
      },
      task,
      context,
    );
  },
});
