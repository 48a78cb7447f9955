import type { Os } from '../../../compiler/model/ir.ts';
import { own } from '../../../compiler/model/own.ts';
import type { AttributesOf } from '../../../compiler/sdk/resource-kind.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import packageFile from '../../resources/package_file.ts';
import repository from '../../resources/repository.ts';
import task from '../../resources/task.ts';
import { textIn, textsIn } from '../../shared/contents.ts';
import { commandsOf } from './texts.ts';

/** Whether an address, a suite and components are those of the distribution, which its own keys sign. */
export function isMirror(
  { url, suite, components }: AttributesOf<typeof repository>,
  { codename, distro }: Pick<Os, 'codename' | 'distro'>,
): boolean {
  if (own(SERVERS, distro)?.test(url.value)) return true;
  const wanted = textIn(suite) ?? codename;
  const parts = components === undefined ? ['main'] : textsIn(components);
  return (
    !VENDORS.test(url.value) &&
    (wanted === codename ||
      (wanted.startsWith(`${codename}-`) && OFFICIAL.has(wanted.slice(codename.length + 1)))) &&
    parts.every((part) => COMPONENTS.has(part))
  );
}

/** Servers of the distributions, which sign every release of theirs with keys that a system has. */
const SERVERS: Readonly<Record<string, RegExp>> = {
  debian: /^https?:\/\/(?:deb|security|snapshot|ftp(?:\.\w+)?)\.debian\.org\//,
  ubuntu: /^https?:\/\/(?:(?:\w+\.)?archive|security|old-releases)\.ubuntu\.com\//,
};

/** Vendors whose repositories have the suites of the distribution, and keys of their own. */
const VENDORS =
  /^https?:\/\/[^/]*\b(?:docker\.com|nginx\.org|hashicorp\.com|mariadb\.(?:org|com)|mongodb\.org|zabbix\.com|packagecloud\.io|launchpad(?:content)?\.net)\//;

/** `bookworm-pgdg` is a vendor’s; these are the distribution’s. */
const OFFICIAL: ReadonlySet<string> = new Set([
  'security',
  'updates',
  'backports',
  'backports-sloppy',
  'proposed',
  'proposed-updates',
]);
const COMPONENTS: ReadonlySet<string> = new Set([
  'main',
  'contrib',
  'non-free',
  'non-free-firmware',
  'restricted',
  'universe',
  'multiverse',
]);

/** Whether something else may bring a key: a file where apt looks for all of its keys, a package, a command, a role from outside. */
export function bringsKey({ withBase: context }: RuleContext): boolean {
  const { contents, resources, target } = context;
  const { files, packages } = contents.provision;
  return (
    target.provision.some(({ foreign }) => foreign !== null) ||
    files.some(({ path }) => path.startsWith('/etc/apt/trusted.gpg')) ||
    packages.some(({ name }) => /keyring|archive-key|-release\b/.test(name)) ||
    resources(packageFile).length > 0 ||
    resources(task).some(({ attributes }) =>
      /\.apt_(?:key|repository)$|\.deb822_repository$/.test(attributes.module.value),
    ) ||
    commandsOf(context).some(({ line }) => /apt-key|trusted\.gpg|add-apt-repository/.test(line))
  );
}
