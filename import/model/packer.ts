import type { Place } from './place.ts';

/** A value of Packer's; what only Packer can compute is left as `${…}`. */
export type Setting =
  null | boolean | number | string | readonly Setting[] | { readonly [key: string]: Setting };
export type Settings = Readonly<Record<string, Setting>>;

/** A source with what the build lays over it. */
export interface PackerSource {
  readonly type: string;
  readonly name: string;
  /** The name that the build gives it, or null. */
  readonly as: string | null;
  readonly settings: Settings;
  readonly place: Place;
  /** Whether the template has the source itself. */
  readonly declared: boolean;
}

export interface PackerProvisioner {
  readonly type: string;
  readonly settings: Settings;
  readonly place: Place;
  readonly comment: string | null;
}

export interface PackerBuild {
  readonly name: string | null;
  /** Folder of the template. */
  readonly folder: string;
  readonly place: Place;
  readonly sources: readonly PackerSource[];
  readonly provisioners: readonly PackerProvisioner[];
  readonly postProcessors: readonly PackerProvisioner[];
}
