import { rule } from '../../compiler/sdk/rule.ts';
import absent from '../resources/absent.ts';
import { commandsOf } from './shared/texts.ts';

export default rule({
  id: 'log-folders-removed',
  topic: 'hygiene',
  severity: 'warning',
  eachRun: true,
  title: 'Logs are emptied, and their folders stay.',
  message: 'This removes folders below /var/log that services do not make again.',
  help: 'Leave it to `cleanup`, which empties the logs and keeps the folders with their owners.',
  why: 'nginx, PostgreSQL, auditd and others do not start when the folder of their log is missing.',
  sources: ['the-image-is-too-large', 'check-29'],
  *check(context) {
    for (const { at, line, span } of commandsOf(context)) {
      if (/\brm\s+(-\w*r\w*|--recursive)(\s+-\S+)*\s+["']?\/var\/log(\/\*?)?["']?(\s|;|&|$)/.test(line))
        yield { at, span, params: {} };
    }
    for (const at of context.resources(absent)) {
      if (/^\/var\/log\/?$/.test(at.resource.label)) yield { at, params: {} };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «shell "rm -rf /var/log/*"»\n}\n',
  right: 'image a {\n  os = [debian12]\n  command "find /var/log/app -type f -delete"\n}\n',
});
