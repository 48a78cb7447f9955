import type { Image, Target } from '../../compiler/model/ir.ts';
import { megabytes } from '../packer/settings.ts';

/** What a tree says of its image, for those who build, verify and publish it without its source. */
export interface TreeImage {
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  /** Whether the tree has its sources, and the script that makes the seed, or a pipeline brings them. */
  readonly sources: Image['sources'];
  /** At least one. */
  readonly targets: readonly TreeTarget[];
}

export interface TreeTarget {
  readonly name: string;
  /** `ubuntu2404` */
  readonly os: string;
  /** Of the system: `Ubuntu 24.04`. */
  readonly title: string;
  /** `debian`, `redhat` */
  readonly family: string;
  readonly package_manager: string;
  /** Version of the system's Python, which decides which ansible-core works. */
  readonly python: string;
  readonly variant: string | null;
  /** Admin user of the image. */
  readonly user: string;
  /** Packer source name: `ubuntu-24`. */
  readonly source: string;
  /** What `packer build -only=` takes. */
  readonly only: string;
  /** Path of the built disk below the output folder. */
  readonly artifact: string;
  readonly format: Image['export']['format'];
  /** Kinds of checksum that lie beside the artifact: `sha256`. */
  readonly checksums: readonly string[];
  /** The machine that it is built on: `memory` in MiB, `disk` in bytes. */
  readonly machine: {
    readonly disk: number;
    readonly memory: number;
    readonly cpus: number;
    readonly firmware: 'bios' | 'efi';
  };
  /** As in `.images.yaml`, in its order. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How it becomes an image in the cloud. */
  readonly publish: TreePublish;
}

export interface TreePublish extends Omit<Target['publish'], 'name' | 'properties'> {
  readonly name: string;
  /** Besides the metadata. */
  readonly properties: Readonly<Record<string, string>>;
}

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
    only: `${image.name}.qemu.${name}`,
    artifact: `${name}/${name}.${format}`,
    format,
    checksums: image.export.checksum,
    machine: {
      disk: build.disk.value,
      memory: megabytes(build.memory.value),
      cpus: build.cpus.value,
      firmware: build.firmware.value,
    },
    metadata: texts(target.metadata),
    publish: {
      ...target.publish,
      name: target.publish.name.value,
      properties: texts(target.publish.properties),
    },
  };
}

const texts = (entries: Target['metadata']): Record<string, string> =>
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
  return fits(json, imageShape) ? (json as TreeImage) : null;
}

type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const number: Shape = (value) => typeof value === 'number';
const oneOf =
  (...values: readonly string[]): Shape =>
  (value) =>
    values.includes(value as string);
const nullable =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const record =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    fits(value, shapes);
/** A path that leaves the output folder would be read, and in time written. */
const path: Shape = (value) =>
  text(value) && (value as string).split('/').every((part) => !['', '.', '..'].includes(part));
const textsShape: Shape = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every(text);

const targetShape = record({
  name: text,
  os: text,
  title: text,
  family: text,
  package_manager: text,
  python: text,
  variant: nullable(text),
  user: text,
  source: text,
  only: text,
  artifact: path,
  format: oneOf('qcow2', 'raw'),
  checksums: listOf(text),
  machine: record({
    disk: number,
    memory: number,
    cpus: number,
    firmware: oneOf('bios', 'efi'),
  }),
  metadata: textsShape,
  publish: record({
    name: text,
    visibility: oneOf('private', 'shared', 'community', 'public'),
    protected: (value) => typeof value === 'boolean',
    old_versions: oneOf('keep', 'hide'),
    format: oneOf('raw', 'qcow2'),
    tags: listOf(text),
    properties: textsShape,
  }),
});

const imageShape = {
  name: path,
  title: text,
  version: nullable(text),
  sources: oneOf('own', 'external'),
  targets: (value: unknown) => listOf(targetShape)(value) && (value as unknown[]).length > 0,
};

function fits(value: unknown, shapes: Readonly<Record<string, Shape>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(shapes).every(([key, shape]) => shape((value as Record<string, unknown>)[key]));
}
