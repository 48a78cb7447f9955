import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { commandEffects } from '../shared/command-effects.ts';
import {
  commandContents,
  commandSchema,
  lowerCommand,
  pathPattern,
  severalCommands,
  shellWord,
} from '../shared/commands.ts';

export default resourceKind({
  name: 'command',
  acts: true,
  repeats: true,
  doc: 'A command, run without a shell. Say with `creates`, `unless` or the like when there is nothing to do.',
  label: {
    lines: true,
    what: 'the command in quotes',
    all: severalCommands('command'),
    check(line) {
      const found = shellWord(line) ?? pathPattern(line);
      return found === null
        ? null
        : `A \`command\` runs without a shell, which would hand \`${found}\` to the program as it is: write \`shell\` in place of \`command\`.`;
    },
  },
  schema: commandSchema,
  example: `command "ssh-keygen -A" { creates = "/etc/ssh/ssh_host_ed25519_key" }

command "find /var/backups -name *.old -print -delete" { changes = on_output }

command "a2ensite app" {
  title       = "Enable the site"
  unless      = "test -e /etc/apache2/sites-enabled/app.conf"
  only_if     = "dpkg --list apache2 | grep --quiet ^ii"
  chdir       = "/etc/apache2"
  environment = { LC_ALL = "C" }
  user        = "root"
  accept      = [0, 1]
}`,
  insteadOf: {
    modules: ['pip'],
    remedy: 'Write `command "pip install …" { creates = "…" }`.',
  },
  lower: (use, context) => lowerCommand('command', use, context),
  contents: (use) => commandContents(false, use),
  effects: (use) => commandEffects(use),
});
