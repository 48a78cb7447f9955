/** What the language server answers to requests of its own: see `editor/features/output.ts`. */

export interface ImageInfo {
  /** The URI of the project's folder. */
  readonly root: string;
  readonly image: string;
  readonly title: string;
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly errors: number;
  readonly warnings: number;
  readonly stale: boolean;
  readonly targets: readonly TargetInfo[];
}

export interface TargetInfo {
  readonly name: string;
  readonly system: string;
  readonly os: string;
  readonly family: string;
  readonly variant: string | null;
}

/** An image, or one of its targets. */
export interface TreeChoice {
  readonly root: string;
  readonly image: string;
  readonly target?: string | null;
}

export interface TreeFile {
  readonly path: string;
  readonly uri: string;
}

export interface GeneratedLines extends TreeFile {
  /** From 0, both included. */
  readonly from: number;
  readonly to: number;
}

export interface Difference {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}
