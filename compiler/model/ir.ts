import * as z from 'zod';
import { ARCHITECTURES, FIRMWARES } from './hardware.ts';
import { BUILDER_NAMES } from './builder-names.ts';
import { IR_SCHEMA, IR_VERSION } from './ir-version.ts';
import {
  allowSchema,
  bootCheckGroupSchema,
  entry,
  requirementSchema,
  roleRunSchema,
  span,
  value,
} from './ir-nodes.ts';

export type {
  Allow,
  Asset,
  BootCheck,
  BootCheckGroup,
  Requirement,
  Resource,
  RoleRun,
  Task,
} from './ir-nodes.ts';

/**
 * What the compiler hands to the emitters: every image with its targets, each target fully decided. It knows
 * no file format; only the names of Ansible's modules, which resource kinds choose. Every node has its origin.
 */

/** What is decided for a target; `given` is false where the author left it to the default. */
const decided = <V extends z.ZodType>(of: V) => z.object({ value: of, given: z.boolean(), origin: span });

const familySchema = z
  .object({
    name: z.string(),
    title: z.string(),
    ansible: z.string().describe('What Ansible calls the family: `Debian`, `RedHat`.'),
    sftp_server: z.string().describe('Path of sftp-server on the guest.'),
  })
  .meta({ id: 'Family', description: 'A family of operating systems.' });

const osSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    family: familySchema,
    distro: z.string().describe('`ubuntu`'),
    release: z.string().describe('`24.04`'),
    version: z.string().describe('`24`'),
    codename: z.string().describe('`noble`; empty where there is none.'),
    short: z.string().describe('Used in target names: `ubuntu24`.'),
    user: z.string().describe('Admin user of the cloud image.'),
    source: z.string().describe('Packer source name: `ubuntu-24`.'),
    arch: z.enum(ARCHITECTURES).describe('The processor that the target is for.'),
    image: z
      .object({ url: z.string(), checksum: z.string() })
      .describe(
        'Cloud image: where from, and its checksum as Packer takes it (`sha256:…`, `file:…`, `none`).',
      ),
    package_manager: z.string(),
    versions: z
      .map(z.string(), z.array(z.string()))
      .describe(
        'What its own repositories have of software that comes in several versions, the usual one first.',
      ),
    python: z.string().describe('Version of the guest’s Python.'),
    end_of_life: z.string().describe('`2029-05`; empty if it is not known.'),
    origin: span,
  })
  .meta({ id: 'Os', description: 'The operating system of a target.' });
export type Os = z.infer<typeof osSchema>;

const baseSchema = z
  .object({
    image: z.string(),
    target: z.string(),
    format: z.enum(['qcow2', 'raw']).describe('Of its disk.'),
    below: z
      .array(z.string())
      .describe('Names of the images that it is built on itself, the next one first.'),
    provision: z
      .array(roleRunSchema)
      .describe('What ran in it, and before that in its own base, in order. None of it runs again.'),
    start: z
      .array(z.string())
      .describe('Names of the runs in the start phase of the target that come from it.'),
    origin: span,
  })
  .meta({ id: 'Base', description: 'The target of another image that a target is built on.' });
export type Base = z.infer<typeof baseSchema>;

const targetSchema = z
  .object({
    name: z.string().describe('Unique over the project.'),
    os: osSchema,
    base: baseSchema.nullable().describe('Null if it starts from the cloud image of its system.'),
    variant: z.string().nullable(),
    metadata: z.map(z.string(), entry).describe('In the order in which they are written to `.images.yaml`.'),
    build: z.object({
      builder: decided(z.enum(BUILDER_NAMES)).describe('What Packer builds the target with.'),
      settings: z
        .map(z.string(), value)
        .describe('What the block of that builder says, by the names of Packer’s settings.'),
      packer: z.map(z.string(), value).describe('Raw settings of that block.'),
      disk: decided(z.int()).describe('Bytes, a multiple of a MiB.'),
      memory: decided(z.int()).describe('Bytes, a multiple of a MiB.'),
      cpus: decided(z.int()),
      cpu_model: entry
        .nullable()
        .describe('Null when the author gave none: the emitter takes what the build machine has.'),
      timeout: decided(z.int()).describe('Seconds until the build gives up waiting for ssh.'),
      firmware: decided(z.enum(FIRMWARES)),
    }),
    publish: z
      .object({
        name: entry,
        visibility: z.enum(['private', 'shared', 'community', 'public']),
        protected: z.boolean(),
        old_versions: z.enum(['keep', 'hide']),
        format: z.enum(['raw', 'qcow2']).describe('What the cloud takes.'),
        tags: z.array(z.string()),
        members: z.array(z.string()).describe('IDs of the projects that may use a shared image.'),
        min_disk: z.nullable(z.number()).describe('In bytes; null if the disk says it.'),
        min_ram: z.nullable(z.number()).describe('In bytes; null if any memory is enough.'),
        properties: z.map(z.string(), entry).describe('Besides the metadata.'),
      })
      .describe('How it becomes an image in the cloud.'),
    provision: z.array(roleRunSchema).describe('In the order in which they run.'),
    start: z.array(roleRunSchema),
    verify: z
      .array(bootCheckGroupSchema)
      .describe(
        'What is checked on a machine booted from the image, and there after the start phase, in order.',
      ),
    verify_start: z.array(bootCheckGroupSchema),
    allows: z.array(allowSchema).describe('The image’s and the variant’s.'),
    origin: span,
  })
  .meta({ id: 'Target', description: 'One image on one system in one variant.' });
export type Target = z.infer<typeof targetSchema>;

const runtimeVariableSchema = z
  .object({
    name: z.string(),
    type: z.string().describe('Type as written: `string`, `list(string)`.'),
    initial: value
      .nullable()
      .describe('What it is until someone gives a value; null when the author does not say.'),
    required: z
      .boolean()
      .describe('Whether the start phase stops without it: it has no value until then, and is no secret.'),
    doc: z.string().nullable(),
    role: z.string(),
    origin: span,
  })
  .meta({ id: 'RuntimeVariable', description: 'A value given when the image is deployed.' });
export type RuntimeVariable = z.infer<typeof runtimeVariableSchema>;

export const imageSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string().nullable(),
    version: z.string().nullable(),
    doc: z.string().nullable(),
    targets: z.array(targetSchema).min(1).describe('At least one.'),
    export: z.object({
      format: z.enum(['qcow2', 'raw']),
      checksum: z.array(z.string()),
      compress: z.boolean(),
      manifest: z.boolean(),
      origin: span,
    }),
    ci: z
      .object({
        pipeline: z.enum(['gitlab', 'github', 'argo', 'none']),
        runner: z.array(entry).describe('Tags of runners with KVM; empty when the author gave none.'),
        image: entry.nullable().describe('Container image of the jobs; null when the author gave none.'),
        publish: z.enum(['tags', 'protected', 'manual', 'never']),
        origin: span,
      })
      .describe('The pipeline that runs the tree.'),
    sources: z
      .enum(['own', 'external'])
      .describe('Whether the `source` blocks are emitted, or brought by the pipeline.'),
    packer: z
      .map(z.string(), value)
      .describe('Raw settings added to every Packer source for QEMU, and to the ansible provisioner.'),
    ansible: z.map(z.string(), value),
    environment: z
      .map(z.string(), value)
      .describe('Environment variables of everything that is done in the build.'),
    galaxy: z
      .map(z.string(), value)
      .describe('Servers from which roles and collections come, in order; empty for Ansible Galaxy alone.'),
    user_data: entry
      .nullable()
      .describe('Cloud-config as text of YAML that is added to that of the build; null if there is none.'),
    runtime: z.array(runtimeVariableSchema),
    implicit_roles: z
      .object({ first: z.string(), start: z.string(), last: z.string() })
      .describe(
        'Names of the roles that run without being named: before all others, if something has a start phase, after all.',
      ),
    requirements: z
      .object({ roles: z.array(requirementSchema), collections: z.array(requirementSchema) })
      .describe('What `requirements.yml` asks for, in order of name.'),
    origin: span,
  })
  .meta({ id: 'Image', description: 'An image with all its targets, each fully decided.' });
export type Image = z.infer<typeof imageSchema>;

/** What `vkc ir` prints. */
export const irSchema = z
  .object({
    $schema: z.literal(IR_SCHEMA),
    version: z.literal(IR_VERSION),
    images: z.array(imageSchema).min(1),
  })
  .meta({
    title: 'The intermediate representation that vkc ir prints',
    description:
      'Images as the compiler has decided them, and emitters take them. `origin` says which place in a source caused something; `vkc ir` leaves it out unless it is called with --origins.',
  });
