import { attribute } from '../attributes.ts';
import { lifter } from '../lifter.ts';
import type { Statement } from '../statement.ts';

/** Arguments that only say how the index of packages is refreshed, which the compiler sees to. */
const INDEX = ['update_cache', 'cache_valid_time', 'update_cache_retries', 'update_cache_retry_max_delay'];

export default lifter({
  kind: 'package',
  modules: ['ansible.builtin.apt', 'ansible.builtin.dnf', 'ansible.builtin.yum', 'ansible.builtin.package'],
  keywords: [],
  lift({ module }, args, { system }) {
    const manager = module.endsWith('.package') ? system.packageManager : module.split('.').at(-1)!;
    // The language installs with the package manager of the system, dnf also where the tree says yum.
    const same = manager === system.packageManager || (manager === 'yum' && system.packageManager === 'dnf');
    const names = args.texts('name');
    for (const name of INDEX) args.take(name);
    // The index of packages is refreshed before the first installation anyway.
    if (names === undefined) args.drop('force_apt_get', true, false, 'yes', 'no');
    if (names === undefined && args.empty) return { statements: [] };
    if (!same) return `it is for ${manager}, and the system has ${system.packageManager}`;
    if (names === undefined && args.left.includes('upgrade')) return UPGRADES;
    if (names === undefined && args.left.some((name) => /^auto(remove|clean)$|^clean$/.test(name)))
      return 'it clears away packages that nothing needs, which no resource does';
    if (names === undefined) return null;
    const state = args.text('state') ?? 'present';
    const absent = state === 'absent' || state === 'removed';
    const apt = system.packageManager === 'apt';
    const only = state === 'latest' && args.flag(apt ? 'only_upgrade' : 'update_only') === true;
    const update = state === 'latest' && !only;
    if (update && names.includes('*')) return UPGRADES;
    if (!absent && !only && !update && state !== 'present' && state !== 'installed') return null;
    const recommends = args.flag(apt ? 'install_recommends' : 'install_weak_deps');
    const purge = apt ? args.flag('purge') : undefined;
    const from = args.text(apt ? 'default_release' : 'enablerepo');
    const erasing = apt ? undefined : args.flag('allowerasing');
    const downgrade = args.flag('allow_downgrade');
    args
      .drop('force', false)
      .drop('disable_gpg_check', false)
      .drop('autoremove', false)
      .drop('lock_timeout', 60)
      // Only an upgrade of everything asks which program does it.
      .drop('force_apt_get', true, false, 'yes', 'no');
    const more = [
      ...(absent ? [['state', 'absent'] as const] : []),
      ...(absent || recommends === false || system.packageManager === 'yum'
        ? []
        : attribute('recommends', true)),
      ...(absent ? attribute('purge', purge || undefined) : []),
      ...(only ? attribute('update_only', true) : []),
      ...(update ? attribute('update', true) : []),
      ...(absent ? [] : attribute('from', from)),
      ...(absent ? [] : attribute('allow_erasing', erasing || undefined)),
    ];
    if (!args.empty || (purge === true && !absent)) return null;
    const parts = names.map((name) => partsOf(name, apt, downgrade === true));
    if (parts.some((part) => part === null)) return null;
    const versioned = parts.some((part) => part!.version !== undefined);
    if (versioned && (absent || downgrade !== true)) return null;
    if (!versioned && downgrade === true) return null;
    const statements: Statement[] = [];
    for (const { name, version } of parts as readonly Part[]) {
      const last = statements.at(-1);
      const attributes = [...attribute('version', version), ...more];
      if (last !== undefined && JSON.stringify(last.attributes) === JSON.stringify(attributes))
        statements[statements.length - 1] = { ...last, labels: [...last.labels, name] };
      else statements.push({ grade: 'lifted', kind: 'package', labels: [name], attributes });
    }
    return statements.length === 0
      ? null
      : { statements: statements.map((each) => ({ ...each, usual: usual(each.labels, absent, update) })) };
  },
});

const UPGRADES = 'it upgrades all packages, which `vm_init` does first unless it is told not to';

interface Part {
  readonly name: string;
  readonly version: string | undefined;
}

/** `name=1.2` of apt; what dnf and yum have after the name is a version only where an older one may be installed. */
function partsOf(text: string, apt: boolean, versioned: boolean): Part | null {
  const [, name, version] =
    (apt
      ? /^([a-z0-9][a-z0-9+.:-]*)(?:=([\w.+:~^*-]+))?$/
      : versioned
        ? /^([A-Za-z0-9_][\w.+-]*?)-(\d[\w.+:~^*-]*)$/
        : /^(@?[A-Za-z0-9_][\w.+-]*)()$/
    ).exec(text) ?? [];
  return name === undefined ? null : { name, version: version === '' ? undefined : version };
}

function usual(names: readonly string[], absent: boolean, update: boolean): string {
  const some =
    names.length <= 1
      ? names.join('')
      : names.length <= 4
        ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
        : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more packages`;
  return `${absent ? 'Remove' : update ? 'Install or update' : 'Install'} ${some}`;
}
