import * as z from 'zod/mini';
import { t } from '../../compiler/model/schema.ts';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { commandEffects } from '../shared/command-effects.ts';
import {
  commandContents,
  commandFields,
  commandPaths,
  lowerCommand,
  severalCommands,
} from '../shared/commands.ts';

export default resourceKind({
  name: 'shell',
  acts: true,
  repeats: true,
  doc: 'A script for bash, on every system. It stops at the first command that fails, also in a pipe, and at a variable that is not set: it runs with `set -euo pipefail`.',
  label: { what: 'the script in quotes', lines: true, all: severalCommands('shell') },
  schema: z
    .object({
      ...commandFields,
      strict: t.bool(
        'Whether it runs with `set -euo pipefail`; `false` for a script that goes on after a failure.',
        'true',
      ),
    })
    .check(...commandPaths),
  example: `shell "getent passwd | sort > /etc/users" { creates = "/etc/users" }

shell """
  for old in /etc/app/*.bak; do
    rm --verbose "$old"
  done
  """ {
  title   = "Remove old configuration"
  removes = "/etc/app"
  changes = on_output
  strict  = true
}`,
  lower: (use, context) => lowerCommand('shell', use, context, use.attributes.strict),
  contents: (use) => commandContents(true, use),
  effects: (use) => commandEffects(use),
});
