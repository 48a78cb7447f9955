import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { unitName } from '../shared/systemd.ts';

export default expectation({
  name: 'service',
  doc: 'A systemd unit: whether it starts at boot and whether it runs. Without attributes it starts at boot.',
  label: { what: 'the name of a unit', check: unitName },
  schema: z
    .object({
      enabled: t.bool('Whether it starts at boot.', 'true when nothing else is said'),
      state: t.oneOf(['started', 'stopped'], 'Whether it runs.'),
      exists: t.bool('Whether there is such a unit at all.', 'true'),
    })
    .check(
      z.refine(
        (a) => a.exists?.value !== false || (a.enabled === undefined && a.state === undefined),
        'A unit that does not exist is neither enabled nor running: leave `enabled` and `state` out.',
      ),
    ),
  example: 'service cron { enabled = true  state = started }\n\nservice telnet { exists = false }',
  bootChecks({ label, attributes }) {
    const { exists, state } = attributes;
    const unit = /\.[a-z]+$/.test(label.value) ? label.value : `${label.value}.service`;
    const found = "{{ seen.stdout_lines | join(', ') }}";
    const look = `systemctl show --property=LoadState,UnitFileState,ActiveState ${shellWord(unit)}`;
    const missing = `'LoadState=not-found' in seen.stdout`;
    if (exists?.value === false) {
      return [{ title: `Service ${label.value} does not exist`, look, that: [missing], found }];
    }
    const enabled = attributes.enabled?.value ?? (state === undefined ? true : undefined);
    const words: string[] = [];
    const that = ['seen.rc == 0', `not ${missing}`.replace(/^not (\S+) in /, '$1 not in ')];
    if (enabled !== undefined) {
      words.push(enabled ? 'is enabled' : 'is not enabled');
      that.push(`'UnitFileState=enabled' ${enabled ? 'in' : 'not in'} seen.stdout`);
    }
    if (state !== undefined) {
      const runs = state.value === 'started';
      words.push(runs ? 'runs' : 'does not run');
      that.push(`'ActiveState=active' ${runs ? 'in' : 'not in'} seen.stdout`);
    }
    return [{ title: `Service ${label.value} ${enumerate(words)}`, look, that, found }];
  },
});
