import { rule } from '../../compiler/sdk/rule.ts';
import task from '../resources/task.ts';
import { commandsOf } from './shared/texts.ts';
import { own } from '../../compiler/model/own.ts';

interface Foreign {
  readonly tools: RegExp;
  readonly modules: RegExp;
}

/** Tools and modules of the other family. */
const FOREIGN: Readonly<Record<string, Foreign>> = {
  Debian: {
    tools:
      /(?:^|[;&]\s*)(?:sudo )?(dnf|yum|yum-config-manager|subscription-manager|grubby|grub2-mkconfig|firewall-cmd|authselect)\s/,
    modules: /^ansible\.builtin\.(dnf5?|yum|yum_repository|rpm_key)$/,
  },
  RedHat: {
    tools:
      /(?:^|[;&]\s*)(?:sudo )?(apt|apt-get|apt-key|apt-mark|add-apt-repository|dpkg|dpkg-reconfigure|debconf-set-selections|update-grub|update-initramfs|ufw)(?:\s|$)/,
    modules: /^ansible\.builtin\.(apt|apt_key|apt_repository|deb822_repository|debconf|dpkg_selections)$/,
  },
};

export default rule({
  id: 'other-package-manager',
  topic: 'build',
  severity: 'error',
  eachRun: true,
  title: 'What only one family of systems has is used there only.',
  message: '{title} has no `{tool}`.',
  help: 'Use `package` and `repository`, which are right on every system; or put it under `match os.family { … }`.',
  why: 'The task fails on this system, minutes into the build, after it has worked on another one.',
  sources: ['check-15'],
  *check(context) {
    const { title, family } = context.target.os;
    const foreign = own(FOREIGN, family.ansible);
    if (foreign === undefined) return;
    for (const { at, line, span, guarded } of commandsOf(context)) {
      if (guarded || at.resource.conditions.length > 0 || /\|\||\bcommand -v\b|\bwhich\b|\bif\b/.test(line))
        continue;
      const [, tool] = foreign.tools.exec(line) ?? [];
      if (tool !== undefined) yield { at, span, params: { title, tool } };
    }
    for (const at of context.resources(task)) {
      const { module } = at.attributes;
      if (at.resource.conditions.length > 0 || !foreign.modules.test(module.value)) continue;
      yield { at, span: module.origin, params: { title, tool: module.value.split('.').at(-1)! } };
    }
  },
  wrong: 'image a {\n  os = [almalinux9]\n  «command "apt-get -y autoremove"»\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  command "dnf -y autoremove"\n}\n',
});
