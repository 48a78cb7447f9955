import { isName } from '../lift/text.ts';
import type { PackerProvisioner, PackerSource } from '../model/packer.ts';
import type { Note, Place } from '../model/place.ts';
import type { System } from '../model/system.ts';
import type { ImportTarget } from '../model/target.ts';

/** One target of an image before its playbooks are read. */
export interface TargetPlan {
  readonly system: System;
  readonly variant: string | null;
  /** Null where the tree has no template. */
  readonly source: PackerSource | null;
}

/** An image that the tree builds. */
export interface ImagePlan {
  readonly name: string;
  readonly place: Place;
  readonly comment: string | null;
  readonly targets: readonly (TargetPlan & { readonly target: ImportTarget })[];
  readonly postProcessors: readonly PackerProvisioner[];
  /** What stands as comments in the image, since nothing in the language takes its place. */
  readonly remarks: readonly Note[];
  /** Cloud-config of the machine that builds, as the language writes it. */
  readonly userData: string | null;
  /** The image that it is built on, or null. */
  readonly base: ImagePlan | null;
  /** Whether the sources are brought by whoever runs the template. */
  readonly external: boolean;
}

/** A name as images have them, which no word of the language is. */
export function imageName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const short = name.slice(0, 60).replace(/-+$/, '');
  return short === '' ? 'vm-image' : isName(short) ? short : `vm-${short}`;
}

/** A name as roles and variants have them. */
export function roleName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  const short = name.slice(0, 60).replace(/_+$/, '');
  return short === '' ? 'setup' : isName(short) ? short : `${short}_role`;
}
