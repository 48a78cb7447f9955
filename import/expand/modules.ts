import { builtinModules } from '../../compiler/language/ansible-modules.ts';
import { ownOf } from '../model/data.ts';

/** Where short names of modules lead that ansible-core does not have itself. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  'ansible.posix':
    'acl at authorized_key firewalld mount patch rhel_facts seboolean selinux synchronize sysctl',
  'community.docker':
    'docker_compose docker_compose_v2 docker_container docker_image docker_login docker_network docker_volume',
  'community.general':
    'alternatives apk archive capabilities cargo composer cpanm dconf filesystem flatpak gem github_release homebrew htpasswd ' +
    'ini_file interfaces_file ipify_facts java_cert java_keystore kernel_blacklist ldap_entry locale_gen lvg lvol make ' +
    'modprobe monit nmcli npm open_iscsi opkg pacman pam_limits pamd parted pear pip_package_info pipx portage read_csv ' +
    'redhat_subscription rhsm_repository runit sefcontext selinux_permissive slack snap snap_alias ssh_config sudoers svc ' +
    'swupd timezone ufw xattr xfs_quota xml yarn zypper zypper_repository',
  'community.crypto':
    'openssl_certificate openssl_csr openssl_dhparam openssl_pkcs12 openssl_privatekey x509_certificate',
  'community.mysql': 'mysql_db mysql_user mysql_variables',
  'community.postgresql': 'postgresql_db postgresql_user postgresql_ext',
  'community.rabbitmq': 'rabbitmq_plugin rabbitmq_user',
  'community.grafana': 'grafana_dashboard grafana_datasource',
  'ansible.windows':
    'win_command win_copy win_feature win_file win_package win_reboot win_regedit win_service win_shell',
};

const full = new Map(
  Object.entries(COLLECTIONS).flatMap(([collection, names]) =>
    names.split(' ').map((name) => [name, `${collection}.${name}`] as const),
  ),
);

const OTHER_NAMES: Readonly<Record<string, string>> = {
  'ansible.builtin.systemd_service': 'ansible.builtin.systemd',
  'ansible.legacy.command': 'ansible.builtin.command',
};

/** The full name of a module; of one that nobody knows, the name as it stands. */
export function fullName(given: string): string {
  // Some write the collection of ansible-core before everything.
  const bare = given.replace(/^ansible\.(builtin|legacy)\./, '');
  const module = bare !== given && !builtinModules.has(bare) && full.has(bare) ? bare : given;
  const name = builtinModules.has(module)
    ? `ansible.builtin.${module}`
    : module === 'include' || module === 'include_vars'
      ? `ansible.builtin.${module}`
      : (full.get(module) ?? module.replace(/^ansible\.legacy\./, 'ansible.builtin.'));
  return ownOf(OTHER_NAMES, name) ?? name;
}

/** The collection of a module, or null of one of ansible-core or one without a collection. */
export function collectionOf(module: string): string | null {
  const parts = module.split('.');
  const collection = parts.slice(0, 2).join('.');
  return parts.length < 3 || collection === 'ansible.builtin' ? null : collection;
}

/** Names of arguments by the one that the module's documentation has first. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  apt: {
    pkg: 'name',
    package: 'name',
    'update-cache': 'update_cache',
    'install-recommends': 'install_recommends',
    'default-release': 'default_release',
    'allow-unauthenticated': 'allow_unauthenticated',
  },
  dnf: { pkg: 'name' },
  yum: { pkg: 'name' },
  package: { pkg: 'name' },
  file: { dest: 'path', name: 'path' },
  replace: { dest: 'path', destfile: 'path', name: 'path' },
  lineinfile: { dest: 'path', destfile: 'path', name: 'path', regex: 'regexp' },
  blockinfile: { dest: 'path', destfile: 'path', name: 'path', content: 'block' },
  stat: { dest: 'path', name: 'path' },
  systemd: { service: 'name', unit: 'name', 'daemon-reload': 'daemon_reload' },
  service: { service: 'name' },
  user: { user: 'name', createhome: 'create_home', 'non-unique': 'non_unique' },
  unarchive: { copy: 'copy' },
  get_url: {},
  find: { path: 'paths', name: 'paths', pattern: 'patterns' },
};

/** Arguments under their first names. */
export function namedArguments<T>(module: string, args: Readonly<Record<string, T>>): Record<string, T> {
  const aliases = ownOf(ALIASES, module.replace(/^ansible\.builtin\./, '')) ?? {};
  const out: Record<string, T> = {};
  for (const [name, value] of Object.entries(args))
    out[Object.hasOwn(aliases, name) ? aliases[name]! : name] = value;
  // A link is named by `dest`, as the language itself lowers one.
  return out;
}
