/** The module with which Ansible installs packages, by package manager. */
const MODULES: Readonly<Record<string, string>> = {
  zypper: 'community.general.zypper',
  apt_rpm: 'community.general.apt_rpm',
};

/** Package managers that a family or a system can name. */
export const packageManagers: readonly string[] = ['apt', 'dnf', 'yum', 'zypper', 'apt_rpm'];

export const moduleOf = (packageManager: string): string =>
  MODULES[packageManager] ?? `ansible.builtin.${packageManager}`;

/** Collections of these modules, each in the last release that runs with Python 3.6 on the machine. */
export const collections: ReadonlyMap<string, string> = new Map([['community.general', '8.6.0']]);
