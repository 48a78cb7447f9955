import * as z from 'zod/mini';

const text = z.string();
const sha = z.string().check(z.regex(/^sha(?:256|512):[0-9a-f]+$/));

/** `requested` is what the source says, so that a change of the source shows. */
const baseShape = z.object({
  requested: z.object({ url: text, checksum: text }),
  url: text,
  /** `none` if the source asks for no checksum. */
  checksum: z.union([sha, z.literal('none')]),
  /** In bytes; null if the server does not tell. */
  size: z.nullable(z.number()),
});
const pluginShape = z.object({ version: text, hashes: z.record(text, sha) });
const galaxyShape = z.object({ requested: text, version: text, sha256: sha });
const libraryShape = z.object({ version: z.nullable(text), sha256: sha });
const downloadShape = z.object({ requested: z.nullable(text), checksum: sha, size: z.number() });

const snapshotShape = z.object({
  /** Checksum of the base image that it was taken for; null if the lock has none. */
  base: z.nullable(text),
  /** Hashes of the signed indexes: by the address of the snapshot, and by suite. */
  archives: z.record(text, z.record(text, sha)),
});

const packageShape = z.object({
  name: text,
  arch: text,
  version: text,
  sha256: sha,
  url: text,
  /** The repository of dnf that has it. apt has no names for them. */
  repository: z.optional(text),
});

const versionsShape = z.object({
  /** Checksum of the base image that they were solved for, or what stands for the packages of the target below; null if there is none. */
  base: z.nullable(text),
  /** What the source asks for, in the order of the build. */
  requests: z.array(text),
  packages: z.array(packageShape),
});

const shape = z.object({
  version: z.literal(1),
  vkc: text,
  /** By system, each with its address in the source: several projects may change one. */
  base_images: z.record(text, baseShape),
  plugins: z.record(text, pluginShape),
  collections: z.record(text, galaxyShape),
  roles: z.record(text, galaxyShape),
  libraries: z.record(text, libraryShape),
  downloads: z.record(text, downloadShape),
  /** By system. Locks without it pin no packages of distributions. */
  snapshots: z._default(z.record(text, snapshotShape), {}),
  /** By target. Locks without it leave versions to the sources of packages. */
  packages: z._default(z.record(text, versionsShape), {}),
  /** The system of each target. */
  targets: z.record(text, text),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
export type Lockfile = DeepReadonly<z.infer<typeof shape>>;
export type LockedBase = Lockfile['base_images'][string];
export type LockedSnapshot = Lockfile['snapshots'][string];
export type LockedVersions = Lockfile['packages'][string];
export type LockedPackage = LockedVersions['packages'][number];
export type LockedGalaxy = Lockfile['collections'][string];

/** The parts of a lock that hold entries. */
export const PARTS = [
  'base_images',
  'plugins',
  'collections',
  'roles',
  'libraries',
  'downloads',
  'snapshots',
  'packages',
] as const;
export type Part = (typeof PARTS)[number];

/** Reads a lock, or says what is wrong with it, in words that follow its name. */
export function parseLock(content: string): Lockfile | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    // What git leaves behind is the usual reason.
    return { problem: /^(<{7}|={7}|>{7})/m.test(content) ? 'has conflicts of a merge' : 'is not JSON' };
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== 1)
    return { problem: `is of version ${version}, which this version of vkc does not know` };
  const { data, error } = shape.safeParse(json);
  if (data !== undefined) return data;
  return { problem: `is damaged at ${error.issues[0]!.path.join('.') || 'its beginning'}` };
}

/** What a package has begins with this name; one line for each shows in a diff which of them changed. */
const PACKAGE = /\{\s+("arch": [^{}]*?)\s+\}/g;

/** Sorted, so that a change shows in a diff as what it is. */
export function printLock(lock: Lockfile): string {
  const sorted = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(sorted);
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, each]) => [key, sorted(each)]),
    );
  };
  const { version, vkc, snapshots, packages, ...rest } = lock;
  const given = (part: object) => Object.keys(part).length > 0;
  const pinned = { ...(given(snapshots) && { snapshots }), ...(given(packages) && { packages }) };
  const text = JSON.stringify({ version, vkc, ...(sorted({ ...rest, ...pinned }) as object) }, null, 2);
  return `${text.replace(PACKAGE, (_, fields: string) => `{ ${fields.replace(/\s*\n\s*/g, ' ')} }`)}\n`;
}
