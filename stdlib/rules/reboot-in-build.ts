import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

export default rule({
  id: 'reboot-in-build',
  topic: 'build',
  severity: 'warning',
  title: 'The machine is not rebooted under Ansible’s feet.',
  message: 'This ends the machine while Ansible is connected to it.',
  help: 'Leave it out: the image is booted anew when it is used. Where the build needs a reboot, use a `task` with the module `ansible.builtin.reboot`, which waits for the machine.',
  why: 'The connection breaks, and the build fails with `UNREACHABLE` or hangs.',
  sources: ['the-build-hangs'],
  *check(context) {
    for (const { at, line, span, by } of commandsOf(context)) {
      if (at.phase === 'start' || by === 'timer') continue;
      if (
        /^\s*(sudo )?(\/\w+)*\/?(reboot|poweroff|halt|shutdown)\b(?!.*\s-c\b)|\bsystemctl (reboot|poweroff|halt|kexec)\b|^\s*(tel)?init [06]\b/.test(
          line,
        )
      )
        yield { at, span, params: {} };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "systemctl reboot"»\n}\n',
  right:
    'image a {\n  os = [debian12]\n  task "Boot the new kernel" {\n    module = "ansible.builtin.reboot"\n    args   = { reboot_timeout = 600 }\n  }\n}\n',
});
