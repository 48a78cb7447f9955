import type { PackageNames } from './package-names.ts';
import type { ExpectationKind } from './expectation-kind.ts';
import type { SourceFile } from '../../grammar/syntax.ts';
import type { Rule } from './rule.ts';
import type { ResourceKind } from './resource-kind.ts';

/** Names of the roles that run in an image without being named there. A role of the project of that name takes its place. */
export interface ImplicitRoles {
  /** Before all others. */
  readonly first: string;
  /** After the others, where some role has a start phase. A param `collections` tells it whether that needs any. */
  readonly start: string;
  /** After all others. */
  readonly last: string;
}

export const implicitNames = ({ first, start, last }: ImplicitRoles): readonly string[] => [
  first,
  start,
  last,
];

/** What the language comes with; handed to the compiler, which knows no system and no resource kind by itself. */
export interface Library {
  /** Texts of families, systems and roles by name, such as `vkc:roles/docker.vkimage`; one declaration each. */
  readonly sources: Readonly<Record<string, string>>;
  /** Syntax tree of one of the sources, which is without mistakes. */
  readonly tree: (name: string) => SourceFile;
  /** Other files of the library by name, such as `vkc:files/telegraf.conf`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
  /** In order of id. */
  readonly rules: readonly Rule[];
  readonly packages: PackageNames;
  /** Those that its kinds know. */
  readonly packageManagers: readonly string[];
  /** The one that `name` means on systems of a family, by what Ansible calls the family. */
  readonly packageManagerOf: (name: string, family: string) => string;
  /** Collections of the modules that kinds take, with the version that is installed unless an image names one. */
  readonly collections: ReadonlyMap<string, string>;
  readonly implicitRoles: ImplicitRoles;
}
