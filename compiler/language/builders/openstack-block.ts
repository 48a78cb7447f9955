import * as z from 'zod/mini';
import { fieldNames, t } from '../../model/schema.ts';
import { ANY, TEXT_LINE, either, enumOf, listOf, mapOf } from '../../model/types.ts';
import type { Type } from '../../model/types.ts';
import type { BlockKind } from '../block-kind.ts';
import type { ForeignIdiom } from '../foreign-idioms.ts';
import { SCALAR } from '../publish-schema.ts';

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
  image: {
    reason: 'the image that it starts from has another name than the one that is made',
    remedy: 'Write `source_image_name = "…"`, or its ID as `source_image`.',
  },
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

/** What is no raw setting, because the block around has it. */
const straight: Readonly<Record<string, ForeignIdiom>> = Object.fromEntries(
  fieldNames(schema).map((name) => [
    name,
    {
      reason: '`openstack` has it itself',
      remedy: `Write it straight into \`openstack\`: \`openstack { ${name} = … }\`.`,
    },
  ]),
);

/** The block in `build` that describes the instance. */
export const openstackBlock: BlockKind = {
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
        foreign: { ...straight, ...foreign },
      },
    ],
  ]),
  example:
    'builder = openstack\nopenstack {\n  cloud                   = "build"\n  flavor                  = "Basic-1-2-20"\n  source_image_name       = "Ubuntu-24.04"\n  networks                = ["9aab504e-bedf-48af-9256-682a7fa3dabb"]\n  use_blockstorage_volume = true\n}',
};
