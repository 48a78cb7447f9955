import { shellWord } from '../../../stdlib/shared/commands.ts';
import { lifter } from '../lifter.ts';
import { commandStatement } from '../commands.ts';

export default lifter({
  kind: 'command',
  modules: ['ansible.builtin.command'],
  keywords: ['changed_when', 'failed_when', 'register', 'environment', 'become_user'],
  lift(task, args, context) {
    const argv = args.texts('argv');
    const line = args.text('cmd') ?? args.text('_raw_params');
    args.drop('warn', true, false);
    if (line === undefined || argv !== undefined || shellWord(line) !== null) return null;
    return commandStatement('command', line, task, args, context);
  },
});
