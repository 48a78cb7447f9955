import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

/** What installs, and what in it names a version, or a file that does. */
const INSTALLS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\bpip3? install [^|;&\n]*/,
    /==|~=|\s-r\b|--requirement|\.whl|\.tar\.gz|\s\.{0,2}\/|\s\.(\s|$)|--upgrade pip\s*$/,
  ],
  [/\bnpm (i|install|add) (--global|-g) [^|;&\n]*/, /\S@\d/],
  [/\bgem install [^|;&\n]*/, /\s-v\b|--version|:\d|\.gem\b/],
];

export default rule({
  id: 'unpinned-install',
  topic: 'reproducibility',
  severity: 'hint',
  eachRun: true,
  title: 'Packages of languages have a version.',
  message: '`{command}` installs whatever is newest on the day of the build.',
  help: 'Name the version: `pip install tool==1.4.2`, `npm install --global tool@1.4.2`, `gem install tool -v 1.4.2`.',
  why: 'A distribution’s release keeps its versions; PyPI, npm and RubyGems do not.',
  sources: ['pinned-versions', 'ansible-lint-rules'],
  *check(context) {
    for (const { at, line, span } of commandsOf(context)) {
      for (const [pattern, pinned] of INSTALLS) {
        const [command] = pattern.exec(line) ?? [];
        if (command !== undefined && !pinned.test(command))
          yield { at, span, params: { command: command.trim() } };
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  package python3-pip\n  «command "pip3 install --break-system-packages awscli"» { creates = "/usr/local/bin/aws" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package python3-pip\n  command "pip3 install --break-system-packages awscli==1.32.0" { creates = "/usr/local/bin/aws" }\n}\n',
});
