import { absentPrograms } from '../machine/programs.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'late-package',
  topic: 'build',
  severity: 'error',
  title: 'A program is installed before it is used.',
  message: '`{program}` is used here, and {thing} brings it only later.',
  help: 'Move {thing} before it.',
  why: 'Resources run in the order in which they stand. A program that comes later is not there yet, and the build stops.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, program, later } of absentPrograms(context)) {
      if (later === null) continue;
      const { kind, label, head } = later.resource;
      const params = { program, thing: `\`${kind} ${label}\`` };
      yield { at, params, related: [{ span: head, message: 'this brings it, but later' }] };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «command "npm install --global pm2@5.3.0"» { creates = "/usr/local/bin/pm2" }\n  package npm\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package npm\n  command "npm install --global pm2@5.3.0" { creates = "/usr/local/bin/pm2" }\n}\n',
});
