import { sha256 } from '../../emit/tree/manifest.ts';
import type { Lockfile } from '../lock/lockfile.ts';

/** A file by its name and its SHA-256 or SHA-512, as in-toto describes resources. */
export interface Described {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
}

export const PROVENANCE = 'https://slsa.dev/provenance/v1';
export const BILL = 'https://cyclonedx.org/bom';
const STATEMENT = 'https://in-toto.io/Statement/v1';

export interface BuildFacts {
  readonly target: string;
  readonly image: string;
  readonly system: string;
  /** SHA-256 of the tree's manifest, which lists the hashes of its files. */
  readonly tree: string;
  /** Of everything that the target is built from; null if the build left no record. */
  readonly fingerprint: string | null;
  /** When it was built, `2026-11-24T17:00:00Z`; null if the build left no record. */
  readonly finished: string | null;
  readonly vkc: string;
  /** Who built it: an address. */
  readonly builder: string;
  readonly dependencies: readonly Described[];
}

/** What was built, from what, and by whom: SLSA provenance. */
export const provenance = (subject: Described, facts: BuildFacts): object => ({
  _type: STATEMENT,
  subject: [subject],
  predicateType: PROVENANCE,
  predicate: {
    buildDefinition: {
      buildType: 'urn:vkc:build:v1',
      externalParameters: { image: facts.image, target: facts.target, system: facts.system },
      internalParameters: { fingerprint: facts.fingerprint },
      resolvedDependencies: [{ name: 'tree', digest: { sha256: facts.tree } }, ...facts.dependencies],
    },
    runDetails: {
      builder: { id: facts.builder, version: { vkc: facts.vkc } },
      metadata: facts.finished === null ? {} : { finishedOn: facts.finished },
    },
  },
});

/** What is in it: a bill of materials in CycloneDX. */
export const billStatement = (subject: Described, bill: unknown): object => ({
  _type: STATEMENT,
  subject: [subject],
  predicateType: BILL,
  predicate: bill,
});

/** What a lock says of the things that a system's target is built from. */
export function lockedDependencies(lock: Lockfile, text: string, system: string): Described[] {
  const base = lock.base_images[system];
  const of = (checksum: string): Readonly<Record<string, string>> => {
    const [kind, hash] = checksum.split(':') as [string, string | undefined];
    return hash === undefined ? {} : { [kind]: hash };
  };
  return [
    { name: 'vkc.lock', digest: { sha256: sha256(text) } },
    ...(base === undefined ? [] : [{ name: 'base image', uri: base.url, digest: of(base.checksum) }]),
    ...Object.entries(lock.plugins).map(([name, { version, hashes }]) => ({
      name: `Packer plugin ${name} ${version}`,
      uri: `https://${name}`,
      digest: of(hashes['linux_amd64'] ?? ''),
    })),
    ...(['collections', 'roles'] as const).flatMap((kind) =>
      Object.entries(lock[kind]).map(([name, { version, sha256 }]) => ({
        name: `${kind === 'roles' ? 'role' : 'collection'} ${name} ${version}`,
        digest: of(sha256),
      })),
    ),
    ...Object.entries(lock.libraries).map(([name, { sha256 }]) => ({
      name: `library ${name}`,
      digest: of(sha256),
    })),
    ...Object.entries(lock.snapshots[system]?.archives ?? {}).flatMap(([url, suites]) =>
      Object.entries(suites).map(([suite, sha256]) => ({
        name: `packages of ${suite}`,
        uri: `${url}/dists/${suite}/InRelease`,
        digest: of(sha256),
      })),
    ),
    ...Object.entries(lock.downloads).map(([uri, { checksum }]) => ({ uri, digest: of(checksum) })),
  ];
}
