import { lifter } from '../lifter.ts';
import { commandStatement } from '../commands.ts';

/** A pipe of the shell: the language runs such a line in bash with `pipefail`. */
const PIPE = /(^|[^|>])\|(?!\|)/;

export default lifter({
  kind: 'shell',
  modules: ['ansible.builtin.shell'],
  keywords: ['changed_when', 'failed_when', 'register', 'environment', 'become_user'],
  lift(task, args, context) {
    const given = args.text('cmd') ?? args.text('_raw_params');
    const executable = args.text('executable');
    args.drop('warn', true, false);
    if (given === undefined) return null;
    const strict = given.includes('pipefail');
    const piped = strict || PIPE.test(given);
    const bash = executable === '/bin/bash' || executable === '/usr/bin/bash';
    if (piped ? !(strict && bash) : executable !== undefined && executable !== '/bin/sh') return null;
    const line = given.replace(/^set -o pipefail\n(?!.*pipefail)/s, '');
    return commandStatement('shell', PIPE.test(line) ? line : given, task, args, context);
  },
});
