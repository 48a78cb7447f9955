import * as z from 'zod/mini';
import { own } from '../../model/own.ts';
import { t } from '../../model/schema.ts';
import { ANY, TEXT_LINE, either, enumOf, listOf, mapOf } from '../../model/types.ts';
import type { Type } from '../../model/types.ts';
import type { Value } from '../../model/value.ts';
import type { Target } from '../../model/ir.ts';
import type { BlockKind } from '../block-kind.ts';
import type { ForeignIdiom } from '../foreign-idioms.ts';
import { SCALAR } from '../publish-schema.ts';
import type { Builder, BuildProblem } from './builder.ts';

const optional = (type: Type): Type => ({ kind: 'optional', type });

const filter: Type = {
  kind: 'object',
  fields: new Map([
    ['name', optional(TEXT_LINE)],
    ['owner', optional(TEXT_LINE)],
    ['tags', optional(listOf(TEXT_LINE))],
    ['visibility', optional(enumOf(['public', 'private', 'shared', 'community']))],
    ['properties', optional(mapOf(TEXT_LINE))],
    ['most_recent', optional({ kind: 'bool' })],
  ]),
};

/** Settings of Packer's builder, by its own names. What the tree decides itself is not among them. */
const schema = z.object({
  cloud: t.text(
    'Entry of `clouds.yaml` with the address of the cloud and the credentials.',
    'what the environment says, in OS_CLOUD or OS_AUTH_URL',
  ),
  region: t.text('Region of the cloud.', 'that of OS_REGION_NAME or of `clouds.yaml`'),
  endpoint_type: t.oneOf(
    ['public', 'internal', 'admin'],
    'Which addresses of the cloud’s services are used.',
    'public',
  ),
  flavor: t.text(
    'Name or ID of the flavor of the instance that builds the image: its processors and memory.',
  ),
  source_image: t.text('ID of the image that the instance starts from.'),
  source_image_name: t.text('Name of the image that the instance starts from, in place of its ID.'),
  source_image_filter: t.of(
    filter,
    'What the image that the instance starts from has, in place of its ID: `name`, `owner`, `tags`, `visibility` and `properties`. Packer stops unless one image has all of it, or `most_recent = true` takes the newest.',
  ),
  networks: t.list(TEXT_LINE, 'IDs of the networks of the instance.', 'the project’s only one'),
  ports: t.list(TEXT_LINE, 'IDs of ports that the instance gets, in place of networks.'),
  network_discovery_cidrs: t.list(
    TEXT_LINE,
    'Ranges of addresses: the first network with a subnet in one of them is taken, in place of `networks`.',
  ),
  security_groups: t.list(
    TEXT_LINE,
    'Names of the security groups of the instance. They have to let ssh in from where Packer runs.',
    'the project’s `default`',
  ),
  availability_zone: t.text('Availability zone of the instance, and of its volume.', 'that of the cloud'),
  config_drive: t.bool(
    'Whether the instance gets its key and user data from a drive rather than from the metadata service.',
    'false',
  ),
  floating_ip_network: t.text(
    'Name or ID of the external network in which a floating address is made for the build.',
  ),
  floating_ip: t.text('ID of a floating address that the instance gets, in place of a new one.'),
  reuse_ips: t.bool('Whether a free floating address of the project is taken before one is made.', 'false'),
  instance_floating_ip_net: t.text(
    'ID of the network of the instance that the floating address belongs to.',
    'the first one',
  ),
  use_blockstorage_volume: t.bool(
    'Whether the instance boots from a volume, which becomes the image. Needed where flavors have no disk of their own. The volume has the size of `disk`, or as much as the source image needs.',
    'false',
  ),
  volume_type: t.text('Type of the volume.', 'that of the cloud'),
  volume_availability_zone: t.text('Availability zone of the volume.', 'that of the instance'),
  instance_name: t.text('Name of the instance.', 'that of the image'),
  instance_metadata: t.map(TEXT_LINE, 'Metadata of the instance, at most 255 bytes each.'),
  force_delete: t.bool(
    'Whether the instance is deleted for good where the cloud keeps deleted ones for some time.',
    'false',
  ),
  ssh_keypair_name: t.text(
    'Key pair of the project that the instance gets, together with `ssh_private_key_file`.',
    'a new one, which Packer deletes after the build',
  ),
  ssh_private_key_file: t.text('File on the build machine with the private half of that key pair.'),
});

const credential: ForeignIdiom = {
  reason: 'credentials never stand in a source, which git keeps and others read',
  remedy:
    'Leave it out. Packer reads the OS_* variables of the environment, or the entry of `clouds.yaml` that `cloud` or OS_CLOUD names.',
};
const account: ForeignIdiom = {
  reason: 'the address of the cloud and the project come from where the credentials come from',
  remedy: 'Set OS_AUTH_URL, OS_PROJECT_ID and the like, or name an entry of `clouds.yaml` with `cloud`.',
};
const instead = (where: string): ForeignIdiom => ({
  reason: 'an image has that whatever it is built with',
  remedy: `Write \`${where}\`.`,
});

const foreign: Readonly<Record<string, ForeignIdiom>> = {
  ...Object.fromEntries(
    'username user_id user password token application_credential_id application_credential_name application_credential_secret key cert'
      .split(' ')
      .map((name) => [name, credential]),
  ),
  ...Object.fromEntries(
    'identity_endpoint auth_url tenant_id tenant_name project_id project_name domain_id domain_name'
      .split(' ')
      .map((name) => [name, account]),
  ),
  ssh_password: {
    reason: 'Packer logs in with a key',
    remedy: 'Leave it out: the key pair is made for the build, or is that of `ssh_keypair_name`.',
  },
  ssh_username: instead('user` of the `os'),
  ssh_timeout: instead('build { timeout = 15m }'),
  image_name: instead('publish { name = "…" }'),
  image_visibility: instead('publish { visibility = shared }'),
  image_members: instead('publish { members = ["…"] }'),
  image_tags: instead('publish { tags = ["…"] }'),
  image_min_disk: instead('publish { min_disk = 10G }'),
  image_disk_format: instead('publish { format = raw }'),
  metadata: instead('metadata { … }` in the image, or `properties` of `publish'),
  volume_size: instead('build { disk = 20G }'),
  disk: instead('build { disk = 20G }'),
  user_data: instead('build { user_data = … }'),
  user_data_file: instead('build { user_data = file("…") }'),
};

const block: BlockKind = {
  doc: 'The instance that builds the image, if `builder = openstack`: settings of Packer’s builder for OpenStack, by its own names. Targets that are built otherwise leave it alone.',
  schema,
  label: 'none',
  foreign,
  blocks: new Map<string, BlockKind>([
    [
      'packer',
      {
        doc: 'Raw settings for Packer’s builder for OpenStack, besides those of `openstack`.',
        schema: z.object({}),
        label: 'none',
        open: either(SCALAR, listOf(ANY), mapOf(ANY)),
        foreign,
      },
    ],
  ]),
  example:
    'builder = openstack\nopenstack {\n  cloud                   = "build"\n  flavor                  = "Basic-1-2-20"\n  source_image_name       = "Ubuntu-24.04"\n  networks                = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]\n  use_blockstorage_volume = true\n}',
};

const flavors: ForeignIdiom = {
  reason: 'the flavor of the instance decides it',
  remedy: 'Leave it out, and name a flavor that has enough: `openstack { flavor = "…" }`.',
};
const inCloud: ForeignIdiom = {
  reason: 'the image stays in the cloud, and no file is written',
  remedy: 'Leave it out; `publish { format = … }` is the format in which the cloud keeps the image.',
};

const refused: Readonly<Record<string, ForeignIdiom>> = {
  memory: flavors,
  cpus: flavors,
  cpu_model: {
    reason: 'the cloud decides on which processors its instances run',
    remedy: 'Leave it out, or name a flavor for hosts that have what the system needs.',
  },
  firmware: {
    reason: 'the source image decides with which firmware the instance starts',
    remedy:
      'Leave it out, and take a source image whose property `hw_firmware_type` says it; `metadata { hw_firmware_type = "uefi" }` says it of the finished image.',
  },
  packer: {
    reason: 'these are settings of Packer’s builder for QEMU',
    remedy: 'Write those of the builder for OpenStack in its own block: `openstack { packer { … } }`.',
  },
};
const ofVolume: ForeignIdiom = {
  reason: 'it is the size of a volume, and the instance boots from the disk of its flavor',
  remedy: 'Leave it out, or write `openstack { use_blockstorage_volume = true }`.',
};

/** An instance in a cloud, which becomes an image there. */
export const openstack: Builder = {
  title: 'OpenStack',
  doc: 'An instance in an OpenStack cloud, which becomes an image there.',
  block,
  refuses: (name, settings) =>
    name === 'disk' && !isTrue(settings.get('use_blockstorage_volume')) ? ofVolume : own(refused, name),
  refusedExport: { format: inCloud, checksum: inCloud, compress: inCloud },
  problems,
};

/** Ways to name the image that an instance starts from; the last ones only as raw settings. */
const SOURCES = ['source_image', 'source_image_name', 'source_image_filter', 'external_source_image_url'];

function* problems(
  { disk, settings, packer }: Target['build'],
  sources: 'own' | 'external',
): Generator<BuildProblem> {
  const at = (name: string) => settings.get(name) ?? packer.get(name);
  if (sources === 'own' && at('flavor') === undefined)
    yield {
      span: null,
      message: 'An image that is built in OpenStack needs a flavor',
      help: 'Write `build { openstack { flavor = "…" } }`; `openstack flavor list` shows those of the cloud.',
    };
  const [first, second] = SOURCES.filter((name) => at(name) !== undefined);
  if (sources === 'own' && first === undefined)
    yield {
      span: null,
      message: 'An image that is built in OpenStack needs an image to start from',
      help: 'Write `source_image_name = "…"` in `build { openstack { … } }`, or `source_image` with an ID, or `source_image_filter`; `openstack image list` shows those of the cloud.',
    };
  if (second !== undefined)
    yield {
      span: at(second)!.origin,
      message: `\`${first}\` and \`${second}\` both name the image that the instance starts from`,
      help: 'Keep one of them. If the image and its variant differ, each variant names its own.',
    };
  yield* notIds(settings);
  yield* emptyFilter(at('source_image_filter'));
  const volume = isTrue(at('use_blockstorage_volume'));
  if (!volume) {
    for (const name of ['volume_type', 'volume_availability_zone']) {
      const value = at(name);
      if (value !== undefined)
        yield {
          span: value.origin,
          message: `\`${name}\` is of a volume, and the instance boots from the disk of its flavor`,
          help: 'Leave it out, or write `use_blockstorage_volume = true`.',
        };
    }
  } else if (disk.given && disk.value % 1024 ** 3 !== 0)
    yield {
      span: disk.origin,
      message: 'A volume has a size in whole GiB',
      help: 'Write `disk` in G, such as `disk = 20G`.',
    };
  const pair = at('ssh_keypair_name');
  const key = at('ssh_private_key_file');
  if (pair !== undefined && key === undefined && at('ssh_agent_auth') === undefined)
    yield {
      span: pair.origin,
      message: 'Packer has no private key for the key pair of `ssh_keypair_name`',
      help: 'Write `ssh_private_key_file = "…"` beside it, or leave both out: Packer makes a key pair for the build.',
    };
  if (key !== undefined && pair === undefined)
    yield {
      span: key.origin,
      message: 'The instance does not get the key of `ssh_private_key_file`',
      help: 'Write `ssh_keypair_name = "…"` beside it, or leave both out: Packer makes a key pair for the build.',
    };
}

/** Settings that are IDs, each with what to write for a name; others stop Packer only in the middle of the build. */
const IDS: Readonly<Record<string, string>> = {
  source_image:
    'Write the name as `source_image_name`, or look the ID up: `openstack image show -c id "NAME"`.',
  networks: 'Look it up: `openstack network show -c id "NAME"`.',
  ports: 'Look it up: `openstack port list`.',
  floating_ip: 'Look it up: `openstack floating ip list`.',
  instance_floating_ip_net: 'Look it up: `openstack network show -c id "NAME"`.',
};

function* notIds(settings: Target['build']['settings']): Generator<BuildProblem> {
  for (const [name, help] of Object.entries(IDS)) {
    const value = settings.get(name);
    for (const item of value?.type === 'list' ? value.items : value === undefined ? [] : [value]) {
      if (
        item.type === 'string' &&
        !/^([0-9a-f]{8}(-?[0-9a-f]{4}){4}[0-9a-f]{8}|https?:.*)$/i.test(item.value)
      )
        yield { span: item.origin, message: `\`${name}\` takes IDs, and \`${item.value}\` is none`, help };
    }
  }
}

function* emptyFilter(filter: Value | undefined): Generator<BuildProblem> {
  if (filter?.type !== 'map') return;
  const asked = [...filter.entries].filter(
    ([name, value]) => name !== 'most_recent' && value.type !== 'unset',
  );
  if (asked.length === 0)
    yield {
      span: filter.origin,
      message: 'A filter that asks for nothing would take any image',
      help: 'Say what the source image has: `name`, `owner`, `tags`, `visibility` or `properties`.',
    };
}

const isTrue = (value: Value | undefined): boolean => value?.type === 'bool' && value.value;
