import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { commandContents, commandSchema, lowerCommand } from '../shared/commands.ts';

export default resourceKind({
  name: 'shell',
  acts: true,
  repeats: true,
  doc: 'A command line for the shell. One with a pipe runs in bash with `pipefail`, so that no failure is lost.',
  label: { what: 'the command line in quotes', lines: true },
  schema: commandSchema,
  example: `shell "getent passwd | sort > /etc/users" { creates = "/etc/users" }

shell """
  for old in /etc/app/*.bak; do
    rm --verbose "$old"
  done
  """ {
  title   = "Remove old configuration"
  removes = "/etc/app"
  changes = on_output
}`,
  lower: (use, context) => lowerCommand('shell', use, context),
  contents: (use) => commandContents(true, use),
});
