import { byText } from '../../compiler/sdk/by-text.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

const ENDLESS =
  /\btail (-\S+ )*(-[a-z0-9]*[fF]\b|--follow)|\bjournalctl [^|;&]*(-f\b|--follow)|\bsleep inf(inity)?\b|\bdocker(-| )compose (?![^|;&]*(\s-d\b|--detach|--wait|--no-start))([^|;&]* )?up\b|\bdaemon off;|\bpython3? -m http\.server\b|^watch \S/;

/** The part of a line that does not end; null if it does. */
const endlessIn = byText((line): string | null =>
  /\btimeout\s+(-\S+\s+)*\d|&\s*$|\bnohup\b|\bsystemd-run\b/.test(line)
    ? null
    : (ENDLESS.exec(line)?.[0] ?? null),
);

export default rule({
  id: 'never-ending-command',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'Every command ends.',
  message: '`{command}` does not end by itself.',
  help: 'Make it a service: a `unit` with `ExecStart`, and `service` to start it. To wait for something, use `timeout 60`, or `docker compose up --detach --wait`.',
  why: 'The task waits for the command, and Packer waits for the task.',
  sources: ['the-build-hangs'],
  *check(context) {
    for (const { at, line, span, by } of commandsOf(context)) {
      // What a timer starts is a service of systemd, for which nobody waits.
      const command = by === 'timer' ? null : endlessIn(line);
      if (command !== null) yield { at, span, params: { command } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  package "docker.io"\n  «command "docker compose --file /opt/compose.yml up"» { chdir = "/opt" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package "docker.io"\n  command "docker compose --file /opt/compose.yml up --detach --wait" { chdir = "/opt" }\n}\n',
});
