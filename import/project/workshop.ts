import type { Compile } from '../../compiler/options.ts';
import type { ReadYaml } from '../../compiler/sdk/host.ts';
import type { Note } from '../model/place.ts';
import type { Tree } from '../read/tree.ts';
import type { Assets } from './assets.ts';
import type { ImagePlan } from './plan.ts';
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
  /** Images that are written already, by name. */
  readonly settled: ReadonlyMap<
    string,
    { readonly plan: ImagePlan; readonly text: string; readonly roles: readonly string[] }
  >;
  /** What an author has to know. */
  readonly notes: Note[];
}

/** What an image is built on, as it is written: the text of each image with its roles. */
export function textsBelow({ base }: ImagePlan, shop: Pick<Workshop, 'settled'>): readonly string[] {
  const below = base === null ? undefined : shop.settled.get(base.name);
  return below === undefined ? [] : [below.text, ...below.roles, ...textsBelow(below.plan, shop)];
}
