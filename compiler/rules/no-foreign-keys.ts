import { cleaning } from '../evidence.ts';
import { bootRule } from '../rule.ts';

export default bootRule({
  id: 'no-foreign-keys',
  topic: 'security',
  title: 'No key lets anyone in but those that the machine was given.',
  why: 'Whoever has the other half of a key that is in the image can log in to every machine made from it; the key of the build is one such.',
  source: 'Description, “Image Security” and “Image Validation Checklist”; domain facts, hygiene',
  *verify() {
    yield {
      title: 'Only keys that cloud-init was given let anyone in',
      look: 'for file in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do grep -o "AAAA[^ ]*" "$file" 2>/dev/null | while read -r key; do grep -rqF "$key" /var/lib/cloud/instance/ /run/cloud-init/ || echo "$file"; done; done',
      that: ["seen.stdout | trim == ''"],
      found: "another key is in {{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /authorized_keys/);
  },
});
