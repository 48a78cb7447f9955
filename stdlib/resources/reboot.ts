import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { int, list, string } from '../../compiler/model/value.ts';
import { checks } from '../shared/commands.ts';
import { no } from '../shared/tasks.ts';

export default resourceKind({
  name: 'reboot',
  acts: true,
  repeats: true,
  doc: 'A reboot of the machine during the build, for which Ansible waits. What comes after it runs on the machine that has booted.',
  label: {
    what: 'the reason in quotes',
    check: (text) =>
      /^[^{}]+$/.test(text)
        ? null
        : 'The reason is a few words without braces: `reboot "into the new kernel"`.',
  },
  schema: z.object({
    only_if: t.lines('A command that succeeds when the machine has to be rebooted.'),
    unless: t.lines('A command that succeeds when the machine need not be rebooted.'),
    timeout: t.duration('How long to wait for the machine.', '10m'),
  }),
  notAtStart:
    'The start phase runs on the machine itself, which would end with it: reboot in the build, or leave it to whoever deploys the machine.',
  example: `reboot "into the new kernel"

reboot "after the upgrade" {
  only_if = "test -e /run/reboot-required"
  unless  = "test -e /run/ostree-booted"
  timeout = 30m
}`,
  insteadOf: { modules: ['reboot'], remedy: 'Write `reboot "into the new kernel"`.' },
  lower({ label, attributes, title, origin }, { packageManager, variable }) {
    const { only_if, unless, timeout } = attributes;
    const name = title ?? `Reboot ${label.value}`;
    const { tasks, conditions } = checks({ unless, only_if }, name, {}, () => variable('reboot_check'));
    const when = conditions.length === 0 ? undefined : list([...conditions], origin);
    const reboot: TaskDraft = {
      title: name,
      module: 'ansible.builtin.reboot',
      args: { reboot_timeout: int(timeout?.value ?? 600, timeout?.origin ?? origin) },
      keywords: { when },
    };
    if (packageManager !== 'apt') return { tasks: [...tasks, reboot] };
    return {
      tasks: [
        ...tasks,
        reboot,
        {
          title: 'Keep the upgrades that the system makes by itself paused',
          module: 'ansible.builtin.shell',
          args: { cmd: string(PAUSE, origin) },
          keywords: { changed_when: no, when },
        },
      ],
    };
  },
  contents: ({ label }) => ({ tasks: [{ title: `Reboot ${label}`, module: 'ansible.builtin.reboot' }] }),
});

/** The masks that keep apt's timers from holding the lock of dpkg are gone at each boot. */
const PAUSE = `for unit in apt-daily.timer apt-daily-upgrade.timer apt-daily.service apt-daily-upgrade.service unattended-upgrades.service; do
  if systemctl cat "$unit" >/dev/null 2>&1; then
    systemctl mask --runtime --now "$unit"
  fi
done
apt-get --quiet=2 --option DPkg::Lock::Timeout=900 check
`;
