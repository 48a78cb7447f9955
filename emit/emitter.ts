import type { Image } from '../compiler/model/ir.ts';
import type { CiImage } from './ci/builders.ts';
import type { Emitter } from './output.ts';
import type { TreeAbove } from './tree/pipelines.ts';
import type { TreeImage } from './tree/manifest-image.ts';
import type { TreePlan } from './tree/plan.ts';

/** An emitter whose trees are built, verified and published. One stands in each file of `emit/emitters`. */
export interface TreeEmitter extends Emitter {
  /** What a tree says of its image in its manifest, for the commands that work on trees. */
  readonly describe: (image: Image) => TreeImage;
  /** What an image in the folder `out` adds to what stands above the trees. */
  readonly above: (image: CiImage, out: string) => TreeAbove;
  /** What stands above the trees of the folder `out`, of which `trees` are made now, and `gone` are removed. */
  readonly planAbove: (
    out: string,
    trees: readonly TreeAbove[],
    force: boolean,
    gone?: ReadonlySet<string>,
  ) => readonly TreePlan[];
}
