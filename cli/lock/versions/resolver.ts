import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bring } from '../bring.ts';
import type { Fetcher } from '../fetcher.ts';
import type { LockedBase, LockedPackage, LockedSnapshot } from '../lockfile.ts';
import type { SnapshotNeed } from '../needs.ts';
import { vendoredPath } from '../vendored.ts';
import { isFailure } from '../../shell/command.ts';
import type { Failure } from '../../shell/command.ts';
import { bytesText } from '../../shell/duration.ts';
import { apt } from './apt/solver.ts';
import { dnf } from './dnf/solver.ts';
import { withSystemFolders } from './manager.ts';
import type { Environment, Opened, PackageSolver } from './manager.ts';
import type { Manager, PackageNeed } from './steps.ts';

const SOLVERS: Readonly<Record<Manager, PackageSolver>> = { apt, dnf };

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

/** Solves the packages of targets with a package manager of this machine, on the packages of their base images. */
export class VersionResolver {
  readonly #how: ResolverOptions;
  readonly #env: Environment;
  readonly #work = mkdtempSync(join(tmpdir(), 'vkc-versions-'));
  readonly #roots = new Map<string, Opened>();
  readonly #solved = new Map<string, LockedPackage[]>();
  #count = 0;
  readonly #checked = new Set<Manager>();

  constructor(how: ResolverOptions) {
    this.#how = how;
    this.#env = withSystemFolders(how.env);
  }

  close(): void {
    rmSync(this.#work, { recursive: true, force: true });
  }

  async solve(target: string, need: PackageNeed, on: On): Promise<LockedPackage[] | Failure> {
    if (!this.#checked.has(need.manager)) {
      const missing = await SOLVERS[need.manager].missingTools(this.#env);
      if (missing !== null) return missing;
      this.#checked.add(need.manager);
    }
    const key = JSON.stringify([need.system, need.arch, on.base.checksum, on.snapshot, need.steps, on.pins]);
    const known = this.#solved.get(key);
    if (known !== undefined) return known;
    const solve = await this.#opened(need, on);
    if (typeof solve !== 'function') return solve;
    const { fetcher, file } = this.#how;
    const folder = this.#folder();
    const found = await solve({
      target,
      need,
      folder,
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
  async #opened({ system, arch, manager }: PackageNeed, on: On): Promise<Opened | Failure> {
    const key = JSON.stringify([system, on.base.checksum, on.snapshot]);
    const known = this.#roots.get(key);
    if (known !== undefined) return known;
    const solver = SOLVERS[manager];
    const folder = this.#folder();
    const failure = await this.#readBase(solver, system, on.base, folder);
    if (failure !== null) return failure;
    const { fetcher, signal } = this.#how;
    const { snapshot, distribution } = on;
    const cache = this.#folder();
    const env = this.#env;
    const opened = await solver.open({
      fetcher,
      env,
      signal,
      folder,
      cache,
      system,
      arch,
      snapshot,
      distribution,
    });
    if (typeof opened === 'function') this.#roots.set(key, opened);
    return opened;
  }

  async #readBase(
    { readBaseSystem }: PackageSolver,
    system: string,
    base: LockedBase,
    into: string,
  ): Promise<Failure | null> {
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
