import type { Inventory } from './packages.ts';

/** An image and what is in it, to be written as one of the formats. */
export interface Bill {
  /** The target. */
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  readonly file: string;
  readonly sha256: string;
  readonly inventory: Inventory;
  /** When the image was looked into: `2026-11-24T17:00:00Z`. */
  readonly time: string;
  /** Another one in each document. */
  readonly uuid: string;
  /** Version of vkc. */
  readonly vkc: string;
}
