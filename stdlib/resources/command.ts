import { resourceKind } from '../../compiler/kinds.ts';
import { commandContents, commandSchema, lowerCommand } from '../commands.ts';

export default resourceKind({
  name: 'command',
  repeats: true,
  doc: 'A command, run without a shell. Say with `creates`, `unless` or the like when there is nothing to do.',
  label: { what: 'the command in quotes' },
  schema: commandSchema,
  example: 'command "ssh-keygen -A" { creates = "/etc/ssh/ssh_host_ed25519_key" }',
  lower: (use, context) => lowerCommand('command', use, context),
  contents: (use) => commandContents(false, use),
});
