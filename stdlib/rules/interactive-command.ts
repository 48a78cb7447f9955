import { byText } from '../../compiler/sdk/by-text.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

const QUIET = /\s(-y|-qq|-yq|-qy|-qqy|--yes|--assume-?yes|-[a-z]*y[a-z]*)\b|\byes\s*\|/;

/** What asks, what keeps it from asking, and what to write. */
const ASKING: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /\bapt(-get)? (install|upgrade|dist-upgrade|full-upgrade|remove|purge|autoremove)\b/,
    QUIET,
    'Use `package`, or add `-y`.',
  ],
  [
    /\b(dnf|yum) (install|remove|erase|update|upgrade|downgrade|swap)\b/,
    QUIET,
    'Use `package`, or add `-y`.',
  ],
  [/\bdpkg-reconfigure\b/, /noninteractive/, 'Add `-f noninteractive`.'],
  [/\bssh-keygen\b/, /\s-(N|A|R|F|l|y|H|I|s)\b/, 'Add `-N ""` and `-f PATH`.'],
  [/\bgpg2? (--full)?-?-?gen(erate)?-key\b/, /--batch/, 'Add `--batch` and a file of parameters.'],
  [/\bmysql_secure_installation\b/, /\s-D\b/, 'Write what it asks for as configuration.'],
  [/(?<=^|[;&|] {0,3})(sudo )?passwd [a-z]\w*/, /--stdin|\|/, 'Leave passwords to cloud-init.'],
  [
    /(?<=^|[;&|] {0,3})(vi|vim|nano|less|more|top|htop)(?= |$)/,
    /(?!)/,
    'Use `file` or `line` to write files, `cat` to look at them.',
  ],
  [/\bread -[a-z]*p\b/, /(?!)/, 'Give the value as a param of the role.'],
];

/** What of a line asks, and what to write. */
const asking = byText((line) =>
  ASKING.flatMap(([asks, unless, remedy]) => {
    const [command] = asks.exec(line) ?? [];
    return command === undefined || unless.test(line) ? [] : [{ command, remedy }];
  }),
);

export default rule({
  id: 'interactive-command',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'No command waits for an answer.',
  message: '`{command}` asks, and nobody is there to answer.',
  help: '{remedy}',
  why: 'The build hangs at this task until its timeout; or, where the input is empty, the command fails with a message that does not say why.',
  sources: ['the-build-hangs'],
  *check(context) {
    for (const { at, line, span, environment } of commandsOf(context)) {
      const told = environment.has('DEBIAN_FRONTEND');
      const params = asking(line).find(({ command }) => !told || command !== 'dpkg-reconfigure');
      if (params !== undefined) yield { at, span, params };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "dpkg-reconfigure tzdata"»\n}\n',
  right: 'image a {\n  os = [debian12]\n  command "dpkg-reconfigure -f noninteractive tzdata"\n}\n',
});
