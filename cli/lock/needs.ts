import { createHash } from 'node:crypto';
import type { Image, Target } from '../../compiler/model/ir.ts';
import { usedBuilders } from '../../emit/packer/builders.ts';
import type { Contents } from '../../compiler/sdk/contents.ts';
import type { Source } from '../../compiler/model/source.ts';

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
  /** Systems by target. */
  readonly targets: ReadonlyMap<string, string>;
}

/** @param sources every text that was read, by name */
export function needsOf(
  images: readonly Image[],
  contents: (target: Target) => Contents,
  sources: ReadonlyMap<string, Source>,
): Needs {
  const needs = {
    base_images: new Map<string, { url: string; checksum: string }>(),
    plugins: new Map(images.flatMap(pluginsOf).sort(([a], [b]) => (a < b ? -1 : 1))),
    collections: new Map<string, string>(),
    roles: new Map<string, string>(),
    libraries: librariesIn(sources),
    downloads: new Map<string, string | null>(),
    targets: new Map<string, string>(),
  };
  for (const image of images) {
    for (const kind of ['collections', 'roles'] as const)
      // A repository of Git is pinned by the source itself, by a tag or a commit.
      for (const { name, version, git } of image.requirements[kind])
        if (git === undefined) needs[kind].set(name, version);
    for (const target of image.targets) {
      needs.targets.set(target.name, baseImageName(target.os));
      if (image.sources === 'own' && target.build.builder.value === 'qemu')
        needs.base_images.set(baseImageName(target.os), target.os.image);
      const { provision, start } = contents(target);
      for (const { url, checksum } of [...provision.downloads, ...start.downloads])
        if (isAddress(url)) needs.downloads.set(url, needs.downloads.get(url) ?? checksum);
    }
  }
  return needs;
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
