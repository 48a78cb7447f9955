import { cleaning } from './shared/evidence.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';
import user from '../resources/user.ts';

export default bootRule({
  id: 'no-foreign-keys',
  topic: 'security',
  title: 'No key lets anyone in but those that the machine was given.',
  why: 'Whoever has the other half of a key that is in the image can log in to every machine made from it; the key of the build is one such.',
  sources: ['no-credentials', 'no-personal-data', 'no-secrets-in-the-image', 'check-27'],
  *verify(context) {
    const known = allowedKeys(context);
    const skip = known.length === 0 ? '' : `case "$file" in ${known.join('|')}) continue;; esac; `;
    yield {
      title: 'Only keys that cloud-init was given let anyone in',
      look: `for file in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do ${skip}grep -o "AAAA[^ ]*" "$file" 2>/dev/null | while read -r key; do grep -rqF "$key" /var/lib/cloud/instance/ /run/cloud-init/ || echo "$file"; done; done`,
      that: ["seen.stdout | trim == ''"],
      found: "another key is in {{ seen.stdout_lines | join(', ') }}",
    };
  },
  *evidence(context) {
    yield* cleaning(context, /authorized_keys/);
  },
});

/** Where keys are that the image has on purpose, with a reason. */
function allowedKeys({ target, resources }: RuleContext): string[] {
  return resources(user).flatMap(
    ({ run, resource: { label, allows }, attributes: { ssh_keys: keys, home } }) => {
      const allowed = [...allows, ...run.allows, ...target.allows];
      if (keys === undefined || !allowed.some(({ rule }) => rule === 'authorized-key-in-image')) return [];
      const folder = home?.value ?? `/home/${label}`;
      return [shellWord(`${folder}/.ssh/authorized_keys`)];
    },
  );
}
