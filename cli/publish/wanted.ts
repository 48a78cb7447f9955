import type { BuiltTarget } from '../tree/built.ts';
import type { Digests } from './digest.ts';

/** The image of a target as it has to be in the cloud. */
export interface Wanted {
  readonly name: string;
  readonly visibility: string;
  readonly protected: boolean;
  readonly format: string;
  /** In GiB: at least the size of the disk. */
  readonly min_disk: number;
  /** In MiB. */
  readonly min_ram: number;
  /** IDs of the projects that may use it. */
  readonly members: readonly string[];
  readonly tags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** The built disk that the cloud's image was made from. */
export const artifactProperty = 'vkc_artifact';
/** The digest of the uploaded file, which differs from the disk if it was converted. */
export const contentProperty = 'vkc_content';
const targetProperty = 'vkc_target';
/** The version of the image, if it has one. */
export const versionProperty = 'vkc_version';

/** Clouds can search images by tag but not by property, so a tag identifies the target. */
export const tagOf = ({ name }: BuiltTarget): string => `vkc:${name}`;

/** `digests` are those of the built disk, and `size` is the number of bytes that a machine sees of it. */
export function wantedOf(target: BuiltTarget, digests: Digests, size: number): Wanted {
  const { publish } = target;
  return {
    name: publish.name,
    visibility: publish.visibility,
    protected: publish.protected,
    format: publish.format,
    min_disk: Math.max(publish.min_disk ?? 0, Math.ceil(size / 1024 ** 3)),
    min_ram: publish.min_ram ?? 0,
    members: publish.members,
    tags: [tagOf(target), ...publish.tags],
    properties: { ...propertiesOf(target), [artifactProperty]: `sha256:${digests['sha256']}` },
  };
}

/** The properties that do not depend on the disk. */
export function propertiesOf({ metadata, publish, name, tree }: BuiltTarget): Record<string, string> {
  const { version } = tree.image;
  return {
    ...metadata,
    ...publish.properties,
    [targetProperty]: name,
    ...(version === null ? {} : { [versionProperty]: version }),
  };
}

/** An image as the cloud's API returns it. Properties are top-level fields like the others. */
export interface CloudImage {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly visibility: string;
  readonly protected: boolean;
  readonly os_hidden: boolean;
  readonly owner: string | null;
  readonly disk_format: string | null;
  readonly min_disk: number;
  readonly min_ram: number;
  readonly size: number | null;
  readonly checksum: string | null;
  readonly os_hash_algo: string | null;
  readonly os_hash_value: string | null;
  readonly created_at: string;
  readonly tags: readonly string[];
  readonly [property: string]: unknown;
}

/** True if it is the target's image. Another image may have the same tag. */
export function isOf(image: CloudImage, target: BuiltTarget): boolean {
  return image[targetProperty] === target.name;
}

/** The changes that an image needs; null if it needs none. */
export interface Changes {
  readonly name?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly visibility?: string;
  readonly protected?: boolean;
  readonly min_disk?: number;
  readonly min_ram?: number;
  readonly show?: true;
}

export function changesOf(image: CloudImage, wanted: Wanted): Changes | null {
  const properties = Object.entries(wanted.properties).filter(([key, value]) => image[key] !== value);
  const tags = wanted.tags.filter((tag) => !image.tags.includes(tag));
  const changes: Changes = {
    ...(image.name === wanted.name ? {} : { name: wanted.name }),
    properties: Object.fromEntries(properties),
    tags,
    ...(image.visibility === wanted.visibility ? {} : { visibility: wanted.visibility }),
    ...(image.protected === wanted.protected ? {} : { protected: wanted.protected }),
    ...(image.min_disk === wanted.min_disk ? {} : { min_disk: wanted.min_disk }),
    ...(image.min_ram === wanted.min_ram ? {} : { min_ram: wanted.min_ram }),
    ...(image.os_hidden ? { show: true } : {}),
  };
  const nothing = Object.keys(changes).length === 2 && properties.length === 0 && tags.length === 0;
  return nothing ? null : changes;
}

/** Describes the changes in words. */
export function describeChanges({ properties, tags, show, ...rest }: Changes): string {
  return [
    ...Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`),
    ...Object.entries(properties).map(([key, value]) => `${key} ${JSON.stringify(value)}`),
    ...tags.map((tag) => `tag ${tag}`),
    ...(show === true ? ['no longer hidden'] : []),
  ].join(', ');
}
