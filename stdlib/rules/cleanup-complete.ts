import { cleaning } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { attributesOf } from '../../compiler/sdk/attributes.ts';
import task from '../resources/task.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { lacking } from './shared/contents.ts';

/** What has to be done, with what stands in the resources that do it. */
const WORK: readonly (readonly [string, RegExp])[] = [
  ['the machine id', /\/etc\/machine-id|systemd-firstboot|sysprep/],
  ['the SSH host keys', /ssh_host_|sysprep/],
  ['the state of cloud-init', /cloud-init clean|\/var\/lib\/cloud|sysprep/],
  ['the shell histories', /_history|sysprep/],
  ['the key of the build', /authorized_keys|sysprep/],
  [
    'the package cache',
    /\bclean\b(?!.*cloud-init)(?<!cloud-init clean)|\/var\/cache\/(apt|dnf|yum|zypp)|\/var\/lib\/apt\/lists|autoclean|sysprep/,
  ],
  ['the logs', /\/var\/log|journalctl|sysprep/],
];

export default rule({
  id: 'cleanup-complete',
  topic: 'hygiene',
  severity: 'error',
  title: 'Nothing of the build stays in the image.',
  message: 'Nothing takes care of {what} at the end of the build.',
  help: '`cleanup` does so unless a role of that name takes its place, or a param turns it off. Where it is done in another way, say how: `allow cleanup-complete { reason = "…" }`.',
  why: 'Machines that share a machine id get one address; those that share host keys can be taken for each other; what the build left behind, every customer has.',
  sources: ['no-shell-history', 'no-personal-data', 'the-image-is-too-large', 'check-28'],
  *check(context) {
    const last = context.target.provision.at(-1);
    const texts = (last?.resources ?? []).map((resource) => {
      const args = attributesOf(task, resource)?.args?.entries.keys() ?? [];
      return [resource.label, ...args].join(' ');
    });
    const missing = WORK.filter(([, sign]) => !texts.some((text) => sign.test(text))).map(([what]) => what);
    if (missing.length > 0) yield { ...lacking(context, 'cleanup'), params: { what: enumerate(missing) } };
  },
  *evidence(context) {
    for (const [what, sign] of WORK)
      for (const { what: how, span } of cleaning(context, sign)) yield { what: `${what}: ${how}`, span };
  },
  wrong: 'image a {\n  os = [debian12]\n  «use cleanup { package_cache = false }»\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  use cleanup { package_cache = true }\n  package jq\n}\n',
});
