import * as z from 'zod/mini';
import { resourceKind, restartHandler } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { unit as unitThing } from '../shared/effects.ts';
import { serviceName } from '../shared/contents.ts';
import { no, word, yes } from '../shared/tasks.ts';
import { fullName, reloadUnits, unitFile, unitName } from '../shared/systemd.ts';

export default resourceKind({
  name: 'service',
  heading: 'services',
  doc: 'A systemd unit: whether it starts at boot and whether it runs now. Without attributes it is enabled.',
  label: { what: 'the name of a unit', check: unitName },
  schema: z
    .object({
      enabled: t.bool('Whether it starts at boot.', 'true when nothing else is said'),
      state: t.oneOf(
        ['started', 'stopped', 'restarted', 'reloaded'],
        'Whether it runs when the task is done. `restarted` and `reloaded` count as a change every time; `restart_on` does it when there is a reason.',
      ),
      masked: t.bool('Whether it is kept from being started by anything.'),
      restart_on: t.list(
        TEXT_LINE,
        'Labels of resources of the same role; when one of them changes something, the service is restarted.',
      ),
      if_exists: t.bool('Whether to pass over it where the unit is not installed.', 'false'),
    })
    .check(
      z.refine(({ masked, enabled }) => !(masked?.value && enabled?.value), {
        path: ['enabled'],
        message: 'A unit that is `masked` is started by nothing, so it cannot be `enabled`.',
      }),
      z.refine(({ masked, state }) => !masked?.value || state === undefined || state.value === 'stopped', {
        path: ['state'],
        message: 'A unit that is `masked` is started by nothing, so its `state` can only be `stopped`.',
      }),
    ),
  example: `service rsyslog {
  enabled = true
  state   = started
}

directory "/etc/systemd/system/chronyd.service.d"

file "/etc/systemd/system/chronyd.service.d/limits.conf" {
  content = "[Service]\\nLimitNOFILE=65536\\n"
}

service chronyd {
  state      = started
  restart_on = ["/etc/systemd/system/chronyd.service.d/limits.conf"]
}

service ufw {
  enabled   = false
  state     = stopped
  if_exists = true
}

service "ctrl-alt-del.target" { masked = true }`,
  insteadOf: {
    modules: ['systemd'],
    remedy: 'Write `service NAME { enabled = true }`.',
  },
  lower({ label, attributes, title, origin }, { phase, variable }) {
    const { enabled, state, masked, restart_on: watched, if_exists: optional } = attributes;
    const silent = enabled === undefined && state === undefined && masked === undefined;
    const task: TaskDraft = {
      title: title ?? titleFor(label.value, silent || enabled?.value, state?.value, masked?.value),
      module: 'ansible.builtin.systemd',
      args: { name: label, enabled: silent ? yes : enabled, state, masked },
    };
    const tasks: TaskDraft[] = [task];
    if (optional?.value) {
      const register = variable(`${label.value}_unit`);
      tasks.unshift({
        title: `Look for ${fullName(label.value)}`,
        module: 'ansible.builtin.stat',
        args: {
          path: string(`/usr/lib/systemd/system/${unitFile(label.value)}`, label.origin),
          get_checksum: no,
          get_mime: no,
        },
        keywords: { register: word(register) },
      });
      const when = list([string(`${register}.stat.exists`, label.origin ?? origin)], label.origin ?? origin);
      tasks[1] = { ...task, keywords: { when } };
    }
    // A service that the build does not run is started with its configuration when the image is deployed.
    const runs =
      state?.value === 'started' ||
      state?.value === 'restarted' ||
      (phase === 'start' && state === undefined);
    const labels = (watched?.items ?? []) as readonly StringValue[];
    return runs && labels.length > 0
      ? { tasks, watches: { labels, handler: restartHandler(label) } }
      : { tasks };
  },
  contents({ label, attributes: { enabled, state, masked, if_exists: optional } }) {
    const silent = enabled === undefined && state === undefined && masked === undefined;
    return {
      services: [
        {
          name: serviceName(label),
          enabled: silent ? true : (enabled?.value ?? null),
          state: state === undefined ? null : state.value === 'stopped' ? 'stopped' : 'started',
          masked: masked?.value ?? null,
          if_exists: optional?.value ?? false,
        },
      ],
    };
  },
  normalize: reloadUnits,
  effects: ({ label, attributes: { enabled, state, masked, if_exists: optional } }) => ({
    // A unit that is only masked need not be there.
    needs:
      optional?.value || (masked !== undefined && enabled === undefined && state === undefined)
        ? []
        : [{ ...unitThing(label), span: null }],
  }),
});

function titleFor(name: string, enabled?: boolean, state?: string, masked?: boolean): string {
  const words = [
    ...(masked === undefined ? [] : [masked ? 'mask' : 'unmask']),
    ...(enabled === undefined ? [] : [enabled ? 'enable' : 'disable']),
    ...(state === undefined
      ? []
      : [{ started: 'start', stopped: 'stop', restarted: 'restart', reloaded: 'reload' }[state]!]),
  ];
  const text = `${enumerate(words)} ${name}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
