import type { Failure } from '../../shell/command.ts';
import type { Fetcher } from '../fetcher.ts';
import type { LockedPackage, LockedSnapshot } from '../lockfile.ts';
import type { SnapshotNeed } from '../needs.ts';
import type { PackageNeed } from './steps.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface How {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** A machine as its base image has it, and what is to be solved on it. */
export interface Opening extends How {
  readonly fetcher: Fetcher;
  /** What was read of the base image, for this machine alone. */
  readonly folder: string;
  /** An empty folder for what is fetched. */
  readonly cache: string;
  readonly system: string;
  readonly arch: PackageNeed['arch'];
  readonly snapshot: LockedSnapshot | undefined;
  readonly distribution: SnapshotNeed | null;
}

export interface Solving {
  readonly target: string;
  readonly need: PackageNeed;
  /** Packages that are decided already. */
  readonly pins: readonly LockedPackage[];
  /** An empty folder for this target alone. */
  readonly folder: string;
  /** The bytes of an address. */
  readonly fetch: (url: string) => Promise<Uint8Array | Failure>;
  /** The bytes of a file of the project; null if there is none. */
  readonly file: (name: string) => Uint8Array | null;
}

/** A machine with fresh indexes of its package sources. Returns every package that a build installs, sorted. */
export type Opened = (solving: Solving) => Promise<LockedPackage[] | Failure>;

/** What solves the packages of a package manager on this machine. */
export interface PackageSolver {
  /** A failure if this machine cannot solve; null if it can. */
  readonly missingTools: (env: Environment) => Promise<Failure | null>;
  /**
   * Reads what decides about packages out of the disk of a base image, without starting it, into a folder: files lie there as on the machine.
   * @param temporary a folder for the disk, which is there for a moment as large as it is
   */
  readonly readBaseSystem: (
    disk: string,
    into: string,
    temporary: string,
    how: How,
  ) => Promise<Failure | null>;
  readonly open: (opening: Opening) => Promise<Opened | Failure>;
}

/** Some tools are where only root looks. */
export const withSystemFolders = (env: Environment): Environment => ({
  ...env,
  PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin`,
  LC_ALL: 'C.UTF-8',
});

export const firstLine = (text: string): string => text.trim().split('\n')[0]!;
