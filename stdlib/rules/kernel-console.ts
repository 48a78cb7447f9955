import { serialConsoles } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { lacking } from './shared/contents.ts';

export default rule({
  id: 'kernel-console',
  topic: 'requirements',
  severity: 'error',
  title: 'The kernel logs to the serial console.',
  message: 'No `console={port}…` is on the kernel’s command line.',
  help: 'Keep a serial console among the `consoles` of `vm_init`: `["tty0", "{port}0,115200n8"]`.',
  why: 'The console log of the platform is the serial port. When a machine does not boot, it is all that there is to see.',
  sources: ['kernel-log-on-the-console', 'check-30'],
  *check(context) {
    const { kernel_arguments: given } = context.contents.provision;
    const port = context.target.os.arch === 'arm64' ? 'ttyAMA' : 'ttyS';
    if (given.some(({ name, value }) => name === 'console' && (value ?? '').startsWith(`${port}0`))) return;
    yield { ...lacking(context, 'vm_init'), params: { port } };
  },
  *evidence(context) {
    yield* serialConsoles(context);
  },
  wrong: 'image a {\n  os = [debian12]\n  «use vm_init { consoles = ["tty0"] }»\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  use vm_init { consoles = ["tty0", "ttyS0"] }\n  package jq\n}\n',
});
