import * as z from 'zod';
import type { Value } from './value.ts';

/**
 * What the compiler hands to the emitters: every image with its targets, each target fully decided. It knows
 * no file format; only the names of Ansible's modules, which resource kinds choose. Every node has its origin.
 */

const span = z.object({ file: z.string(), start: z.int(), end: z.int(), line: z.int() });
const origin = span.nullable();

const value: z.ZodType<Value> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('string'), value: z.string(), origin }),
    z.object({ type: z.literal('jinja'), value: z.string(), secret: z.boolean(), origin }),
    z.object({ type: z.literal('int'), value: z.int(), origin }),
    z.object({ type: z.literal('bool'), value: z.boolean(), origin }),
    z.object({ type: z.literal('size'), value: z.int(), origin }),
    z.object({ type: z.literal('duration'), value: z.int(), origin }),
    z.object({ type: z.literal('mode'), value: z.string().regex(/^[0-7]{4}$/), origin }),
    z.object({ type: z.literal('unset'), origin }),
    z.object({ type: z.literal('list'), items: z.array(value), origin }),
    z.object({ type: z.literal('map'), entries: z.map(z.string(), value), origin }),
    z.object({ type: z.literal('file'), path: z.string(), name: z.string(), folder: z.boolean(), origin }),
  ]),
) as z.ZodType<Value>;

const mapValue = z.object({ type: z.literal('map'), entries: z.map(z.string(), value), origin });

/** A text with the line that caused it. */
const entry = z.object({ value: z.string(), origin: span });

/** One Ansible task. */
const taskSchema = z.object({
  /** The task's name, plain text. */
  title: z.string(),
  /** Fully qualified: `ansible.builtin.apt`. */
  module: z.string(),
  args: mapValue,
  /** when, register, changed_when, failed_when, environment, no_log, loop, vars, become_user, …; `when` is a list. */
  keywords: z.map(z.string(), value),
  /** Titles of handlers. */
  notify: z.array(z.string()),
  /** The resource kind it was made from: names the variables that hold what differs between targets. */
  kind: z.string(),
  origin: span,
});
export type Task = z.infer<typeof taskSchema>;

/** A file that a role carries in `files/` or `templates/`. */
const assetSchema = z.object({
  folder: z.enum(['files', 'templates']),
  /** Name inside that folder. */
  name: z.string(),
  /** Name by which the host reads the content. */
  path: z.string(),
  origin: span,
});
export type Asset = z.infer<typeof assetSchema>;

/** A rule that is not to be reported in a place, and why. */
const allowSchema = z.object({
  rule: z.string(),
  reason: z.string(),
  /** The words `allow RULE`. */
  origin: span,
});
export type Allow = z.infer<typeof allowSchema>;

/** A resource as the author wrote it, with its attributes evaluated; for inspection and rules. */
const resourceSchema = z.object({
  kind: z.string(),
  /** The category of contents under which people look for what it brings; null where it is no answer to what is in the image. */
  heading: z.string().nullable(),
  label: z.string(),
  attributes: z.map(z.string(), value),
  /** Conditions of Ansible's that decide on the machine whether it is done; all must hold. */
  conditions: z.array(z.string()),
  /** The words that name it: kind and label, or its item in a list of labels. */
  head: span,
  allows: z.array(allowSchema),
  origin: span,
});
export type Resource = z.infer<typeof resourceSchema>;

/** A role from outside, which is taken as it is. */
const foreignSchema = z.object({
  /** Name by which playbooks import it: a folder of roles, or a role of Ansible Galaxy. */
  role: z.string(),
  /** Its version in Ansible Galaxy; null of a role that the project brings. */
  version: z.string().nullable(),
  /** The variables that it is given. */
  vars: z.map(z.string(), value),
  /** Its files and those of the roles that it depends on: path below the folder of roles, and name by which the host reads it. */
  files: z.array(z.object({ path: z.string(), source: z.string() })),
  /** Roles of Ansible Galaxy that it depends on. */
  needs: z.array(z.string()),
});

/** What is installed from Ansible Galaxy before the build. */
const requirementSchema = z.object({ name: z.string(), version: z.string(), origin: span });
export type Requirement = z.infer<typeof requirementSchema>;

/** One role as it runs on one target, in one phase. */
const roleRunSchema = z.object({
  /** Folder name, unique in the image: `docker`, `monitoring_start`. */
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** Name of the import task in the playbook. */
  title: z.string(),
  /** The role's documentation, or null. */
  doc: z.string().nullable(),
  resources: z.array(resourceSchema),
  tasks: z.array(taskSchema),
  handlers: z.array(taskSchema),
  assets: z.array(assetSchema),
  /** Null of a role of the language. */
  foreign: foreignSchema.nullable(),
  /** Collections that its tasks need. */
  collections: z.array(requirementSchema),
  /** Its own, those of its `use`, and those of the roles that use it. */
  allows: z.array(allowSchema),
  /** The `use`, or the declaration for roles that nobody names. */
  origin: span,
});
export type RoleRun = z.infer<typeof roleRunSchema>;

/** Something that is true on a machine booted from the image: a command is run, and its result is judged. */
const bootCheckSchema = z.object({
  /** Unique on the target and the same in each compilation: the rule's id, or kind and label of the expectation. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** What is so when it holds, as a sentence without its full stop. */
  title: z.string(),
  /** A command line for `sh`, run as root, that changes nothing. Its result is `seen`: `rc`, `stdout`, `stderr`. */
  look: z.string(),
  /** Conditions of Ansible's on `seen`. All must hold; what comes after one that does not is not evaluated. */
  that: z.array(z.string()),
  /** What is there instead when it does not hold: a template of Ansible's that may use `seen`. */
  found: z.string(),
  /** Texts that the conditions use by name. */
  vars: z.map(z.string(), z.string()),
  /** Conditions of Ansible's that decide on the machine whether it is checked; all must hold. */
  conditions: z.array(entry),
  /** The kind of expectation; null where a rule asks. */
  kind: z.string().nullable(),
  origin: span,
});
export type BootCheck = z.infer<typeof bootCheckSchema>;

/** The boot checks of one author, in order. */
const bootCheckGroupSchema = z.object({
  /** Who asks: the rules, a role, the image itself, or its variant. */
  from: z.enum(['rules', 'role', 'image', 'variant']),
  /** The `name` of the role, or of the run that holds the image's own resources; null for the rules. */
  role: z.string().nullable(),
  /** The expectations as the author wrote them; none for rules. */
  expectations: z.array(resourceSchema),
  checks: z.array(bootCheckSchema).min(1),
  origin: span,
});
export type BootCheckGroup = z.infer<typeof bootCheckGroupSchema>;

/** What is decided for a target; `given` is false where the author left it to the default. */
const decided = <V extends z.ZodType>(of: V) => z.object({ value: of, given: z.boolean(), origin: span });

const familySchema = z.object({
  name: z.string(),
  title: z.string(),
  /** What Ansible calls the family: `Debian`, `RedHat`. */
  ansible: z.string(),
  /** Path of sftp-server on the guest. */
  sftp_server: z.string(),
});

const osSchema = z.object({
  name: z.string(),
  title: z.string(),
  family: familySchema,
  /** `ubuntu` */
  distro: z.string(),
  /** `24.04` */
  release: z.string(),
  /** `24` */
  version: z.string(),
  /** `noble`; empty where there is none. */
  codename: z.string(),
  /** Used in target names: `ubuntu24`. */
  short: z.string(),
  /** Admin user of the cloud image. */
  user: z.string(),
  /** Packer source name: `ubuntu-24`. */
  source: z.string(),
  /** Cloud image: where from, and its checksum as Packer takes it (`sha256:…`, `file:…`, `none`). */
  image: z.object({ url: z.string(), checksum: z.string() }),
  package_manager: z.string(),
  /** Version of the guest's Python. */
  python: z.string(),
  /** `2029-05` */
  end_of_life: z.string(),
  origin: span,
});
export type Os = z.infer<typeof osSchema>;

const targetSchema = z.object({
  /** Unique over the project. */
  name: z.string(),
  os: osSchema,
  variant: z.string().nullable(),
  /** In the order in which they are written to `.images.yaml`. */
  metadata: z.map(z.string(), entry),
  build: z.object({
    /** Bytes, a multiple of a MiB. */
    disk: decided(z.int()),
    /** Bytes, a multiple of a MiB. */
    memory: decided(z.int()),
    cpus: decided(z.int()),
    /** Null when the author gave none: the emitter takes what the build machine has. */
    cpu_model: entry.nullable(),
    /** Seconds until the build gives up waiting for ssh. */
    timeout: decided(z.int()),
    firmware: decided(z.enum(['bios', 'efi'])),
  }),
  /** How it becomes an image in the cloud. */
  publish: z.object({
    name: entry,
    visibility: z.enum(['private', 'shared', 'community', 'public']),
    protected: z.boolean(),
    old_versions: z.enum(['keep', 'hide']),
    /** What the cloud takes. */
    format: z.enum(['raw', 'qcow2']),
    tags: z.array(z.string()),
    /** Besides the metadata. */
    properties: z.map(z.string(), entry),
  }),
  /** In the order in which they run. */
  provision: z.array(roleRunSchema),
  start: z.array(roleRunSchema),
  /** What is checked on a machine booted from the image, and there after the start phase, in order. */
  verify: z.array(bootCheckGroupSchema),
  verify_start: z.array(bootCheckGroupSchema),
  /** The image's and the variant's. */
  allows: z.array(allowSchema),
  origin: span,
});
export type Target = z.infer<typeof targetSchema>;

/** A value given when the image is deployed. */
const runtimeVariableSchema = z.object({
  name: z.string(),
  /** Type as written: `string`, `list(string)`. */
  type: z.string(),
  /** What it is until someone gives a value; null when the author does not say. */
  initial: value.nullable(),
  doc: z.string().nullable(),
  role: z.string(),
  origin: span,
});
export type RuntimeVariable = z.infer<typeof runtimeVariableSchema>;

export const imageSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  version: z.string().nullable(),
  doc: z.string().nullable(),
  /** At least one. */
  targets: z.array(targetSchema).min(1),
  export: z.object({
    format: z.enum(['qcow2', 'raw']),
    checksum: z.array(z.string()),
    compress: z.boolean(),
    manifest: z.boolean(),
    origin: span,
  }),
  /** The pipeline that runs the tree. */
  ci: z.object({
    pipeline: z.enum(['gitlab', 'github', 'none']),
    /** Tags of runners with KVM; empty when the author gave none. */
    runner: z.array(entry),
    /** Container image of the jobs; null when the author gave none. */
    image: entry.nullable(),
    publish: z.enum(['tags', 'protected', 'manual', 'never']),
    origin: span,
  }),
  /** Whether the `source` blocks are emitted, or brought by the pipeline. */
  sources: z.enum(['own', 'external']),
  /** Raw settings added to every Packer source, and to the ansible provisioner. */
  packer: z.map(z.string(), value),
  ansible: z.map(z.string(), value),
  runtime: z.array(runtimeVariableSchema),
  /** Folder names of the roles that run without being named: before all others, where something has a start phase, after all. */
  implicit_roles: z.object({ first: z.string(), start: z.string(), last: z.string() }),
  /** What `requirements.yml` asks for, in order of name. */
  requirements: z.object({ roles: z.array(requirementSchema), collections: z.array(requirementSchema) }),
  origin: span,
});
export type Image = z.infer<typeof imageSchema>;
