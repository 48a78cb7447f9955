import * as z from 'zod/mini';
import { ARCHITECTURES, FIRMWARES } from '../../compiler/model/hardware.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import { textOf } from '../../compiler/model/text.ts';
import { unset } from '../../compiler/model/value.ts';
import { BUILDER_NAMES } from '../../compiler/model/builder-names.ts';
import { builderOf } from '../packer/builders.ts';
import { megabytes } from '../packer/settings.ts';
import { isTreePath } from './tree-path.ts';

/** A path that leaves the output folder would be read, and in time written. */
const path = z.string().check(z.refine(isTreePath));
const texts = z.record(z.string(), z.string());

const targetShape = z.object({
  name: z.string(),
  /** `ubuntu2404` */
  os: z.string(),
  /** Of the system: `Ubuntu 24.04`. */
  title: z.string(),
  /** `debian`, `redhat` */
  family: z.string(),
  package_manager: z.string(),
  /** Version of the system's Python, which decides which ansible-core works. */
  python: z.string(),
  variant: z.nullable(z.string()),
  /** Admin user of the image. */
  user: z.string(),
  /** What Packer builds it with. Trees of older versions do not say it. */
  builder: z._default(z.enum(BUILDER_NAMES), BUILDER_NAMES[0]),
  /** Entry of `clouds.yaml` that its source names; null if it names none. */
  cloud: z._default(z.nullable(z.string()), null),
  /** Packer source name: `ubuntu-24`. */
  source: z.string(),
  /** The target of a tree beside this one that it is built on; null if it starts from a cloud image. */
  base: z._default(z.nullable(z.object({ image: path, target: z.string() })), null),
  /** What `packer build -only=` takes. */
  only: z.string(),
  /**
   * Path of what the build leaves, below the output folder: the disk, or for an image in a cloud Packer's manifest with
   * its ID.
   */
  artifact: path,
  format: z.enum(['qcow2', 'raw']),
  /** Kinds of checksum that lie beside the artifact: `sha256`. */
  checksums: z.array(z.string()),
  /** The machine that it is built on: `memory` in MiB, `disk` in bytes. */
  machine: z.object({
    disk: z.number(),
    memory: z.number(),
    cpus: z.number(),
    firmware: z.enum(FIRMWARES),
    /** Trees of older versions do not say it. */
    arch: z._default(z.enum(ARCHITECTURES), ARCHITECTURES[0]),
  }),
  /** As in `.images.yaml`, in its order. */
  metadata: texts,
  /** The start phase; null if there is none. */
  start: z.nullable(
    z.object({
      /** The folder of `start.yml` in the image; null if the image does not hold it. */
      folder: z.nullable(z.string()),
      /** Variables without which `start.yml` stops. */
      required: z.array(z.string()),
    }),
  ),
  /** How it becomes an image in the cloud. */
  publish: z.object({
    name: z.string(),
    visibility: z.enum(['private', 'shared', 'community', 'public']),
    protected: z.boolean(),
    old_versions: z.enum(['keep', 'hide']),
    format: z.enum(['raw', 'qcow2']),
    tags: z.array(z.string()),
    /** IDs of the projects that may use a shared image. */
    members: z.array(z.string()),
    /** Smallest disk of a machine in GiB; null if the disk's size says it. */
    min_disk: z.nullable(z.number()),
    /** Smallest memory of a machine in MiB; null if any is enough. */
    min_ram: z.nullable(z.number()),
    /** Besides the metadata. */
    properties: texts,
  }),
});

const imageShape = z.object({
  name: path,
  title: z.string(),
  version: z.nullable(z.string()),
  /** Whether the tree has its Packer sources and the script that makes the seed, or a pipeline brings them. */
  sources: z.enum(['own', 'external']),
  targets: z.array(targetShape).check(z.minLength(1)),
});

/** What a tree says of its image, for those who build, verify and publish it without its source. */
export type TreeImage = DeepReadonly<z.infer<typeof imageShape>>;
export type TreeTarget = TreeImage['targets'][number];

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export function describeImage(image: Image): TreeImage {
  return {
    name: image.name,
    title: image.title,
    version: image.version,
    sources: image.sources,
    targets: image.targets.map((target) => describeTarget(image, target)),
  };
}

function describeTarget(image: Image, target: Target): TreeTarget {
  const { name, os, build } = target;
  const { format } = image.export;
  return {
    name,
    os: os.name,
    title: os.title,
    family: os.family.name,
    package_manager: os.package_manager,
    python: os.python,
    variant: target.variant,
    user: os.user,
    source: os.source,
    builder: build.builder.value,
    cloud: textOf(build.settings.get('cloud') ?? unset(null)),
    base: target.base === null ? null : { image: target.base.image, target: target.base.target },
    only: `${image.name}.${build.builder.value}.${name}`,
    artifact: builderOf(target).artifact(image, target),
    format,
    checksums: builderOf(target).leavesDisk ? image.export.checksum : [],
    machine: {
      disk: build.disk.value,
      memory: megabytes(build.memory.value),
      cpus: build.cpus.value,
      firmware: build.firmware.value,
      arch: os.arch,
    },
    metadata: textsOf(target.metadata),
    start: target.start.length === 0 ? null : startOf(image, target),
    publish: {
      ...target.publish,
      name: target.publish.name.value,
      min_disk: target.publish.min_disk === null ? null : Math.ceil(target.publish.min_disk / 1024 ** 3),
      min_ram: target.publish.min_ram === null ? null : megabytes(target.publish.min_ram),
      properties: textsOf(target.publish.properties),
    },
  };
}

/** `start.yml` is where a task of the build copies it to. */
function startOf({ runtime }: Image, { provision }: Target): TreeTarget['start'] {
  const copies = provision
    .flatMap(({ tasks }) => tasks)
    .map(({ args }) => args.entries.get('dest'))
    .flatMap((dest) => (dest?.type === 'string' && dest.value.endsWith('/start.yml') ? [dest.value] : []));
  return {
    folder: copies.at(-1)?.replace(/\/start\.yml$/, '') ?? null,
    required: runtime.filter(({ required }) => required).map(({ name }) => name),
  };
}

const textsOf = (entries: Target['metadata']): Record<string, string> =>
  Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));

/** JSON with a line for each target. */
export function printTreeImage({ targets, ...image }: TreeImage, indent: string): string {
  const head = Object.entries(image).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  const lines = targets.map((target) => `${indent}    ${JSON.stringify(target)}`);
  const list = `"targets": [\n${lines.join(',\n')}\n${indent}  ]`;
  return `{\n${[...head, list].map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}}`;
}

/** Null for what is no such description. */
export function parseTreeImage(json: unknown): TreeImage | null {
  return imageShape.safeParse(json).data ?? null;
}
