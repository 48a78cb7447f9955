import type { Value } from '../../../compiler/model/value.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import { MACHINE_NAMES, namedArchitecture } from '../../../compiler/model/hardware.ts';
import type { RawSetting, SettingOwner } from './raw-settings.ts';

/** What to write in place of a raw setting. */
type Advice = string | ((setting: RawSetting, context: RuleContext) => string | null);

const base =
  'The base image is the system’s: declare an `os` of your own with `image { url = …  checksum = … }`.';
const login = 'The login of the build is the system’s: `user` of an `os`, with a key that `seed.sh` makes.';
const called = 'Write `name` in the image or the variant; the file is called by it.';
const virtio = 'Leave it out: the platform has VirtIO devices only.';
const firmware =
  'Write `build { firmware = efi }`, or `secure_boot`; `packer build -var firmware=PATH` names another firmware for one build.';
const only =
  (...values: readonly string[]) =>
  (advice: string) =>
  ({ value }: Pick<RawSetting, 'value'>): string | null =>
    value.type === 'string' && values.includes(value.value) ? null : advice;

/** Settings of the source that vkc decides, and where the author decides them. */
const PACKER: Readonly<Record<string, Advice>> = {
  accelerator: 'Leave it out: `packer build -var accelerator=tcg` says it for one build.',
  iso_url: base,
  iso_urls: base,
  iso_checksum: base,
  disk_image: base,
  disk_size: 'Write `build { disk = 20G }`.',
  memory: 'Write `build { memory = 4G }`.',
  cpus: 'Write `build { cpus = 4 }`.',
  sockets: 'Write `build { cpus = 4 }`.',
  cores: 'Write `build { cpus = 4 }`.',
  threads: 'Write `build { cpus = 4 }`.',
  cpu_model: 'Write `build { cpu_model = "…" }`.',
  disk_interface: only(
    'virtio',
    'virtio-scsi',
  )('Leave it out, or write `virtio-scsi`: the platform has VirtIO devices only.'),
  cdrom_interface: (setting, { target }) =>
    target.os.arch === 'arm64' || target.build.firmware.value === 'secure_boot'
      ? only('virtio-scsi')(
          'Leave it out: the machine has no IDE, and the tree puts the CD with the seed on virtio-scsi.',
        )(setting)
      : null,
  net_device: only('virtio-net', 'virtio-net-pci')(virtio),
  disk_discard: only('unmap')('Leave it out: without `unmap` the image keeps what cleanup removed.'),
  disk_detect_zeroes: only(
    'unmap',
    'on',
  )('Leave it out: without `unmap` the image keeps what cleanup removed.'),
  format: 'Write `export { format = raw }`.',
  disk_compression: ({ value }, { image }) =>
    value.type === 'bool' && value.value === (image.export.format === 'qcow2')
      ? null
      : 'Leave it out: a `qcow2` is compressed, and a `raw` image cannot be.',
  headless: 'Leave it out: `packer build -var headless=false` says it for one build.',
  cd_label: 'Leave it out: cloud-init finds its seed by the label `cidata`.',
  communicator: 'Leave it out: Ansible needs `ssh`.',
  ssh_username: login,
  ssh_password: login,
  ssh_private_key_file: login,
  ssh_timeout: 'Write `build { timeout = 30m }`.',
  ssh_wait_timeout: 'Write `build { timeout = 30m }`.',
  shutdown_command:
    'Leave it out: the tree shuts the machine down as the admin user of the system, with `sudo`.',
  vm_name: called,
  output_directory: called,
  firmware,
  efi_boot: firmware,
  efi_firmware_code: firmware,
  efi_firmware_vars: firmware,
  use_pflash: firmware,
  use_backing_file: ({ value }, { image }) => {
    if (value.type !== 'bool' || !value.value) return null;
    if (image.export.format !== 'qcow2') return 'Leave it out: Packer makes a backing file for `qcow2` only.';
    return namesBackingFormat(image.packer.get('qemu_img_args'))
      ? null
      : 'Leave it out, or add `qemu_img_args = { create = ["-F", "qcow2"] }`: Packer 1.6 does not tell QEMU 6.1 and newer what format the base image has, and QEMU then stops.';
  },
  qemu_binary: ({ value }, { target }) =>
    value.type !== 'string' || (namedArchitecture(value.value) ?? 'amd64') === target.os.arch
      ? null
      : `Leave it out: the image is for \`${target.os.arch}\`.`,
  machine_type: ({ value }, { target }) => {
    if (target.build.firmware.value === 'secure_boot')
      return only('q35')('Leave it out: Secure Boot needs the machine `q35`, which the tree sets.')({
        value,
      });
    return value.type !== 'string' || (value.value === 'virt') === (target.os.arch === 'arm64')
      ? null
      : `Leave it out: QEMU has no machine \`${value.value}\` for \`${MACHINE_NAMES[target.os.arch]}\`, which the image is for.`;
  },
};

const PROVISIONER: Readonly<Record<string, Advice>> = {
  playbook_file:
    'Write what is to run as resources and roles; `role mine { from = path("roles/mine") }` takes one that you have.',
  user: login,
  use_proxy: ({ value }) =>
    value.type === 'bool' && !value.value
      ? null
      : 'Leave it out: through Packer’s own ssh server each task takes five to ten times as long, and it fails with newer ssh clients.',
  galaxy_file: 'Write `collection "NAME" { version = "…" }`, or a role with `galaxy` and `version`.',
  roles_path: 'Leave it out: the tree keeps its roles in its own folder.',
  only: 'Leave it out: the playbook makes every target, and without it the machine would be published as it came.',
  except:
    'Leave it out: the playbook makes every target, and without it the machine would be published as it came. What one system is not to have stands in `match os`.',
  collections_path: 'Leave it out: the tree keeps its collections in its own folder.',
};

const floating = 'Leave it out: it is of older clouds. Write `openstack { floating_ip_network = "…" }`.';

/** The same of the builder for OpenStack, besides what its block refuses. */
const OPENSTACK: Readonly<Record<string, Advice>> = {
  communicator: PACKER['communicator']!,
  ssh_wait_timeout: PACKER['ssh_wait_timeout']!,
  skip_create_image: 'Leave it out: nothing would be left of the build.',
  image_auto_accept_members:
    'Leave it out: `vkc publish` shares the image once it was verified, and its members accept it.',
  floating_ip_pool: floating,
  use_floating_ip: floating,
};

/** What to write in place of a setting of a source in a cloud that the tree decides whatever its value is; null of another one. */
export function takenInCloud(name: string): string | null {
  const advice = Object.hasOwn(OPENSTACK, name) ? OPENSTACK[name] : undefined;
  return typeof advice === 'string' ? advice : null;
}

const TABLES: Readonly<Record<SettingOwner, Readonly<Record<string, Advice>>>> = {
  qemu: PACKER,
  openstack: OPENSTACK,
  ansible: PROVISIONER,
};

/** Arguments of QEMU that vkc passes itself. */
const QEMU: Readonly<Record<string, string>> = {
  '-cpu': PACKER['cpu_model'] as string,
  '-m': PACKER['memory'] as string,
  '-smp': PACKER['cpus'] as string,
  '-bios': firmware,
  '-accel': PACKER['accelerator'] as string,
  '-enable-kvm': PACKER['accelerator'] as string,
  '-name': called,
};

/** Variables of Ansible that the tree sets. */
const VARIABLES: Readonly<Record<string, string>> = {
  ANSIBLE_CONFIG:
    'Leave it out: the tree has its own `ansible.cfg`, which says where its roles are. Give single settings as variables of their own, `ANSIBLE_FORKS=10`.',
  ANSIBLE_ROLES_PATH: PROVISIONER['roles_path'] as string,
};

/** What the tree says even where the sources are not its own. */
const OF_TARGETS: ReadonlySet<string> = new Set([
  'disk_size',
  'memory',
  'cpus',
  'output_directory',
  'vm_name',
]);

export interface Taken {
  /** As the author wrote it, in backticks or not. */
  readonly what: string;
  readonly advice: string;
  /** The value that says it, where it is within a list. */
  readonly at: Value | null;
}

/** What of a raw setting vkc decides itself, with what to write in its place. */
export function* takenBy(setting: RawSetting, context: RuleContext): Generator<Taken> {
  const { block, name: own, value } = setting;
  const table = TABLES[block];
  const advice = Object.hasOwn(table, own) ? table[own] : undefined;
  const said = typeof advice === 'function' ? advice(setting, context) : (advice ?? null);
  // Sources that the pipeline brings are its own affair, but for what the tree says of each target.
  const open = block === 'qemu' && context.image.sources === 'external' && !OF_TARGETS.has(own);
  if (said !== null && !open) yield { what: `\`${own}\``, advice: said, at: null };
  if (value.type !== 'list') return;
  if (own === 'qemuargs') {
    for (const item of value.items) {
      const first = item.type === 'list' ? item.items[0] : item;
      if (first?.type === 'string' && Object.hasOwn(QEMU, first.value))
        yield { what: `QEMU’s \`${first.value}\``, advice: QEMU[first.value]!, at: first };
    }
  }
  if (own === 'ansible_env_vars') {
    for (const item of value.items) {
      const variable = item.type === 'string' ? item.value.split('=', 1)[0]! : '';
      if (Object.hasOwn(VARIABLES, variable))
        yield { what: `\`${variable}\``, advice: VARIABLES[variable]!, at: item };
    }
  }
}

function namesBackingFormat(value: Value | undefined): boolean {
  const create = value?.type === 'map' ? value.entries.get('create') : undefined;
  return (
    create?.type === 'list' && create.items.some((item) => item.type === 'string' && item.value === '-F')
  );
}
