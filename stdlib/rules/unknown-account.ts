import { GROUPS, isOfOtherFamily, USERS } from '../machine/base-data.ts';
import { missingOf, stepsOf } from '../machine/history.ts';
import { laterThan } from './shared/later.ts';
import { own } from '../../compiler/model/own.ts';
import type { Need } from '../../compiler/sdk/effects.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';
import { suggest } from '../../compiler/model/suggest.ts';

/** What the other family calls a group of the same use. */
const OTHER_NAMES: Readonly<Record<string, string>> = { wheel: 'sudo', sudo: 'wheel', nogroup: 'nobody' };

/** The account that was most likely meant, or null. */
function nearTo({ what, name }: Need, context: RuleContext): string | null {
  const other = own(OTHER_NAMES, name);
  if (what === 'group' && other !== undefined) return other;
  if (name.length < 4) return null;
  const made = stepsOf(context).flatMap(({ effects }) =>
    (effects.makes ?? []).flatMap((thing) => (thing.what === what ? [thing.name] : [])),
  );
  const { ansible } = context.target.os.family;
  const base = [...(what === 'user' ? USERS : GROUPS)].filter((each) => !isOfOtherFamily(each, ansible));
  return suggest(name, [...made, ...base]);
}

export default rule({
  id: 'unknown-account',
  topic: 'build',
  severity: 'error',
  title: 'Users and groups are there before something is theirs.',
  message: 'The {what} `{name}` {why}.',
  help: 'Add `{what} {name}` before it, or write the name of one that is there.',
  why: 'Ansible cannot give a file to somebody who is not there, and systemd does not start a service as a user who is not there. Packages make the accounts of their services; others come with `user` and `group`.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, need, later } of missingOf(context)) {
      const { what, name, atEnd } = need;
      if (what !== 'user' && what !== 'group') continue;
      const near = later === null ? nearTo(need, context) : null;
      const missing = atEnd ? 'is nowhere made' : 'is not there: nothing makes it before';
      yield {
        at,
        span: need.span,
        params: { what, name, why: later === null ? missing : 'is made only later' },
        ...(near !== null && { help: `Did you mean \`${near}\`? If not, add \`${what} ${name}\` before.` }),
        ...laterThan(later, `Move \`${at.resource.kind}\` behind what makes the ${what}.`),
      };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  directory "/opt/shop" { owner = «"shop"» }\n  user shop\n}\n',
  right: 'image a {\n  os = [debian12]\n  user shop\n  directory "/opt/shop" { owner = "shop" }\n}\n',
});
