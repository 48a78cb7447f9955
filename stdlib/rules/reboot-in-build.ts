import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import { byObject } from '../../compiler/sdk/by-object.ts';
import type { BashCommand } from '../bash/commands.ts';
import { runCommands } from './shared/bash-lines.ts';

/** Whether a command ends the machine or boots it. */
const ends = byObject(({ words: [name = '', ...rest] }: BashCommand): boolean => {
  const [first = ''] = rest.filter((word) => !word.startsWith('-'));
  if (/^(reboot|poweroff|halt)$/.test(name))
    return !rest.some((word) => /^(--help|--version|-w|--wtmp-only)$/.test(word));
  if (name === 'shutdown') return !rest.includes('-c') && rest.length > 0;
  if (name === 'systemctl') return /^(reboot|poweroff|halt|kexec|soft-reboot|rescue|emergency)$/.test(first);
  if (name === 'init' || name === 'telinit') return /^[016]$/.test(first);
  return name === 'kexec' && rest.some((word) => word === '-e' || word === '--exec');
});

export default rule({
  id: 'reboot-in-build',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'The machine is not rebooted under Ansible’s feet.',
  message: 'This ends the machine while Ansible is connected to it.',
  help: 'Leave it out: the image is booted anew when it is used. Where the build needs a reboot, use a `task` with the module `ansible.builtin.reboot`, which waits for the machine.',
  why: 'The connection breaks, and the build fails with `UNREACHABLE` or hangs.',
  sources: ['the-build-hangs'],
  *check(context) {
    const told = new Set<Resource>();
    for (const { at, span, by, command } of runCommands(context)) {
      if (at.phase === 'start' || by === 'timer' || told.has(at.resource) || !ends(command)) continue;
      told.add(at.resource);
      yield { at, span, params: {} };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "systemctl reboot"»\n}\n',
  right:
    'image a {\n  os = [debian12]\n  task "Boot the new kernel" {\n    module = "ansible.builtin.reboot"\n    args   = { reboot_timeout = 600 }\n  }\n}\n',
});
