import type { Effects, Need, Thing } from '../../compiler/sdk/effects.ts';
import { textsIn } from '../../compiler/model/value.ts';
import type { MapValue, Value } from '../../compiler/model/value.ts';
import { own } from '../../compiler/model/own.ts';
import { lineEffects } from './command-effects.ts';
import { file, folder, inFolder, named, owners, unit } from './effects.ts';

type Args = (name: string) => Value | undefined;

/** Modules that make nothing but what their arguments name. */
const QUIET = new Set(
  `apt_key apt_repository assert async_status cron dconf debconf debug deb822_repository dpkg_selections fail fetch file find
  gather_facts getent hostname include_vars iptables known_hosts locale_gen lvg lvol meta modprobe mount package_facts parted pause
  ping reboot replace rpm_key sebool sefcontext selinux seport service_facts set_fact set_stats setup slurp stat
  sysctl tempfile timezone ufw uri wait_for wait_for_connection xattr yum_repository alternatives authorized_key acl
  ini_file pam_limits pamd kernel_blacklist filesystem blockinfile lineinfile xml`
    .trim()
    .split(/\s+/),
);

/** What modules need and make, by their short names. */
const KNOWN: Readonly<Record<string, (arg: Args) => Effects>> = {
  apt: installed,
  dnf: installed,
  dnf5: installed,
  yum: installed,
  package: installed,
  command: run,
  shell: run,
  raw: run,
  copy: written,
  template: written,
  get_url: written,
  user: (arg) => ({
    needs: named('group', arg('group')),
    makes: [...account(arg), ...things('folder', arg('home'))],
  }),
  group: (arg) => ({ makes: things('group', arg('name')) }),
  systemd: unitOf,
  systemd_service: unitOf,
  service: unitOf,
  unarchive: (arg) => ({ needs: named('folder', arg('dest')), fills: texts(arg('dest')) }),
  git: (arg) => ({ makes: things('folder', arg('dest')), fills: texts(arg('dest')) }),
};

/** What a task of the author's needs and makes, as far as its module is known. */
export function taskEffects(module: string, args: MapValue | undefined): Effects {
  const short = module.replace(/^.*\./, '');
  const arg: Args = (name) => args?.entries.get(name);
  const effects = own(KNOWN, short)?.(arg);
  const told = textsIn(args)
    .map(({ value }) => value)
    .join(' ');
  if (effects !== undefined) return { told, ...effects };
  if (!QUIET.has(short)) return { told, anything: true };
  if (short !== 'file') return { told };
  const directory = arg('state')?.type === 'string' && texts(arg('state'))[0] === 'directory';
  return { told, needs: owners(ownership(arg)), makes: directory ? things('folder', arg('path')) : [] };
}

function installed(arg: Args): Effects {
  if (arg('deb') !== undefined) return { anything: true };
  const names = arg('name') ?? arg('pkg');
  if (names === undefined || texts(arg('state'))[0] === 'absent') return {};
  const all = names.type === 'list' ? names.items.flatMap(texts) : texts(names);
  if (all.length === 0 || all.some((name) => /[/:]/.test(name))) return { anything: true };
  return { makes: all.map((name) => ({ what: 'package', name: name.replace(/=.*/, '') })) };
}

function run(arg: Args): Effects {
  const line = arg('cmd') ?? arg('_raw_params');
  const needs = named('folder', arg('chdir'));
  if (line?.type !== 'string') return { needs, anything: true };
  return { needs, ...lineEffects(line.value, arg('creates')) };
}

function written(arg: Args): Effects {
  const dest = arg('dest');
  if (dest?.type !== 'string' || dest.value.endsWith('/')) return {};
  const needs: Need[] = owners(ownership(arg));
  // A folder of the project brings its folders along.
  if (arg('content') !== undefined) needs.unshift({ ...inFolder(dest.value), span: dest.origin });
  return { needs, makes: [file(dest.value)] };
}

function unitOf(arg: Args): Effects {
  const name = arg('name');
  if (name?.type !== 'string' || (arg('enabled') === undefined && arg('state') === undefined)) return {};
  return { needs: [{ ...unit(name.value), span: name.origin }] };
}

function account(arg: Args): Thing[] {
  const names = texts(arg('name'));
  return names.flatMap((name): Thing[] => [
    { what: 'user', name },
    { what: 'group', name },
    folder(`/home/${name}`),
  ]);
}

const ownership = (arg: Args) => ({ owner: arg('owner'), group: arg('group') });

const texts = (value: Value | undefined): string[] => (value?.type === 'string' ? [value.value] : []);

const things = (what: Thing['what'], value: Value | undefined): Thing[] =>
  texts(value).map((name) => ({ what, name }));
