import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { isBaseKnown, stepsOf } from '../machine/history.ts';
import user from '../resources/user.ts';

/** Shells that no base image has. Packages that bring one have its name in theirs. */
const SHELLS = /^(?:t?csh|fish|m?ksh|pwsh|rssh|scponly|zsh)$/;

export default rule({
  id: 'missing-shell',
  topic: 'build',
  wholeImage: true,
  severity: 'error',
  title: 'The shell of a user is there.',
  message: 'Nothing brings the shell `{shell}`.',
  help: 'Add `package {name}`, or leave `shell` out for that of the system.',
  why: 'useradd makes the user all the same, and then nobody can log in as that user: sshd says `User … not allowed because shell … does not exist`.',
  sources: ['order-of-tasks'],
  *check(context) {
    const { withBase } = context;
    if (!isBaseKnown(context) || withBase.target.provision.some(({ foreign }) => foreign !== null)) return;
    const steps = stepsOf(withBase);
    for (const { attributes, ...at } of context.resources(user)) {
      const { shell } = attributes;
      const name = shell?.value.split('/').at(-1) ?? '';
      if (shell?.type !== 'string' || !SHELLS.test(name)) continue;
      const part = name === 'pwsh' ? 'powershell' : name;
      // A task, a script or a package of one's own may bring it.
      const mayBeThere = steps.some(
        ({ at: { resource }, effects: { anything, told = '', makes = [], fills = [] } }) =>
          (anything && !isLibraryFile(resource.origin.file)) ||
          told.includes(name) ||
          makes.some((thing) =>
            thing.what === 'package' ? thing.name.includes(part) : thing.name === shell.value,
          ) ||
          fills.some((folder) => shell.value.startsWith(`${folder}/`)),
      );
      if (!mayBeThere) yield { at, span: shell.origin, params: { shell: shell.value, name } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  user ops { shell = «"/usr/bin/zsh"» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package zsh\n  user ops { shell = "/usr/bin/zsh" }\n}\n',
});
