import type { System } from './system.ts';
import type { Expansion } from './task.ts';

/** One image on one system in one variant, with what the tree does to it. */
export interface ImportTarget {
  readonly system: System;
  readonly variant: string | null;
  readonly expansion: Expansion;
}
