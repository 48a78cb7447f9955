import { rule } from '../../compiler/sdk/rule.ts';
import { commandsOf } from './shared/texts.ts';

export default rule({
  id: 'apt-key',
  topic: 'security',
  severity: 'warning',
  eachRun: true,
  title: 'Keys of repositories are kept for their repository.',
  message: '`apt-key` {how}.',
  help: 'Use `repository { url = "…" key = "…" }`: the key is kept beside the repository, and signs it alone.',
  why: 'A key that `apt-key` adds vouches for the packages of every repository, those of the distribution included.',
  sources: ['check-18', 'debian-release-notes'],
  *check(context) {
    const { release, distro, title } = context.target.os;
    const gone = distro === 'debian' && Number(release) >= 13;
    for (const { at, line, span } of commandsOf(context)) {
      const how = gone ? `is not there any more on ${title}` : 'lets this key sign for every repository';
      if (/\bapt-key\s+(add|adv)\b/.test(line)) yield { at, span, params: { how } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «command "apt-key add /var/tmp/key.asc"» { changes = false }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  repository tools {\n    url = "https://example.org/debian"\n    key = "https://example.org/debian/key.asc"\n  }\n}\n',
});
