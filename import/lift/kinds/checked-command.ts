import { checksBefore } from '../checks.ts';
import { lifter } from '../lifter.ts';
import { acceptOf, changesOf } from '../commands.ts';
import { said, word } from '../say.ts';
import { whole } from '../whole.ts';

const STRICT = /^set -euo pipefail\n/;

/** A command that is run only where another one says so. */
export default lifter({
  kind: 'command',
  whole: true,
  modules: ['ansible.builtin.command', 'ansible.builtin.shell'],
  keywords: [],
  lift(task, _args, context) {
    const { main, unless, onlyIf } = checksBefore(task, context);
    const kind =
      main === undefined || main === task ? undefined : /\.(command|shell)$/.exec(main.module)?.[1];
    if (kind === undefined) return null;
    const { cmd, creates, removes, chdir } = main!.args;
    if (typeof cmd !== 'string') return null;
    const {
      changed_when: changed,
      failed_when: failed,
      register,
      environment,
      become_user: user,
    } = main!.keywords;
    const changes = changesOf(changed, register, creates !== undefined || removes !== undefined);
    const accept = acceptOf(failed, register);
    if (changes === null || accept === null) return null;
    return whole(
      kind,
      cmd.replace(STRICT, ''),
      {
        unless: said(unless),
        only_if: said(onlyIf),
        creates: said(creates),
        removes: said(removes),
        changes: changes === undefined ? undefined : changes === 'false' ? said(false) : word(changes),
        accept: said(accept),
        chdir: said(chdir),
        environment: said(environment),
        user: said(user),
        strict: kind === 'command' || STRICT.test(cmd) ? undefined : said(false),
      },
      task,
      context,
    );
  },
});
