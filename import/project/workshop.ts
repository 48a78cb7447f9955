import type { Compile } from '../../compiler/options.ts';
import type { ReadYaml } from '../../compiler/sdk/host.ts';
import type { Note } from '../model/place.ts';
import type { Tree } from '../read/tree.ts';
import type { Assets } from './assets.ts';
import type { RoleNames } from './roles/role-names.ts';

/** What all images of a tree are written with. */
export interface Workshop {
  readonly tree: Tree;
  readonly compile: Compile;
  readonly readYaml: ReadYaml;
  readonly names: RoleNames;
  readonly versions: ReadonlyMap<string, string>;
  readonly assets: Assets;
  readonly inFiles: boolean;
  /** What an author has to know. */
  readonly notes: Note[];
}
