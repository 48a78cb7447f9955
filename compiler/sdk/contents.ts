import * as z from 'zod';

/**
 * What an image contains, as `vkc inspect --format json` prints it: for each phase a list of every sort of thing. A
 * resource kind gives items; the compiler adds who brought each of them. `null` stands for what nobody said.
 */

const text = z.string();
const maybe = text.nullable();

/** Where the content of a file comes from. `name` is the project's file, or the URL; `sha256` that of a text in the source. */
const from = z.object({ type: z.enum(['text', 'file', 'template', 'url']), name: maybe, sha256: maybe });

const owned = { owner: text, group: text, mode: text };

const items = {
  /** `state: absent` for a package that is taken away. `url` where it is no repository's. */
  packages: z.object({ name: text, version: maybe, state: z.enum(['present', 'absent']), url: maybe }),
  /** `name` without `.service`. `if_exists`: nothing is said where the unit is not installed. */
  services: z.object({
    name: text,
    enabled: z.boolean().nullable(),
    state: z.enum(['started', 'stopped']).nullable(),
    masked: z.boolean().nullable(),
    if_exists: z.boolean(),
  }),
  /** Ports on which something is expected to listen, or nothing: `expect` says so, and the booted image is asked. */
  ports: z.object({
    number: z.int(),
    protocol: z.enum(['tcp', 'udp']),
    address: maybe,
    open: z.boolean(),
  }),
  /** Unit files of the image's own, those of timers too. */
  units: z.object({ name: text, path: text, from }),
  timers: z.object({ name: text, schedule: text, command: text, user: text }),
  users: z.object({
    name: text,
    uid: z.int().nullable(),
    home: maybe,
    shell: maybe,
    groups: z.array(text),
    system: z.boolean(),
    locked: z.boolean(),
  }),
  groups: z.object({ name: text, gid: z.int().nullable(), system: z.boolean() }),
  files: z.object({ path: text, ...owned, from }),
  directories: z.object({ path: text, ...owned }),
  links: z.object({ path: text, target: text }),
  /** Paths that are taken away. */
  removed: z.object({ path: text }),
  lines: z.object({ path: text, line: maybe, match: maybe, state: z.enum(['present', 'absent']) }),
  /** `path` is the file that names it to the package manager. */
  repositories: z.object({
    name: text,
    path: text,
    url: text,
    suite: maybe,
    components: z.array(text),
    key: maybe,
    enabled: z.boolean(),
  }),
  /** What is fetched by its address while the image is built, and what for. */
  downloads: z.object({
    url: text,
    checksum: maybe,
    path: text,
    what: z.enum(['file', 'package', 'archive', 'key']),
  }),
  archives: z.object({ path: text, from, checksum: maybe }),
  commands: z.object({
    line: text,
    shell: z.boolean(),
    user: text,
    changes: z.union([z.boolean(), z.literal('on_output')]),
    creates: maybe,
    removes: maybe,
    unless: maybe,
    only_if: maybe,
  }),
  sysctls: z.object({ name: text, value: text, path: text }),
  kernel_arguments: z.object({ name: text, value: maybe }),
  /** Environment variables of the build machine that `env()` reads, and the resource that gets the value. */
  secrets: z.object({ name: text, used_by: text }),
  /** Modules of Ansible, of which only their author knows what they bring. */
  tasks: z.object({ title: text, module: text }),
  /** Roles from outside, the same; the version is that in Ansible Galaxy. */
  foreign_roles: z.object({ name: text, version: maybe }),
};

/** The sorts of things, in the order in which they are shown. */
export type Category = keyof typeof items;
export type Items = { readonly [S in Category]: Readonly<z.infer<(typeof items)[S]>> };

/** Files are named from the folder of the project in the compiler, and from the current one in the JSON. */
const place = z.object({ file: text, start: z.int(), end: z.int(), line: z.int() });

const stated = {
  /** Folder name of the role that decided it last. */
  role: text,
  /** Conditions of Ansible’s that decide on the machine whether it holds. */
  conditions: z.array(text),
  origin: place,
};
type Stated = Readonly<z.infer<z.ZodObject<typeof stated>>>;

const phaseSchema = z.object(
  Object.fromEntries(
    Object.entries(items).map(([category, item]) => [category, z.array(item.extend(stated))]),
  ),
);

/** What a resource of one kind brings. */
export type Brought = { readonly [S in Category]?: readonly Items[S][] };
/** A thing, and who brought it. */
export type Entry<S extends Category> = Items[S] & Stated;
export type PhaseContents = { readonly [S in Category]: readonly Entry<S>[] };

/** What is in the image when it is built, and what `start` does on the deployed machine. */
export interface Contents {
  readonly provision: PhaseContents;
  readonly start: PhaseContents;
}

const identity = z.object({ target: text, image: text, os: text, variant: maybe });

/** What `vkc inspect --format json` prints a list of. */
export const inspectionSchema = identity.extend({ provision: phaseSchema, start: phaseSchema });

const difference = z.union(
  Object.entries(items).map(([category, item]) => {
    const side = item.extend(stated).nullable();
    return z.object({ category: z.literal(category), before: side, after: side });
  }),
);

/** What `vkc inspect --diff A B --format json` prints: what is not the same in the two targets. */
export const differenceSchema = z.object({
  before: identity,
  after: identity,
  provision: z.array(difference),
  start: z.array(difference),
});
