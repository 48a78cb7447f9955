import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'no-passwords',
  topic: 'security',
  title: 'No account has a password.',
  why: 'A password that is in the image is known to everyone who has the image. An empty one lets everybody in.',
  sources: ['no-credentials', 'no-secrets-in-the-image'],
  *verify() {
    yield {
      title: 'No account has a password',
      // A locked password begins with ! or *; nothing at all is an open door.
      look: "awk -F: '$2 !~ /^[!*]/ { print $1 }' /etc/shadow",
      that: ['seen.rc == 0', "seen.stdout | trim == ''"],
      found: "open: {{ seen.stdout_lines | join(', ') }}",
    };
  },
});
