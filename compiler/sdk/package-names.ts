import type { Os } from '../model/ir.ts';
export interface RightName {
  /** Empty when no package of the system's repositories takes its place. */
  readonly names: readonly string[];
  /** A sentence on what to do. */
  readonly note: string | null;
  /** Whether a repository of the image's own may have the name. */
  readonly vendor: boolean;
}

/** What is known of the names of packages. */
export interface PackageNames {
  /** What is meant by a name that is wrong on a system; null when it is no known mistake. */
  right(name: string, os: Os): RightName | null;
  /** A name that the system seems not to have, with one that is nearly the same; null when there is nothing to say. */
  doubtful(name: string, os: Os): { readonly near: string | null } | null;
}
