import type { RightName } from '../../compiler/sdk/package-names.ts';
import { addsRepository, installedByName, onAllTargets, renaming } from './shared/packages.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { enumerate } from '../../compiler/model/text.ts';

export default rule({
  id: 'package-name',
  topic: 'build',
  severity: 'error',
  title: 'Packages are called as the system calls them.',
  message: '`{name}` is not the name of the package in the {family}.',
  why: 'The same program has another name in another family of systems, and the package manager of the build would stop at a name that it does not know, long after the build has begun.',
  sources: ['the-guest-agent-is-missing', 'small-attack-surface', 'check-14', 'debian-packages'],
  *check(context) {
    const { os } = context.target;
    let repositories: boolean | null = null;
    for (const at of installedByName(context)) {
      const name = at.resource.label;
      const right = context.packages.right(name, os);
      if (right === null || (right.vendor && (repositories ??= addsRepository(context)))) continue;
      const alike = (other: Os) => String(context.packages.right(name, other)?.names) === String(right.names);
      const everywhere = onAllTargets(context, at, alike);
      const [only, ...others] = right.names;
      const fix =
        everywhere && only !== undefined && others.length === 0 ? renaming(context, at, only, true) : null;
      yield {
        at,
        params: { name, family: os.family.title },
        help: helpFor(right, everywhere),
        ...(fix !== null && { fix }),
      };
    }
  },
  wrong: 'image a {\n  os = [debian12, ubuntu2404]\n  «package httpd»\n}\n',
  right:
    'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package apache2 }\n    redhat { package httpd }\n  }\n}\n',
});

function helpFor({ names, note }: RightName, everywhere: boolean): string {
  if (names.length === 0) return note ?? 'Leave it out.';
  const written = enumerate(names.map((name) => `\`${name}\``));
  const write = everywhere
    ? `Write ${written}.`
    : `Here it is ${written}; decide with \`match os.family { … }\`.`;
  return note === null ? write : `${write} ${note}`;
}
