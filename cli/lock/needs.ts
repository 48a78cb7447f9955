import { createHash } from 'node:crypto';
import type { Image, Target } from '../../compiler/model/ir.ts';
import { usedBuilders } from '../../emit/packer/builders.ts';
import type { Settings } from '../../compiler/load/settings.ts';
import type { Contents } from '../../compiler/sdk/contents.ts';
import { distributionOf, whyMoving } from './archives.ts';
import { isManager, packageNeed } from './versions/package-need.ts';
import type { PackageNeed } from './versions/steps.ts';
import type { Source } from '../../compiler/model/source.ts';

/** A system whose packages are to be pinned. */
export type SnapshotNeed = Pick<Target['os'], 'distro' | 'codename'>;

/** What images need from elsewhere, as their sources ask for it. */
export interface Needs {
  /** Address and checksum of the cloud image by system, as `baseImageName` has it. */
  readonly base_images: ReadonlyMap<string, { readonly url: string; readonly checksum: string }>;
  /** The versions that fit, by address. */
  readonly plugins: ReadonlyMap<string, string>;
  /** Versions by name. */
  readonly collections: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
  /** Hash of the sources of each library that is imported. */
  readonly libraries: ReadonlyMap<string, string>;
  /** Checksums in the source by address; null where there is none. */
  readonly downloads: ReadonlyMap<string, string | null>;
  /** Systems whose archives are to be pinned, and can be. */
  readonly snapshots: ReadonlyMap<string, SnapshotNeed>;
  /** Targets whose packages are to be pinned by their versions, and can be; a target after the one that it is built on. */
  readonly packages: ReadonlyMap<string, PackageNeed>;
  /** Whose packages are to be pinned and cannot be, and why: a sentence for each. */
  readonly unpinned: readonly string[];
  /** Systems by target. */
  readonly targets: ReadonlyMap<string, string>;
}

type Entries<V> = readonly (readonly [name: string, value: V])[];

/** The same of one image, as plain data. Libraries are what its files import, and are looked at in all files together. */
export interface ImageNeeds {
  readonly base_images: Entries<{ readonly url: string; readonly checksum: string }>;
  readonly plugins: Entries<string>;
  readonly collections: Entries<string>;
  readonly roles: Entries<string>;
  readonly downloads: Entries<string | null>;
  readonly systems: Entries<SnapshotNeed>;
  /** Text for a target whose packages cannot be solved; the reason. None unless they are to be. */
  readonly packages: Entries<PackageNeed | string>;
  readonly targets: Entries<string>;
}

/**
 * @param sources every text that was read, by name
 * @param packages what the settings say of the packages of distributions
 */
export function needsOf(
  images: readonly Image[],
  contents: (target: Target) => Contents,
  sources: ReadonlyMap<string, Source>,
  packages: Settings['lockPackages'],
): Needs {
  return joinNeeds(
    images.map((image) => imageNeeds(image, contents, packages)),
    sources,
    packages,
  );
}

export function imageNeeds(
  image: Image,
  contents: (target: Target) => Contents,
  packages: Settings['lockPackages'],
): ImageNeeds {
  // A repository of Git is pinned by the source itself, by a tag or a commit.
  const versions = (kind: 'collections' | 'roles') =>
    image.requirements[kind].flatMap(({ name, version, git }) =>
      git === undefined ? [[name, version] as const] : [],
    );
  const isOwn = (target: Target) =>
    image.sources === 'own' && target.build.builder.value === 'qemu' && target.base === null;
  return {
    base_images: image.targets.filter(isOwn).map(({ os }) => [baseImageName(os), os.image]),
    plugins: pluginsOf(image),
    collections: versions('collections'),
    roles: versions('roles'),
    downloads: image.targets.flatMap((target) => {
      const { provision, start } = contents(target);
      return [...provision.downloads, ...start.downloads]
        .filter(({ url }) => isAddress(url))
        .map(({ url, checksum }) => [url, checksum] as const);
    }),
    systems: image.targets.map(({ os }) => [baseImageName(os), { distro: os.distro, codename: os.codename }]),
    packages:
      packages?.includes('versions') === true
        ? image.targets.map((target) => [target.name, solvable(image, target)])
        : [],
    targets: image.targets.map(({ name, os }) => [name, baseImageName(os)]),
  };
}

/** What is to be solved for a target, or why nothing can be. */
function solvable(image: Image, target: Target): PackageNeed | string {
  const { os, build } = target;
  const manager = os.package_manager;
  if (!isManager(manager)) return `vkc solves versions with apt and dnf, and not with ${manager}`;
  if (image.sources !== 'own' || build.builder.value !== 'qemu')
    return 'its base image is not a file of which the lock has the address';
  return packageNeed(target, baseImageName(os), manager);
}

/** What images need together, in order of name. */
export function joinNeeds(
  images: readonly ImageNeeds[],
  sources: ReadonlyMap<string, Source>,
  packages: Settings['lockPackages'],
): Needs {
  const all = <V>(entries: (image: ImageNeeds) => Entries<V>): Map<string, V> =>
    new Map(images.flatMap(entries));
  const downloads = new Map<string, string | null>();
  for (const [url, checksum] of images.flatMap((image) => image.downloads))
    downloads.set(url, downloads.get(url) ?? checksum);
  const systems = [...(packages?.includes('snapshot') === true ? all((image) => image.systems) : [])];
  const versions = [...all((image) => image.packages)];
  const solved = versions.flatMap(([name, need]) =>
    typeof need === 'string' ? [] : [[name, need] as const],
  );
  return {
    base_images: all((image) => image.base_images),
    plugins: new Map(images.flatMap(({ plugins }) => plugins).sort(([a], [b]) => (a < b ? -1 : 1))),
    collections: all(({ collections }) => collections),
    roles: all(({ roles }) => roles),
    libraries: librariesIn(sources),
    downloads,
    snapshots: new Map(systems.filter(([, os]) => distributionOf(os) !== null)),
    packages: basesFirst(new Map(solved)),
    unpinned: [
      ...systems.flatMap(([name, os]) =>
        distributionOf(os) === null
          ? [
              solved.some(([, { system }]) => system === name)
                ? `The packages of ${name} are pinned by their versions alone: ${whyMoving(os)}.`
                : `The packages of ${name} are not pinned: ${whyMoving(os)}.`,
            ]
          : [],
      ),
      ...versions.flatMap(([name, need]) =>
        typeof need === 'string' ? [`The versions of the packages of ${name} are not pinned: ${need}.`] : [],
      ),
    ],
    targets: all(({ targets }) => targets),
  };
}

function basesFirst(needs: ReadonlyMap<string, PackageNeed>): Map<string, PackageNeed> {
  const ordered = new Map<string, PackageNeed>();
  const add = (name: string | null) => {
    const need = name === null ? undefined : needs.get(name);
    if (need === undefined || ordered.has(name!)) return;
    add(need.base);
    ordered.set(name!, need);
  };
  for (const name of needs.keys()) add(name);
  return ordered;
}

/** A system has a base image for each processor. */
export const baseImageName = ({ name, arch }: Pick<Target['os'], 'name' | 'arch'>): string =>
  arch === 'amd64' ? name : `${name} ${arch}`;

/** The plugins of a tree, with the versions that it works with. */
const pluginsOf = (image: Image): (readonly [string, string])[] => [
  ...usedBuilders(image).map(
    ({ name, builder }) => [`github.com/hashicorp/${name}`, builder.plugin] as const,
  ),
  ['github.com/hashicorp/ansible', '~> 1.1'],
];

/** An address that is known before the build: no template of Ansible's. */
const isAddress = (url: string): boolean => /^https?:\/\/[^{}]*$/.test(url);

function librariesIn(sources: ReadonlyMap<string, Source>): Map<string, string> {
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  for (const [file, { text }] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = /^lib:((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
    if (name === undefined) continue;
    const hash = hashes.get(name) ?? createHash('sha256');
    hashes.set(name, hash.update(`${file}\0${Buffer.byteLength(text)}\0${text}`));
  }
  return new Map([...hashes].map(([name, hash]) => [name, `sha256:${hash.digest('hex')}`]));
}
