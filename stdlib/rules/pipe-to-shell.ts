import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

const PIPED =
  /\b(curl|wget)\b[^|;&\n]*\|\s*(sudo\s+(-\S+\s+)*)?(env\s+\S+=\S+\s+)*(ba|da|z|k)?sh\b|\b(ba|da|z)?sh\s+(-c\s+)?(<\(|["']?\$\()\s*(curl|wget)\b|\b(curl|wget)\b[^|;&\n]*\|\s*(sudo\s+)?python3?\b/;

export default rule({
  id: 'pipe-to-shell',
  topic: 'security',
  severity: 'warning',
  eachRun: true,
  title: 'No script from the network is run unseen.',
  message: 'This runs whatever the server sends, as {user}.',
  help: 'Use the vendor’s package repository (`repository`, `package`), or `download` the script with a `checksum` and run that.',
  why: 'The server decides on every build anew what is run, and a connection that breaks runs half of it.',
  sources: ['pinned-versions', 'check-35'],
  *check(context) {
    for (const { at, line, span, user } of commandsOf(context)) {
      if (PIPED.test(line)) yield { at, span, params: { user } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «shell "curl -fsSL https://get.example.org | sh"» { creates = "/usr/bin/tool" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/var/tmp/install.sh" {\n    url      = "https://get.example.org/1.4.2/install.sh"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n  command "sh /var/tmp/install.sh" { creates = "/usr/bin/tool" }\n}\n',
});
