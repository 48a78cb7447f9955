import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import { runCommands } from './shared/bash-lines.ts';

const QUIET = /\bDEBIAN_FRONTEND=["']?noninteractive\b/;

function upgrades([name = '', ...rest]: readonly string[]): string | null {
  const verb = rest.find((word) => !word.startsWith('-') && !word.includes('::'));
  if (
    /^(apt|apt-get|aptitude)$/.test(name) &&
    /^(upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/.test(verb ?? '')
  )
    return `${name} ${verb}`;
  if (name === 'dpkg' && rest.includes('--configure')) return 'dpkg --configure';
  if (name === 'do-release-upgrade' && !rest.some((word) => /NonInteractive/i.test(word))) return name;
  return null;
}

export default rule({
  id: 'upgrade-asks',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'Upgrades ask nothing.',
  message: '`{command}` may ask how to go on, and nobody is there to answer.',
  help: 'Add `environment = { DEBIAN_FRONTEND = "noninteractive" }`, and `--option Dpkg::Options::=--force-confold` to keep changed files; or leave it out: `vm_init` upgrades the system first.',
  why: 'An upgrade asks which services to restart and whether a changed file is to be replaced. `-y` answers apt alone, not debconf and dpkg.',
  sources: ['the-build-hangs', 'regular-updates'],
  *check(context) {
    const told = new Set<Resource>();
    for (const { at, span, line, environment, command } of runCommands(context)) {
      const found = upgrades(command.words);
      if (found === null || told.has(at.resource)) continue;
      const quiet =
        environment.has('DEBIAN_FRONTEND') ||
        command.variables.some((each) => QUIET.test(each)) ||
        QUIET.test(line);
      if (quiet) continue;
      told.add(at.resource);
      yield { at, span, params: { command: found } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «shell "apt-get update && apt-get -y dist-upgrade"»\n}\n',
  right:
    'image a {\n  os = [debian12]\n  shell "apt-get update && apt-get -y dist-upgrade" { environment = { DEBIAN_FRONTEND = "noninteractive" } }\n}\n',
});
