import * as z from 'zod/mini';
import { required, t } from '../model/schema.ts';
import { formatDuration, formatSize } from '../model/text.ts';
import { SCALAR, publishSchema } from './publish-schema.ts';
import {
  ANY,
  BOOL,
  STRING,
  STRING_LINE,
  TEXT_LINE,
  either,
  enumOf,
  listOf,
  mapOf,
  record,
} from '../model/types.ts';
import type { BlockKind } from './block-kind.ts';
import { builders } from './builders.ts';
import { ARCHITECTURES, FIRMWARES } from '../model/hardware.ts';
import { BUILDER_NAMES } from '../model/builder-names.ts';

export const imageSchema = z.object({
  title: t.text('What the image is called where people choose it.', 'the name of the image'),
  description: t.textLines('One or two sentences on what is in it.'),
  version: t.text('Version of the image, as its users see it.'),
  team: t.text('Team that answers for the image, in the metadata.', '"xaas"'),
  sid: t.text('Service ID in the marketplace, in the metadata.', '"hidden"'),
  os: required(t.list(record('os'), 'The systems that the image is built for.')),
  base: t.of(
    record('image'),
    'Image of the project that this one is built on, in place of the cloud images of its systems: `image.NAME`.',
  ),
  arch: t.oneOf(ARCHITECTURES, 'Processor that the image is for.', 'that of the system, as a rule `amd64`'),
  name: t.text('Name of a target, in place of the usual one; may use `os` and `variant`.'),
  plain: t.bool('Whether there is a target without a variant.', 'true'),
  sources: t.oneOf(
    ['own', 'external'],
    'Whether the tree defines its Packer sources, or the pipeline that runs it brings them.',
    'own',
  ),
  os_names: t.oneOf(
    ['short', 'libosinfo'],
    'How systems are written in the metadata: `ubuntu2404` and `24`, or as libosinfo has it, `ubuntu24.04` and `24.04`.',
    'short',
  ),
});

/**
 * The machine that builds an image, where the author says nothing else: sizes in bytes, times in seconds. The time is enough
 * for a cloud image on an emulated machine.
 */
export const BUILD_DEFAULTS = {
  disk: 10 * 1024 ** 3,
  memory: 2 * 1024 ** 3,
  cpus: 2,
  timeout: 15 * 60,
  firmware: 'bios',
} as const;

export const buildSchema = z.object({
  builder: t.oneOf(
    BUILDER_NAMES,
    'What Packer builds the image with: `qemu`, a virtual machine on the machine that runs Packer, or `openstack`, an instance in a cloud, which becomes an image there.',
    BUILDER_NAMES[0],
  ),
  disk: t.size('Size of the disk.', formatSize(BUILD_DEFAULTS.disk)),
  memory: t.size('Memory of the machine that builds the image.', formatSize(BUILD_DEFAULTS.memory)),
  cpus: t.int('Processors of the machine that builds the image.', String(BUILD_DEFAULTS.cpus)),
  cpu_model: t.text('CPU model for QEMU, where the default of the tree does not fit.'),
  timeout: t.duration('How long Packer waits for ssh.', formatDuration(BUILD_DEFAULTS.timeout)),
  firmware: t.oneOf(
    FIRMWARES,
    'Firmware of the machine that builds the image, which those that are deployed from it start with too. `secure_boot` is UEFI with Secure Boot and the keys of Microsoft, with which distributions are signed. 64-bit ARM has `efi` only.',
    BUILD_DEFAULTS.firmware,
  ),
  user_data: t.of(
    either({ kind: 'file' }, mapOf(ANY)),
    'Cloud-config for the machine that builds the image: a map, or a file that begins with `#cloud-config`. It is added to that of the build, so cloud-init has done it before `prepare`.',
  ),
});

const exportSchema = z.object({
  format: t.oneOf(['qcow2', 'raw'], 'Format of the finished image.', 'qcow2'),
  checksum: t.list(
    enumOf(['md5', 'sha1', 'sha256', 'sha512']),
    'Checksum files to write beside the image.',
    '[sha256]',
  ),
  compress: t.bool('Whether to write the image once more as `.tar.gz`.', 'false'),
  manifest: t.bool('Whether to write Packer’s manifest of what was built.', 'false'),
});

const ciSchema = z.object({
  pipeline: t.oneOf(
    ['gitlab', 'github', 'argo', 'none'],
    'For which service a pipeline is written; `none` for no pipeline. `vkc compile --ci` decides for one run.',
    'gitlab',
  ),
  runner: t.list(TEXT_LINE, 'Tags of the runners that build and verify: those with KVM.', '["kvm"]'),
  image: t.text(
    'Container image of the jobs, with Packer, Ansible, QEMU and xorriso in it. Without one they are installed in a Debian.',
  ),
  publish: t.oneOf(
    ['tags', 'protected', 'manual', 'never'],
    'When the image is published: for protected tags, for every protected branch and tag, there by hand, or never.',
    'tags',
  ),
});

const none = z.object({});

export const allowSchema = z.object({
  reason: required(t.textLines('Why it is right here; it stands in reports.')),
});

const allow: readonly [string, BlockKind] = [
  'allow',
  {
    doc: 'A rule that is not to be reported here, and the reason for it.',
    schema: allowSchema,
    label: 'rule',
    example: 'allow end-of-life { reason = "Customers move in May." }',
  },
];

/** Blocks that can stand in every resource, and in the body of a `use`. */
export const commonBlocks: ReadonlyMap<string, BlockKind> = new Map([allow]);

const expect: readonly [string, BlockKind] = [
  'expect',
  {
    doc: 'What is checked on a machine that was booted from the image; in `start`, after the start phase.',
    schema: none,
    label: 'none',
    like: 'expect',
  },
];

const prepare: readonly [string, BlockKind] = [
  'prepare',
  {
    doc: 'What is done in the build before anything else, before the first package too: mirrors, proxies, authorities that are trusted.',
    schema: none,
    label: 'none',
    like: 'role',
    example: 'prepare {\n  line "/etc/hosts" { line = "10.0.0.1 mirror.example.org" }\n}',
  },
];

/** Blocks within `build`. */
export const buildBlocks: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  [
    'packer',
    {
      doc: 'Raw settings for every Packer source that builds with QEMU.',
      schema: none,
      label: 'none',
      open: either(SCALAR, listOf(ANY), mapOf(ANY)),
      example: 'packer { boot_wait = "10s" }',
    },
  ],
  [
    'ansible',
    {
      doc: 'Raw settings for the ansible provisioner.',
      schema: none,
      label: 'none',
      open: either(SCALAR, listOf(ANY), mapOf(ANY)),
      example: 'ansible { extra_arguments = ["-v"] }',
    },
  ],
  [
    'environment',
    {
      doc: 'Environment variables of everything that is done in the build, such as proxies. None of them stays in the image.',
      schema: none,
      label: 'none',
      open: STRING_LINE,
      example: 'environment { https_proxy = "http://proxy.example.org:3128" }',
    },
  ],
  [
    'galaxy',
    {
      doc: 'Servers from which roles and collections come, in the order in which they are asked, in place of Ansible Galaxy: a name for each and its address, or a map of `url`, `auth_url` and `client_id`. Its token is read from the environment variable `ANSIBLE_GALAXY_SERVER_NAME_TOKEN`.',
      schema: none,
      label: 'none',
      open: either(TEXT_LINE, mapOf(TEXT_LINE)),
      example:
        'galaxy {\n  hub    = "https://hub.example.org/api/galaxy/content/published/"\n  public = "https://galaxy.ansible.com/"\n}',
    },
  ],
  ...Object.entries(builders).flatMap(([name, { block }]) =>
    block === null ? [] : [[name, block] as const],
  ),
]);

/** Blocks that can stand in an image. */
export const imageBlocks: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  [
    'build',
    {
      doc: 'The machine on which Packer builds the image.',
      schema: buildSchema,
      label: 'none',
      blocks: buildBlocks,
      foreign: {
        secure_boot: { reason: 'it is a kind of firmware', remedy: 'Write `firmware = secure_boot`.' },
        uefi: { reason: 'it is a kind of firmware', remedy: 'Write `firmware = efi`.' },
      },
      example: 'build {\n  disk = 50G\n  memory = 4G\n}',
    },
  ],
  [
    'metadata',
    {
      doc: 'OpenStack properties of the image. Those that are not written are derived from system and image.',
      schema: none,
      label: 'none',
      open: TEXT_LINE,
      example: 'metadata {\n  mcs_name = "PostgreSQL 16"\n  hw_disk_bus = "scsi"\n}',
    },
  ],
  [
    'variant',
    {
      doc: 'A further target for each system: the same image with these members laid over it.',
      schema: z.object({
        os: t.list(record('os'), 'The systems that the variant is built for.', 'all of the image’s'),
        arch: t.oneOf(ARCHITECTURES, 'Processor that the variant is for.', 'that of the image'),
        name: t.text('Name of the target, in place of the usual one.'),
        team: t.text('As in the image.'),
        sid: t.text('As in the image.'),
      }),
      label: 'name',
      like: 'image',
      example: 'variant large {\n  os = [ubuntu2404]\n  build { disk = 100G }\n}',
    },
  ],
  [
    'export',
    {
      doc: 'What Packer writes when the machine is finished.',
      schema: exportSchema,
      label: 'none',
      example: 'export {\n  format = raw\n  checksum = [sha256, md5]\n}',
    },
  ],
  expect,
  [
    'publish',
    {
      doc: 'How `vkc publish` puts the image into the cloud. The properties are those of `metadata`.',
      schema: publishSchema,
      label: 'none',
      example:
        'publish {\n  name         = "${image.title} on ${os.title}"\n  visibility   = shared\n  members      = ["0123456789abcdef0123456789abcdef"]\n  min_ram      = 1G\n  old_versions = hide\n  tags         = ["marketplace"]\n}',
    },
  ],
  [
    'ci',
    {
      doc: 'The pipeline that builds, verifies and publishes the image.',
      schema: ciSchema,
      label: 'none',
      example: 'ci {\n  runner = ["kvm", "large"]\n  publish = protected\n}',
    },
  ],
  allow,
  prepare,
]);

/** What says of a role that it is one from outside: hand-written, or of Ansible Galaxy. */
export const roleSchema = z.object({
  from: t.of(
    { kind: 'path' },
    'Folder of a hand-written Ansible role, which is taken as it is: `path("roles/legacy")`. Its params are the variables that the role is given.',
  ),
  galaxy: t.text('Role of Ansible Galaxy, `geerlingguy.nginx`; it goes to `requirements.yml`.'),
  git: t.text(
    'Git repository of a role, `https://git.example.org/roles/base.git`; it goes to `requirements.yml`.',
  ),
  version: t.text('Version of the role of Ansible Galaxy, or tag or commit of the repository.'),
  phase: t.oneOf(
    ['provision', 'start'],
    'When a hand-written role runs: in the image build, or on the deployed machine.',
    'provision',
  ),
});

/** Blocks that can stand in a role. */
export const roleBlocks: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  [
    'start',
    {
      doc: 'What runs on the deployed machine rather than in the image build.',
      schema: none,
      label: 'none',
      like: 'role',
      example: 'package nginx\n\nstart {\n  service nginx { enabled = true state = started }\n}',
    },
  ],
  prepare,
  expect,
  allow,
]);

/** Attributes that every resource takes. */
export const commonSchema = z.object({
  title: t.text('Name of the task; a good one is made up when it is missing.'),
  notify: t.list(TEXT_LINE, 'Services that are restarted when this changed something.'),
  reload: t.list(TEXT_LINE, 'Services that read their configuration again when this changed something.'),
  condition: t.lines('When to do it, decided on the machine: `jinja"…"` with a condition of Ansible’s.'),
  retries: t.int('How often it is tried again if it fails.', '3 with `until`, otherwise 0'),
  delay: t.duration('How long to wait before it is tried again.', '5s'),
  until: t.lines(
    'What has to hold of the result, which `register` names; it is tried again until it does. A condition of Ansible’s.',
  ),
  timeout: t.duration('How long it may take.'),
  environment: t.map(STRING, 'Environment variables for it.'),
  become_user: t.string('User as whom it is done.', '"root"'),
  no_log: t.bool('Whether its arguments and its result are kept out of the log.', 'true if it gets a secret'),
  register: t.text(
    'The name under which later resources of the role find its result in conditions and templates: `jinja"{{ NAME.stdout }}"`.',
  ),
  ignore_errors: t.of(either(TEXT_LINE, BOOL), 'Why the build goes on if it fails, as a text.'),
});

/** Keys of the properties that every image has. */
export const METADATA_KEYS: readonly string[] = [
  'os_admin_user',
  'os_distro',
  'os_version',
  'os_type',
  'mcs_name',
  'mcs_os_type',
  'mcs_os_distro',
  'mcs_os_version',
  'hw_qemu_guest_agent',
  'os_require_quiesce',
  'team',
  'sid',
];
