import { missingOf } from '../machine/history.ts';
import { absentPrograms } from '../machine/programs.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'missing-program',
  topic: 'build',
  wholeImage: true,
  severity: 'error',
  title: 'What is run is there.',
  message: '`{program}` is run here, and nothing brings it.',
  help: 'Install it before: `package`, `use` of a role, or a `file`, `download` or `archive` of that path.',
  why: 'A command stops the build if its program is not there, and a unit, a timer or cron fails on every machine.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, program, later } of absentPrograms(context))
      if (later === null) yield { at, params: { program } };
    for (const { at, need } of missingOf(context)) {
      if (need.what === 'path' && need.atEnd) yield { at, span: need.span, params: { program: need.name } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "docker pull nginx:1.27.4"» { changes = true }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package "docker.io"\n  command "docker pull nginx:1.27.4" { changes = true }\n}\n',
});
