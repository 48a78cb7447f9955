import { cleaning } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'history-cleared',
  topic: 'hygiene',
  title: 'No history of commands is left.',
  why: 'A history shows how the image was built, and now and then a password.',
  sources: ['no-shell-history', 'check-28'],
  *verify() {
    yield {
      title: 'No history of commands is left',
      look: "find /root /home -maxdepth 2 -name '.*_history' -o -name .lesshst -o -name .viminfo -o -name .wget-hsts",
      that: ['seen.rc == 0', "seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /_history/);
  },
});
