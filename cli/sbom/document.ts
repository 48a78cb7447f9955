import type { Inventory } from './packages.ts';

/** An image and its packages, to be rendered in one of the formats. */
export interface Bill {
  /** The name of the target. */
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  readonly file: string;
  readonly sha256: string;
  readonly inventory: Inventory;
  /** The time at which the image was read: `2026-11-24T17:00:00Z`. */
  readonly time: string;
  /** A new UUID for each document. */
  readonly uuid: string;
  /** The version of vkc. */
  readonly vkc: string;
}
