import { own } from '../../compiler/model/own.ts';

/** The module with which Ansible installs packages, by package manager. */
const MODULES: Readonly<Record<string, string>> = {
  zypper: 'community.general.zypper',
  apt_rpm: 'community.general.apt_rpm',
};

/** Package managers that a family or a system can name. */
export const packageManagers: readonly string[] = ['apt', 'dnf', 'yum', 'zypper', 'apt_rpm'];

/** What else the package manager of a family is called, by what Ansible calls the family: that of ALT Linux says `apt` itself. */
const ALSO_CALLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Altlinux: { apt: 'apt_rpm' },
};

/** The package manager that is meant by `name` on systems of a family, by what Ansible calls the family. */
export const packageManagerOf = (name: string, family: string): string =>
  own(own(ALSO_CALLED, family) ?? {}, name) ?? name;

export const moduleOf = (packageManager: string): string =>
  MODULES[packageManager] ?? `ansible.builtin.${packageManager}`;

/** Collections of these modules, each in the last release that runs with Python 3.6 on the machine. */
export const collections: ReadonlyMap<string, string> = new Map([['community.general', '8.6.0']]);
