import { writing } from '../../grammar/diagnostic.ts';
import { GIT_RULE, gitAddress, isPinned } from '../model/git-sources.ts';
import { GALAXY_NAME } from '../language/ansible-modules.ts';
import type { Attribute, BlockDeclaration, Expr, Member } from '../../grammar/syntax.ts';
import { wordOf } from './context.ts';
import type { Names } from './context.ts';

const ONLY_FOREIGN: Readonly<Record<string, string>> = {
  version:
    'A version is that of a role from outside, beside `galaxy = "…"` or `git = "…"`; that of a package stands in the `package`.',
  phase: 'Write what runs at deployment in `start { … }`.',
};

/** A release of a role is a tag of its repository, `3.2.0` or `v3.2.0`; a commit is exact as well. */
const EXACT_VERSION = /^(v?\d+(\.\d+)*([-+._]\w+)*|[0-9a-f]{40})$/;

/** Checks that a role from outside says all of where it is, and nothing else; and that other roles say nothing of it. */
export function checkForeign({ name, body }: BlockDeclaration, { report }: Names): void {
  const attributes = new Map(
    body.members.flatMap((member): [string, Attribute][] =>
      member.node === 'attribute' ? [[member.name.text, member]] : [],
    ),
  );
  const [from, galaxy, git, version, phase] = ['from', 'galaxy', 'git', 'version', 'phase'].map((key) =>
    attributes.get(key),
  );
  if (from === undefined && galaxy === undefined && git === undefined) {
    for (const each of [version, phase]) {
      if (each === undefined) continue;
      const attribute = each.name.text;
      report('VK0904', each.name.span, { attribute, remedy: ONLY_FOREIGN[attribute]! });
    }
    return;
  }
  for (const member of body.members) {
    if (!fitsForeign(member)) report('VK0901', headOf(member), { name: name.text });
  }
  const source = galaxy ?? git;
  if (source === undefined) {
    if (version !== undefined)
      report('VK0904', version.name.span, { attribute: 'version', remedy: ONLY_FOREIGN.version! });
    return;
  }
  if (from !== undefined || (galaxy !== undefined && git !== undefined))
    report('VK0902', (from === undefined ? git! : source).name.span, { name: name.text });
  else if (version === undefined) report('VK0903', source.name.span, { name: name.text });
  const wanted = version === undefined ? null : wordOf(version.value);
  const word = wordOf(source.value);
  if (galaxy === undefined) {
    if (wanted !== null && !isPinned(wanted)) report('VK0917', version!.value.span, { version: wanted });
    if (word !== null && !gitAddress(word)) report('VK0918', source.value.span, { rule: GIT_RULE });
  } else if (word !== null && gitAddress(word)) {
    // Ansible's own `requirements.yml` takes both for a source.
    const fix = writing(galaxy.name.span, 'git');
    report(
      'VK0905',
      galaxy.value.span,
      { what: 'A role of Ansible Galaxy', rule: 'namespace.name', name: word },
      { fix, help: 'A repository is given as `git = "…"`.' },
    );
  } else {
    if (wanted !== null && !EXACT_VERSION.test(wanted))
      report('VK0916', version!.value.span, { version: wanted });
    if (word !== null && !GALAXY_NAME.test(word)) {
      const what = 'A role of Ansible Galaxy';
      report('VK0905', galaxy.value.span, { what, rule: 'namespace.name', name: word });
    }
  }
  if (phase !== undefined && isStart(phase.value)) report('VK0913', phase.value.span, {});
}

const isStart = (expr: Expr) => (expr.node === 'ref' ? expr.name : wordOf(expr)) === 'start';

/** Params, and where the role is; exceptions from rules. */
function fitsForeign(member: Member): boolean {
  if (member.node === 'element') return member.kind.text === 'allow';
  return member.node === 'param' || member.node === 'attribute' || member.node === 'let';
}

function headOf(member: Member) {
  if (member.node !== 'element') return member.span;
  return { ...member.kind.span, end: member.label?.span.end ?? member.kind.span.end };
}
