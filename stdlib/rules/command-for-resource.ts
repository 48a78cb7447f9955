import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

const KINDS: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(sudo )?systemctl (enable|disable|start|stop|restart|reload|mask|unmask)(?= )/,
    'service',
    'service nginx { enabled = true  state = started }',
  ],
  [/^(sudo )?(apt(-get)?|dnf|yum) (-\S+ )*(install|remove|erase|purge)(?= )/, 'package', 'package [jq, vim]'],
  [
    /^(sudo )?(dpkg (-i|--install)|rpm (-i|-U|--install|--upgrade)\w*)(?= )/,
    'package_file',
    'package_file tool { url = "…"  checksum = "sha256:…" }',
  ],
  [/^(sudo )?(useradd|adduser|usermod)(?= )/, 'user', 'user app { system = true }'],
  [/^(sudo )?(groupadd|addgroup)(?= )/, 'group', 'group app { system = true }'],
  [/^(sudo )?mkdir(?= )/, 'directory', 'directory "/opt/app" { owner = "app" }'],
  [/^(sudo )?ln (-\S+ )*-\w*s\w*(?= )/, 'link', 'link "/opt/app/current" { target = "/opt/app/1.4.2" }'],
  [
    /^(sudo )?(curl|wget) .*(-[a-zA-Z]*[oO]|--output|--remote-name|--output-document)(?=[ =])/,
    'download',
    'download "/opt/app/tool" { url = "…"  checksum = "sha256:…" }',
  ],
  [/^(sudo )?hostnamectl set-hostname(?= )/, 'hostname', 'hostname "appliance.example.org"'],
  [/^(sudo )?(modprobe|insmod)(?= [^-])/, 'kernel_module', 'kernel_module br_netfilter'],
  [/^(sudo )?crontab(?= )/, 'cron', 'cron cleanup { schedule = "0 3 * * *"  command = "…" }'],
  [/^(sudo )?sysctl (-w|--write)(?= )/, 'sysctl', 'sysctl "vm.swappiness" { value = "10" }'],
  [/^(sudo )?sed (-\S+ )*-i\w*(?= )/, 'line', 'line "/etc/app.conf" { match = "^port"  line = "port = 80" }'],
];

export default rule({
  id: 'command-for-resource',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'What has a resource kind is no command.',
  message: '`{command}` is what `{kind}` is for.',
  help: 'Write `{example}`.',
  why: 'A resource looks first whether anything is to be done, is right on every system, and shows in what the image contains. ansible-lint says the same of the generated task.',
  sources: ['order-of-tasks', 'ansible-lint-rules'],
  *check(context) {
    for (const { at, line, span, by } of commandsOf(context)) {
      if (by !== 'resource' || /[\n|;&]/.test(line.trim())) continue;
      for (const [pattern, kind, example] of KINDS) {
        const [command] = pattern.exec(line.trim()) ?? [];
        if (command === undefined) continue;
        yield { at, span, params: { command, kind, example } };
        break;
      }
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "systemctl enable cron"»\n}\n',
  right: 'image a {\n  os = [debian12]\n  service cron { enabled = true }\n}\n',
});
