import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { enumerate } from '../../compiler/model/text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Packer finds a cloud and its credentials, or what is missing. Nothing is sent to the cloud. */
export interface CloudAccess {
  /** `the entry build of /home/me/.config/openstack/clouds.yaml`, or the problem. */
  readonly detail: string;
  /** What to do; null if everything is there. */
  readonly remedy: string | null;
}

const FILE = 'clouds.yaml';

/**
 * Looks for what Packer's builder for OpenStack needs, where it looks itself. `cloud` is what the source names, and `dir` the
 * folder that Packer runs in.
 */
export function cloudAccess(cloud: string | null, dir: string, env: Environment): CloudAccess {
  const name = cloud ?? nonEmpty(env['OS_CLOUD']);
  return name === null ? fromEnvironment(env) : fromFile(name, dir, env);
}

function fromFile(name: string, dir: string, env: Environment): CloudAccess {
  const path = placesOf(dir, env).find((each) => existsSync(each));
  if (path === undefined)
    return {
      detail: `there is no ${FILE}, which has the entry \`${name}\``,
      remedy: `put it into ~/.config/openstack/, or set OS_CLIENT_CONFIG_FILE to its path`,
    };
  const known = entriesOf(path);
  if (known === null) return { detail: `${path} cannot be read as YAML`, remedy: 'repair the file' };
  if (known.includes(name)) return { detail: `the entry \`${name}\` of ${path}`, remedy: null };
  const list = known.length === 0 ? 'none' : enumerate(known.map((each) => `\`${each}\``));
  return {
    detail: `${path} has no entry \`${name}\``,
    remedy: `add it, or name another one in \`openstack { cloud = … }\` or OS_CLOUD; it has ${list}`,
  };
}

function placesOf(dir: string, env: Environment): string[] {
  const named = nonEmpty(env['OS_CLIENT_CONFIG_FILE']);
  const home = nonEmpty(env['HOME']);
  return [
    ...(named === null ? [] : [named]),
    join(dir, FILE),
    ...(home === null ? [] : [join(home, '.config/openstack', FILE)]),
    join('/etc/openstack', FILE),
  ];
}

/** The names of the entries; null if it is no such file. */
function entriesOf(path: string): string[] | null {
  try {
    const says = parse(readFileSync(path, 'utf8')) as { clouds?: unknown } | null;
    const { clouds } = says ?? {};
    return typeof clouds === 'object' && clouds !== null ? Object.keys(clouds) : [];
  } catch {
    return null;
  }
}

function fromEnvironment(env: Environment): CloudAccess {
  const has = (...names: readonly string[]) => names.some((name) => nonEmpty(env[`OS_${name}`]) !== null);
  const missing = [
    ...(has('AUTH_URL') ? [] : ['OS_AUTH_URL']),
    ...(has('TOKEN', 'AUTH_TOKEN') ? [] : accountMissing(has)),
  ];
  if (missing.length === 0) return { detail: 'the OS_* variables of the environment', remedy: null };
  return {
    detail: `not in the environment: ${missing.join(', ')}`,
    remedy: `source the RC file of the project, which the dashboard of the cloud offers, or name an entry of ${FILE} with OS_CLOUD`,
  };
}

function accountMissing(has: (...names: readonly string[]) => boolean): string[] {
  if (has('APPLICATION_CREDENTIAL_ID', 'APPLICATION_CREDENTIAL_NAME'))
    return has('APPLICATION_CREDENTIAL_SECRET') ? [] : ['OS_APPLICATION_CREDENTIAL_SECRET'];
  return [
    ...(has('USERNAME', 'USER_ID', 'USERID') ? [] : ['OS_USERNAME']),
    ...(has('PASSWORD') ? [] : ['OS_PASSWORD']),
    ...(has('PROJECT_ID', 'PROJECT_NAME', 'TENANT_ID', 'TENANT_NAME') ? [] : ['OS_PROJECT_ID']),
  ];
}

const nonEmpty = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;
