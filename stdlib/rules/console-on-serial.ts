import { serialConsoles } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'console-on-serial',
  topic: 'requirements',
  title: 'The kernel that runs logs to the serial console.',
  why: 'The platform shows the serial console where a machine cannot be reached.',
  sources: ['kernel-log-on-the-console', 'check-30'],
  *verify() {
    yield {
      title: 'The serial console is on the kernel command line',
      look: 'cat /proc/cmdline',
      that: ["seen.stdout is search('console=tty(S|AMA)0')"],
      found: '{{ seen.stdout | trim }}',
    };
  },
  *evidence(context) {
    yield* serialConsoles(context);
  },
});
