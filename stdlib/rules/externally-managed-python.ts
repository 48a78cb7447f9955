import { rule } from '../../compiler/sdk/rule.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';
import absent from '../resources/absent.ts';
import task from '../resources/task.ts';
import { textIn } from '../shared/contents.ts';
import type { BashCommand } from '../bash/commands.ts';
import { changesPath } from '../shared/shell-words.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';
import { commandsOf } from './shared/texts.ts';

/** With these pip installs all the same, or elsewhere. */
const ALLOWED = /--break-system-packages|--(?:target|prefix|root)\b|\s-t\s|--dry-run/;
/** After these pip is another one, or does as it likes. */
const OTHERWISE = /EXTERNALLY-MANAGED|PIP_BREAK_SYSTEM_PACKAGES|break-system-packages/;

export default rule({
  id: 'externally-managed-python',
  topic: 'build',
  severity: 'error',
  title: 'The Python of the system is left to the distribution.',
  message: '`{command}` is refused on {title}: its Python is managed by the distribution alone.',
  help: 'Take the package of the distribution (`package python3-NAME`), or a virtual environment: `python3 -m venv /opt/app`, then `/opt/app/bin/pip install …`.',
  why: 'Since Debian 12 and Ubuntu 23.04 pip ends with "externally-managed-environment" outside of a virtual environment, and the build stops.',
  sources: ['debian-release-notes'],
  *check(context) {
    if (!isManaged(context)) return;
    const { title } = context.target.os;
    const { withBase } = context;
    if (commandsOf(withBase).some(({ line }) => /EXTERNALLY-MANAGED|pip3? config|pip\.conf/.test(line)))
      return;
    if (withBase.resources(absent).some(({ resource }) => resource.label.includes('EXTERNALLY-MANAGED')))
      return;
    if (writtenOf(withBase).some(({ path, text }) => path.endsWith('/pip.conf') && OTHERWISE.test(text)))
      return;
    /** Lines in which other programs are found from there on. */
    const changed = new Set<unknown>();
    for (const { at, line, span, environment, command } of runCommands(context)) {
      if (changesPath(command)) changed.add(line);
      if (!installs(command) || changed.has(line) || OTHERWISE.test(line)) continue;
      if (['PATH', 'PIP_BREAK_SYSTEM_PACKAGES'].some((name) => environment.has(name))) continue;
      const said = line.slice(command.start, command.end);
      if (!ALLOWED.test(said)) yield { at, span, params: { command: said, title } };
    }
    for (const at of context.resources(task)) {
      const { module, args } = at.attributes;
      if (module.value !== 'ansible.builtin.pip' || args === undefined) continue;
      const { entries } = args;
      const elsewhere = ['virtualenv', 'executable', 'break_system_packages'].some((name) =>
        entries.has(name),
      );
      if (
        !elsewhere &&
        !ALLOWED.test(textIn(entries.get('extra_args')) ?? '') &&
        entries.get('state')?.type !== 'jinja'
      )
        yield { at, span: module.origin, params: { command: 'ansible.builtin.pip', title } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  package python3-pip\n  «command "pip install flask==3.0.3"» { changes = true }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package python3-venv\n  command "python3 -m venv /opt/app" { creates = "/opt/app/bin/pip" }\n  command "/opt/app/bin/pip install flask==3.0.3" { creates = "/opt/app/bin/flask" }\n}\n',
});

/** Whether a command is pip of the system, and installs; one with another path may be that of a virtual environment. */
function installs({ words: [name = '', ...args], program }: BashCommand): boolean {
  if (!/^(?:\/usr\/bin\/|\/bin\/)?[\w.]+$/.test(program)) return false;
  const asModule = /^python3?$/.test(name) && args[0] === '-m' && args[1] === 'pip';
  if (!asModule && !/^pip3?$/.test(name)) return false;
  return args.slice(asModule ? 2 : 0).find((word) => !word.startsWith('-')) === 'install';
}

function isManaged({ target: { os } }: RuleContext): boolean {
  const release = Number(os.release);
  if (os.distro === 'debian') return release >= 12;
  return os.distro === 'ubuntu' && release >= 23.04;
}
