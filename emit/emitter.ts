import type { Image } from '../compiler/model/ir.ts';
import type { Output } from './output.ts';
import type { TreeImage } from './tree/manifest-image.ts';
import type { TreePlan } from './tree/plan.ts';

/** What trees are made for: a named set of outputs. One stands in each file of `emit/emitters`. */
export interface Emitter {
  readonly name: string;
  /** One sentence on what the tree is for. */
  readonly doc: string;
  readonly outputs: readonly Output[];
  /** What a tree says of its image in its manifest, for the commands that build, verify and publish it. */
  readonly describe?: (image: Image) => TreeImage;
  /** What stands above the trees of the folder `out`, of which `images` are compiled now. */
  readonly planAbove?: (out: string, images: readonly Image[], force: boolean) => readonly TreePlan[];
}
