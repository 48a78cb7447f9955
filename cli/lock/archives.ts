import type { Image } from '../../compiler/model/ir.ts';

/** A distribution whose archives a public server keeps as they were at any time. */
export interface Distribution {
  readonly components: readonly string[];
  /** Keys that its indexes are signed with, on the machine. */
  readonly keyring: string;
  readonly archives: readonly Archive[];
}

export interface Archive {
  /** What the server calls it. */
  readonly name: string;
  /** Where its snapshots are, by their time. */
  readonly url: string;
  /** The address that lists the times of its snapshots after a given one; null if there is one of any time. */
  readonly times: ((after: string) => string) | null;
  readonly suites: (codename: string) => readonly string[];
}

const debian = (name: string, suites: Archive['suites']): Archive => ({
  name,
  url: `https://snapshot.debian.org/archive/${name}`,
  times: (after) => `https://snapshot.debian.org/mr/timestamp/?archive=${name}&after=${after}`,
  suites,
});

/** By what a system says of its distribution. The components are those that its cloud images have. */
const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  debian: {
    components: ['main'],
    keyring: '/usr/share/keyrings/debian-archive-keyring.gpg',
    archives: [
      debian('debian', (codename) => [codename, `${codename}-updates`]),
      debian('debian-security', (codename) => [`${codename}-security`]),
    ],
  },
  ubuntu: {
    components: ['main', 'restricted', 'universe', 'multiverse'],
    keyring: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
    archives: [
      {
        name: 'ubuntu',
        url: 'https://snapshot.ubuntu.com/ubuntu',
        times: null,
        suites: (codename) => [codename, `${codename}-updates`, `${codename}-security`],
      },
    ],
  },
};

/** The distribution of a system; null if no public server keeps its archives. */
export const distributionOf = ({
  distro,
  codename,
}: Pick<Image['targets'][number]['os'], 'distro' | 'codename'>): Distribution | null =>
  codename !== '' && Object.hasOwn(DISTRIBUTIONS, distro) ? DISTRIBUTIONS[distro]! : null;

const OF_RED_HAT =
  'its repositories have the newest packages of the current minor release alone, and its vault has only earlier minor releases, older than the base image';

/** Why the packages of systems are those of the day of the build, by their distribution. */
const MOVING: Readonly<Record<string, string>> = {
  almalinux: OF_RED_HAT,
  rocky: OF_RED_HAT,
  centos: 'a lock needs none, since the vault of CentOS does not change any more',
};

/** Why the packages of a system are not pinned, as a part of a sentence. */
export const whyMoving = ({ distro }: Pick<Image['targets'][number]['os'], 'distro'>): string =>
  Object.hasOwn(MOVING, distro) ? MOVING[distro]! : 'no server keeps its archives as they were at any time';
