import { serialConsoles } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { lacking } from './shared/contents.ts';

export default rule({
  id: 'kernel-console',
  topic: 'requirements',
  severity: 'error',
  title: 'The kernel logs to the serial console.',
  message: 'No `console=ttyS…` is on the kernel’s command line.',
  help: 'Keep a serial console among the `consoles` of `vm_init`: `["tty0", "ttyS0,115200n8"]`.',
  why: 'The console log of the platform is the serial port. When a machine does not boot, it is all that there is to see.',
  sources: ['kernel-log-on-the-console', 'check-30'],
  *check(context) {
    const { kernel_arguments: given } = context.contents.provision;
    if (given.some(({ name, value }) => name === 'console' && /^ttyS\d/.test(value ?? ''))) return;
    yield { ...lacking(context, 'vm_init'), params: {} };
  },
  *evidence(context) {
    yield* serialConsoles(context);
  },
  wrong: 'image a {\n  os = [debian12]\n  «use vm_init { consoles = ["tty0"] }»\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  use vm_init { consoles = ["tty0", "ttyS0"] }\n  package jq\n}\n',
});
