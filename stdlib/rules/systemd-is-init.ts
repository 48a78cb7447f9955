import { installedPackages } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { bringing } from './shared/contents.ts';

const OTHERS: ReadonlySet<string> = new Set(['sysvinit-core', 'openrc', 'runit-init', 'upstart']);

export default rule({
  id: 'systemd-is-init',
  topic: 'requirements',
  severity: 'error',
  title: 'Systemd is the init system.',
  message: '`{name}` {how}, and the platform’s agent is a service of systemd.',
  help: 'Leave systemd in its place.',
  why: 'The platform’s agent and everything that this image starts are units of systemd.',
  sources: ['systemd', 'check-37'],
  *check(context) {
    for (const each of context.contents.provision.packages) {
      const { name, state } = each;
      const replaces = state === 'present' && OTHERS.has(name);
      const removed = state === 'absent' && (name === 'systemd' || name === 'systemd-sysv');
      if (!replaces && !removed) continue;
      const at = bringing(context, each, name);
      const how = removed ? 'is removed' : 'takes the place of systemd';
      yield { ...(at === undefined ? { span: each.origin } : { at }), params: { name, how } };
    }
  },
  *verify() {
    yield {
      title: 'Systemd is init',
      look: 'cat /proc/1/comm',
      that: ["seen.stdout | trim == 'systemd'"],
      found: 'process 1 is {{ seen.stdout | trim }}',
    };
  },
  *evidence(context) {
    yield* installedPackages(context, 'systemd');
  },
  wrong: 'image a {\n  os = [debian12]\n  «package sysvinit-core»\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
