import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { own } from '../../compiler/model/own.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { stepsOf } from '../machine/history.ts';
import user from '../resources/user.ts';

/** Shells that no base image has, with the beginnings of the names of packages that bring them. */
const SHELLS: Readonly<Record<string, RegExp>> = {
  csh: /^t?csh/,
  fish: /^fish/,
  ksh: /^(ksh|mksh)/,
  mksh: /^mksh/,
  pwsh: /^powershell/,
  rssh: /^rssh/,
  scponly: /^scponly/,
  tcsh: /^tcsh/,
  zsh: /^zsh/,
};

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
    const { provision } = context.target;
    if (provision.some(({ foreign }) => foreign !== null)) return;
    const all = [...context.contents.provision.packages, ...context.contents.start.packages];
    for (const { attributes, ...at } of context.resources(user)) {
      const { shell } = attributes;
      const name = shell?.value.split('/').at(-1) ?? '';
      const packages = own(SHELLS, name);
      if (shell?.type !== 'string' || packages === undefined) continue;
      if (all.some((each) => each.state !== 'absent' && packages.test(each.name))) continue;
      // A task, a script or a package of one's own may bring it.
      const told = stepsOf(context).some(
        ({ at: { resource }, effects }) =>
          (effects.anything === true && !isLibraryFile(resource.origin.file)) ||
          (effects.told !== undefined && effects.told.includes(name)) ||
          effects.makes?.some((thing) => thing.name === shell.value) === true,
      );
      if (!told) yield { at, span: shell.origin, params: { shell: shell.value, name } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  user ops { shell = «"/usr/bin/zsh"» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package zsh\n  user ops { shell = "/usr/bin/zsh" }\n}\n',
});
