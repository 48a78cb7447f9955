import { addsRepository, installedByName, onAllTargets, renaming } from './shared/packages.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'unknown-package',
  topic: 'build',
  severity: 'hint',
  title: 'Packages are known by their names.',
  message: 'No package `{name}` is known here.',
  help: 'If it comes from a repository of your own, declare that with `repository`.',
  why: 'A misspelt name shows only when the package manager of the build does not find it. What is known comes from Debian’s index of packages and is of a certain day, so this is no more than a hint.',
  sources: ['the-guest-agent-is-missing', 'check-14', 'debian-packages'],
  *check(context) {
    const { target, packages } = context;
    const installed = installedByName(context);
    // Such an image is the usual one, and then the index of names need not be read.
    if (installed.length === 0 || addsRepository(context)) return;
    const doubtful = installed.filter(
      ({ resource: { label } }) =>
        packages.doubtful(label, target.os) !== null && packages.right(label, target.os) === null,
    );
    for (const at of doubtful) {
      const name = at.resource.label;
      const near = packages.doubtful(name, target.os)?.near ?? null;
      if (near === null) {
        yield { at, params: { name } };
        continue;
      }
      const everywhere = onAllTargets(context, at, (os) => packages.doubtful(name, os)?.near === near);
      const fix = everywhere ? renaming(context, at, near, false) : null;
      yield { at, params: { name }, help: `Did you mean \`${near}\`?`, ...(fix !== null && { fix }) };
    }
  },
  wrong: 'image a {\n  os = [debian12, debian13]\n  «package postgresq»\n}\n',
  right: 'image a {\n  os = [debian12, debian13]\n  package postgresql\n}\n',
});
