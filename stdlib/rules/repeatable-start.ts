import { rule } from '../../compiler/sdk/rule.ts';
import command from '../resources/command.ts';
import shell from '../resources/shell.ts';
import { isGuarded } from './shared/texts.ts';

export default rule({
  id: 'repeatable-start',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'What is done at deployment can be done twice.',
  message: 'This runs again each time `start.yml` is run.',
  help: 'Say when it is to be done: `creates`, `removes`, `unless` or `only_if`; or `changes = false` when it only looks or waits.',
  why: 'A deployment that failed half-way is started again, and so is one whose values changed. What is done a second time should find that there is nothing to do.',
  sources: ['order-of-tasks', 'check-39'],
  *check({ resources }) {
    for (const at of resources(command, shell)) {
      const { phase, attributes } = at;
      if (phase !== 'start' || attributes.changes?.value === false) continue;
      if (!isGuarded(attributes)) yield { at, params: {} };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  use app\n}\n\nrole app {\n  package jq\n  start {\n    «command "/opt/app/bin/setup"»\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  use app\n}\n\nrole app {\n  package jq\n  start {\n    command "/opt/app/bin/setup" { creates = "/var/lib/app/ready" }\n  }\n}\n',
});
