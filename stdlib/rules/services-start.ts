import { services, startedLater } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'services-start',
  topic: 'requirements',
  title: 'Every service that should start at boot has started.',
  why: 'A unit that fails on the first boot fails on every machine made from the image.',
  sources: ['services-after-a-reboot', 'first-boot'],
  *verify() {
    yield {
      title: 'No unit has failed',
      look: 'systemctl list-units --failed --plain --no-legend',
      that: ['seen.rc == 0', "seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* services(context, ({ enabled }) => enabled === true);
    yield* startedLater(context);
  },
});
