import type { Span } from '../../grammar/span.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { PlacedUse, RuleContext } from '../../compiler/sdk/rule.ts';
import group from '../resources/group.ts';
import user from '../resources/user.ts';

/** What cloud-init gives the first account that it makes: the smallest of people, UID_MIN and GID_MIN of login.defs. */
const FIRST = 1000;

interface Numbered {
  readonly at: PlacedUse<typeof user | typeof group>;
  readonly number: number;
  readonly span: Span;
}

/** Users or groups with a number of their own. */
function* numbered(context: RuleContext, kind: 'user' | 'group'): Generator<Numbered> {
  for (const at of context.resources(user, group)) {
    const number = at.resource.attributes.get(kind === 'user' ? 'uid' : 'gid');
    if (number?.type === 'int') yield { at, number: number.value, span: number.origin ?? at.resource.head };
  }
}

export default rule({
  id: 'account-number',
  topic: 'build',
  severity: 'error',
  title: 'No two accounts have one number.',
  message: 'The number {number} is that of {owner}.',
  help: 'Leave the number out, or take one that is free, such as {free}.',
  why: 'The build stops: `useradd: UID 1000 is not unique`. cloud-init makes the admin user of a cloud image at the first boot of the machine that builds, and gives it the number 1000.',
  sources: ['order-of-tasks'],
  *check(context) {
    const { os } = context.target;
    const { withBase } = context;
    const own = new Set(context.resources(user, group).map(({ resource }) => resource));
    const isGone = withBase
      .resources(user)
      .some(({ resource, attributes }) => resource.label === os.user && attributes.state?.value === 'absent');
    for (const what of ['user', 'group'] as const) {
      // On SUSE, people may have no group of their own.
      const isFirstFree = isGone || (what === 'group' && os.family.ansible === 'Suse');
      const owners = new Map<number, Numbered | null>(isFirstFree ? [] : [[FIRST, null]]);
      const all = [...numbered(withBase, what)];
      const taken = new Set([FIRST, ...all.map(({ number }) => number)]);
      for (const each of all) {
        const { at, number, span } = each;
        const { label, conditions } = at.resource;
        const owner = owners.get(number);
        if (owner === undefined) owners.set(number, each);
        if (owner === undefined || (owner === null ? os.user : owner.at.resource.label) === label) continue;
        if (!own.has(at.resource)) continue;
        // Only one of them may run.
        if (owner !== null && conditions.length + owner.at.resource.conditions.length > 0) continue;
        let free = number + 1;
        while (taken.has(free)) free++;
        const named =
          owner !== null
            ? `the ${what} \`${owner.at.resource.label}\``
            : what === 'user'
              ? 'the admin user, who is there before'
              : 'the group of the admin user, which is there before';
        const related = owner === null ? [] : [{ span: owner.span, message: 'which has it here' }];
        yield { at, span, params: { number: String(number), owner: named, free: String(free) }, related };
      }
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  user app { uid = «1000» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  user app { uid = 1500 }\n}\n',
});
