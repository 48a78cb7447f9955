import { compareVersions } from '../../compiler/model/text.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { readChecksums } from './checksums.ts';
import type { Fetcher } from './fetcher.ts';
import type { LockedGalaxy, Lockfile } from './lockfile.ts';

/** The newest version of a plugin of Packer that fits, with the hash of its archive for each platform. */
export async function resolvePlugin(
  source: string,
  wanted: string,
  fetcher: Fetcher,
): Promise<Lockfile['plugins'][string] | Failure> {
  const [host, owner, name] = source.split('/') as [string, string, string];
  const repository = `${owner}/packer-plugin-${name}`;
  const tags = `https://api.${host}/repos/${repository}/git/matching-refs/tags`;
  const answer = await fetcher.json(tags);
  if (isFailure(answer)) return answer;
  const refs = Array.isArray(answer.json) ? (answer.json as readonly { ref?: unknown }[]) : [];
  const versions = refs.flatMap(({ ref }) => /^refs\/tags\/v(\d+\.\d+\.\d+)$/.exec(String(ref))?.[1] ?? []);
  const version = newest(versions, wanted);
  if (version === null) return nothing(tags, `no version ${wanted} of ${source}`);
  const { list, prefix } = pluginFiles(source, version);
  const text = await fetcher.text(list);
  if (typeof text !== 'string') return text;
  const hashes = readChecksums(text).flatMap(({ file, checksum }) => {
    const platform = file.startsWith(prefix) ? /_([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(file)?.[1] : undefined;
    return platform === undefined ? [] : [[platform, checksum] as const];
  });
  if (hashes.length === 0) return nothing(list, `no hash of ${source}`);
  return { version, hashes: Object.fromEntries(hashes) };
}

/** The list of the archives of a plugin, and how their names begin. */
export function pluginFiles(
  source: string,
  version: string,
): { readonly list: string; readonly prefix: string } {
  const [host, owner, name] = source.split('/') as [string, string, string];
  const prefix = `packer-plugin-${name}_v${version}_`;
  const list = `https://${host}/${owner}/packer-plugin-${name}/releases/download/v${version}/${prefix}SHA256SUMS`;
  return { list, prefix };
}

export const GALAXY = 'https://galaxy.ansible.com';

/** The newest version of a collection that fits, with the hash of its archive. */
export async function resolveCollection(
  name: string,
  wanted: string,
  fetcher: Fetcher,
): Promise<LockedGalaxy | Failure> {
  const versions = `${GALAXY}/api/v3/plugin/ansible/content/published/collections/index/${name.replace('.', '/')}/versions/`;
  let version: string | null = isExact(wanted) ? wanted : null;
  if (version === null) {
    const answer = await fetcher.json(`${versions}?limit=100`);
    if (isFailure(answer)) return answer;
    const { data } = answer.json as { data?: readonly { version?: unknown }[] };
    version = newest(
      (data ?? []).map((each) => String(each.version)),
      wanted,
    );
    if (version === null) return nothing(versions, `no version ${wanted} of ${name}`);
  }
  const answer = await fetcher.json(`${versions}${version}/`);
  if (isFailure(answer)) return answer;
  const { artifact } = answer.json as { artifact?: { sha256?: unknown } };
  if (typeof artifact?.sha256 !== 'string') return nothing(`${versions}${version}/`, `no hash of ${name}`);
  return { requested: wanted, version, sha256: `sha256:${artifact.sha256}` };
}

/** A role of Ansible Galaxy, with the hash of the archive that GitHub makes of its version. */
export async function resolveRole(
  name: string,
  wanted: string,
  fetcher: Fetcher,
): Promise<LockedGalaxy | Failure> {
  const archive = await roleArchive(name, wanted, fetcher);
  if (typeof archive !== 'string') return archive;
  const hash = await fetcher.hash(archive);
  return isFailure(hash) ? hash : { requested: wanted, version: wanted, sha256: hash.checksum };
}

/** The address of the archive that GitHub makes of a version of a role. */
export async function roleArchive(
  name: string,
  version: string,
  fetcher: Fetcher,
): Promise<string | Failure> {
  const [owner, role] = name.split('.') as [string, string];
  const about = `${GALAXY}/api/v1/roles/?owner__username=${encodeURIComponent(owner)}&name=${encodeURIComponent(role)}`;
  const answer = await fetcher.json(about);
  if (isFailure(answer)) return answer;
  const [found] =
    (answer.json as { results?: readonly { github_user?: unknown; github_repo?: unknown }[] }).results ?? [];
  if (found === undefined) return nothing(about, `no role ${name}`);
  return `https://github.com/${String(found.github_user)}/${String(found.github_repo)}/archive/${encodeURIComponent(version)}.tar.gz`;
}

const nothing = (url: string, what: string): Failure => ({
  exit: EXIT.environment,
  message: `${url}: has ${what}.`,
  hint: 'Correct the version in the source.',
});

const isExact = (wanted: string): boolean =>
  /^=*\s*\d+(?:\.\d+)*(?:[-+][\w.+-]+)?$/.test(wanted) && !wanted.startsWith('=');

/** The newest version that fits a list such as `>=1.2,<2` or `~> 1.1`; null if none does. */
export function newest(versions: readonly string[], wanted: string): string | null {
  const fitting = versions.filter((version) => /^[\d.]+$/.test(version) && fits(version, wanted));
  return fitting.sort(compareVersions).at(-1) ?? null;
}

function fits(version: string, wanted: string): boolean {
  return wanted
    .split(',')
    .map((part) => part.trim())
    .every((part) => {
      const found = /^(~>|>=|<=|==|!=|>|<|=)?\s*(\*|\d+(?:\.\d+)*)$/.exec(part);
      if (found === null) return false;
      const [, sign = '=', other] = found as unknown as [string, string | undefined, string];
      if (other === '*') return true;
      const order = compareVersions(version, other);
      if (sign === '~>') {
        const upper = other.split('.').slice(0, -1);
        return order >= 0 && (upper.length === 0 || version.startsWith(`${upper.join('.')}.`));
      }
      const holds: Readonly<Record<string, boolean>> = {
        '>=': order >= 0,
        '<=': order <= 0,
        '>': order > 0,
        '<': order < 0,
        '!=': order !== 0,
        '==': order === 0,
        '=': order === 0,
      };
      return holds[sign]!;
    });
}
