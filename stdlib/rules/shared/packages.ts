import { isLibraryFile, LIBRARY_PREFIX } from '../../../compiler/model/file-names.ts';
import type { Fix } from '../../../grammar/diagnostic.ts';
import { writing } from '../../../grammar/diagnostic.ts';
import type { Os, Target } from '../../../compiler/model/ir.ts';
import type { PlacedResource, RuleContext } from '../../../compiler/sdk/rule.ts';
import command from '../../resources/command.ts';
import download from '../../resources/download.ts';
import file from '../../resources/file.ts';
import packageKind from '../../resources/package.ts';
import packageFile from '../../resources/package_file.ts';
import repository from '../../resources/repository.ts';
import shell from '../../resources/shell.ts';
import task from '../../resources/task.ts';

/** Packages that are installed by a name alone, without a version, a pattern or an address in it. */
export function installedByName({ resources }: RuleContext): readonly PlacedResource[] {
  return resources(packageKind).filter(
    ({ resource, attributes }) => attributes.state?.value !== 'absent' && /^[\w.+-]+$/.test(resource.label),
  );
}

const COMMAND =
  /add-apt-repository|config-manager|sources\.list|yum\.repos\.d|\bcopr\b|module (?:enable|install)|rpm -\w*[iU]|dpkg -i/;
const MODULE = /\.(?:apt_repository|deb822_repository|yum_repository|rpm_key)$/;

const VAULT = `${LIBRARY_PREFIX}roles/vm_init.vkimage`;

/** Whether an image adds a repository to those of its system, in any of the ways that show. */
export function addsRepository({ withBase: { resources, target } }: RuleContext): boolean {
  // What a role from outside does is its own affair.
  return (
    target.provision.some(({ foreign }) => foreign !== null) ||
    // The vault of a release that has ended has the system's own packages.
    resources(repository).some(({ resource: { origin } }) => origin.file !== VAULT) ||
    resources(packageKind, packageFile).some(({ resource }) => /-(?:release|repo)\b/.test(resource.label)) ||
    resources(command, shell, file, download).some(({ resource }) => COMMAND.test(resource.label)) ||
    resources(task).some(({ attributes }) => MODULE.test(attributes.module.value))
  );
}

/** Whether all targets on which a resource stands think the same of its name. */
export function onAllTargets(
  { image }: RuleContext,
  { resource: { head } }: PlacedResource,
  holds: (os: Os) => boolean,
): boolean {
  const stands = ({ provision, start }: Target) =>
    [...provision, ...start].some((run) =>
      run.resources.some((each) => each.head.file === head.file && each.head.start === head.start),
    );
  return image.targets.every((target) => holds(target.os) || !stands(target));
}

/** An edit that puts another name into the place where a package is named by its bare or quoted name. */
export function renaming(
  context: RuleContext,
  { resource: { head, label } }: PlacedResource,
  name: string,
  safe: boolean,
): Fix | null {
  if (isLibraryFile(head.file)) return null;
  const text = context.written(head);
  const written = [`"${label}"`, label].find((each) => text.endsWith(each));
  if (written === undefined) return null;
  const quoted = written !== label || !/^[A-Za-z_][\w-]*$/.test(name);
  const start = head.end - written.length;
  return writing({ ...head, start }, quoted ? `"${name}"` : name, safe);
}
