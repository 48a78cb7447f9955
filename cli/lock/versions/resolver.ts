import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distributionOf } from '../archives.ts';
import { bring } from '../bring.ts';
import type { Fetcher } from '../fetcher.ts';
import type { LockedBase, LockedPackage, LockedSnapshot } from '../lockfile.ts';
import type { SnapshotNeed } from '../needs.ts';
import { snapshotSources } from '../snapshot-tasks.ts';
import { vendoredPath } from '../vendored.ts';
import { EXIT, isFailure } from '../../shell/command.ts';
import type { Failure } from '../../shell/command.ts';
import { bytesText } from '../../shell/duration.ts';
import { AptRoot } from './apt-root.ts';
import { readBaseSystem } from './base-system.ts';
import { missingTools, withSystemFolders } from './needed-tools.ts';
import type { Environment } from './needed-tools.ts';
import { refresh, solve } from './solve.ts';
import type { PackageNeed } from './steps.ts';

/** What packages are solved with. */
export interface On {
  readonly base: LockedBase;
  readonly snapshot: LockedSnapshot | undefined;
  readonly distribution: SnapshotNeed | null;
  /** Packages of the targets below. */
  readonly pins: readonly LockedPackage[];
}

export interface ResolverOptions {
  readonly fetcher: Fetcher;
  readonly env: Environment;
  /** The folder in which `vkc vendor` puts files. */
  readonly vendor: string;
  /** Keeps what was read of a base image, so that its disk is brought once. */
  readonly cache: string;
  readonly file: (name: string) => Uint8Array | null;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Solves the packages of targets with apt of this machine, on the packages of their base images. */
export class VersionResolver {
  readonly #how: ResolverOptions;
  readonly #env: Environment;
  readonly #work = mkdtempSync(join(tmpdir(), 'vkc-versions-'));
  readonly #roots = new Map<string, AptRoot>();
  readonly #solved = new Map<string, LockedPackage[]>();
  #count = 0;
  #checked = false;

  constructor(how: ResolverOptions) {
    this.#how = how;
    this.#env = withSystemFolders(how.env);
  }

  close(): void {
    rmSync(this.#work, { recursive: true, force: true });
  }

  async solve(target: string, need: PackageNeed, on: On): Promise<LockedPackage[] | Failure> {
    if (!this.#checked) {
      const missing = await missingTools(this.#env);
      if (missing !== null) return missing;
      this.#checked = true;
    }
    const key = JSON.stringify([need.system, need.arch, on.base.checksum, on.snapshot, need.steps, on.pins]);
    const known = this.#solved.get(key);
    if (known !== undefined) return known;
    const base = await this.#root(need, on);
    if (isFailure(base as object)) return base as Failure;
    const { fetcher, file } = this.#how;
    const folder = this.#folder();
    const found = await solve({
      target,
      need,
      apt: (base as AptRoot).copy(folder),
      pins: on.pins,
      fetch: (url) => fetcher.bytes(url),
      file,
    });
    rmSync(folder, { recursive: true, force: true });
    if (!isFailure(found as object)) this.#solved.set(key, found as LockedPackage[]);
    return found;
  }

  #folder(): string {
    const folder = join(this.#work, String(this.#count++));
    mkdirSync(folder);
    return folder;
  }

  /** What the machine of a build has before the first package, with fresh indexes. */
  async #root({ system, arch }: PackageNeed, on: On): Promise<AptRoot | Failure> {
    const key = JSON.stringify([system, on.base.checksum, on.snapshot]);
    const known = this.#roots.get(key);
    if (known !== undefined) return known;
    const folder = this.#folder();
    const failure = await this.#readBase(system, on.base, folder);
    if (failure !== null) return failure;
    const { fetcher, signal } = this.#how;
    const apt = await AptRoot.make(folder, {
      arch,
      env: this.#env,
      signal,
      address: (url) => fetcher.address(url),
    });
    const distribution = on.distribution === null ? null : distributionOf(on.distribution);
    if (on.snapshot !== undefined && distribution !== null) {
      for (const path of apt.sources()) apt.delete(path);
      apt.write('/etc/apt/sources.list.d/snapshot.sources', snapshotSources(on.snapshot, distribution));
    }
    const failed = await refresh(apt);
    if (failed !== null)
      return {
        exit: EXIT.environment,
        message: `The package sources of ${system} cannot be read: ${failed}.`,
        hint: 'They are those of its base image. `mirrors` in vkc.yaml names other servers, and apt uses http_proxy.',
      };
    this.#roots.set(key, apt);
    return apt;
  }

  async #readBase(system: string, base: LockedBase, into: string): Promise<Failure | null> {
    const { cache, signal, fetcher, say, vendor } = this.#how;
    const isKnown = base.checksum !== 'none';
    const kept = join(cache, base.checksum.replace(':', '-'));
    if (!isKnown || !existsSync(kept)) {
      const vendored = vendoredPath(vendor, base.url);
      let disk = vendored;
      if (!isWhole(vendored, base)) {
        const size = base.size === null ? '' : ` (${bytesText(base.size)})`;
        say(`bringing the base image of ${system}${size}, to read which packages it has`);
        // Beside what is kept of it, so that a transfer that broke off goes on.
        disk = isKnown ? `${kept}.disk` : join(this.#work, 'base.disk');
      }
      // One that is there is compared with its checksum.
      const brought = await bring(
        { url: base.url, path: disk, checksum: base.checksum, size: base.size },
        { address: (url) => fetcher.address(url), signal, heard: () => {} },
      );
      if (isFailure(brought)) return brought;
      const found = this.#folder();
      const failure = await readBaseSystem(disk, found, this.#work, { env: this.#env, signal });
      if (disk !== vendored) rmSync(disk, { force: true });
      if (failure !== null) return failure;
      if (!isKnown) {
        rmSync(into, { recursive: true });
        renameSync(found, into);
        return null;
      }
      mkdirSync(cache, { recursive: true });
      cpSync(found, `${kept}.new`, { recursive: true, verbatimSymlinks: true });
      rmSync(kept, { recursive: true, force: true });
      renameSync(`${kept}.new`, kept);
    }
    cpSync(kept, into, { recursive: true, verbatimSymlinks: true });
    return null;
  }
}

const isWhole = (path: string, { size }: LockedBase): boolean => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && (size === null || found.size === size);
};
