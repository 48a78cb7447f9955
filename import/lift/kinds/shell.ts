import { lifter } from '../lifter.ts';
import { commandStatement } from '../commands.ts';

/** The first line that the language puts before others itself. */
const STRICT = /^set -euo pipefail\n/;

export default lifter({
  kind: 'shell',
  modules: ['ansible.builtin.shell'],
  keywords: ['changed_when', 'failed_when', 'register', 'environment', 'become_user'],
  lift(task, args, context) {
    const line = args.text('cmd') ?? args.text('_raw_params');
    const executable = args.text('executable');
    args.drop('warn', true, false);
    // A shell is bash in the language, which runs what was written for sh.
    if (line === undefined || !/^\/(usr\/)?bin\/(ba)?sh$/.test(executable ?? '/bin/sh')) return null;
    const lift = commandStatement('shell', line.replace(STRICT, ''), task, args, context);
    if (lift === null || typeof lift === 'string' || STRICT.test(line)) return lift;
    const [statement] = lift.statements;
    return { statements: [{ ...statement!, attributes: [...statement!.attributes, ['strict', 'false']] }] };
  },
});
