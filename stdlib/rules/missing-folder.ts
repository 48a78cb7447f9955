import { missingOf } from '../machine/history.ts';
import { laterThan } from './shared/later.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'missing-folder',
  topic: 'build',
  severity: 'error',
  title: 'The folder of a file is there before the file.',
  message: '{what} needs the folder `{folder}`, {why}.',
  help: 'Add `directory "{folder}"` before it.',
  why: 'Ansible writes a file only into a folder that is there. Only `directory` makes a folder, with those above it; the build stops at a file whose folder is missing.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, need, name, later } of missingOf(context)) {
      if (need.what !== 'folder') continue;
      const params = {
        what: `\`${at.resource.kind} ${at.resource.label.split('\n', 1)[0]}\``,
        folder: need.name.startsWith(`${name}/`) ? need.name : name,
        why: later === null ? 'which nothing makes' : 'which comes only later',
      };
      yield { at, span: need.span, params, ...laterThan(later, 'Move it behind what brings the folder.') };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «file "/etc/acme/agent.conf"» { content = "x\\n" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/etc/acme"\n  file "/etc/acme/agent.conf" { content = "x\\n" }\n}\n',
});
