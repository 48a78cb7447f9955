import { own } from '../../model/own.ts';
import type { Value } from '../../model/value.ts';
import type { Target } from '../../model/ir.ts';
import type { ForeignIdiom } from '../foreign-idioms.ts';
import type { Builder, BuildProblem } from './builder.ts';
import { openstackBlock } from './openstack-block.ts';

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
    remedy:
      'Write those of the builder for OpenStack straight into its own block, `openstack { flavor = …  networks = … }`, and what that block does not have into `openstack { packer { … } }`.',
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
  block: openstackBlock,
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
  const [first, second] = [...settings.keys(), ...packer.keys()].filter((name) => SOURCES.includes(name));
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
