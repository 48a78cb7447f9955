// What Packer asks of the values of its settings beyond their types: from `Prepare` and the fields of type time.Duration in
// builder/qemu/config.go, packer-plugin-sdk and provisioner/ansible of packer@v1.6.6 and packer-plugin-qemu@v1.1.5.

/** Settings that are durations as Go writes them: `90s`, `1h30m`. */
export const DURATIONS: ReadonlySet<string> = new Set([
  'boot_key_interval',
  'boot_keygroup_interval',
  'boot_wait',
  'pause_before',
  'pause_before_connecting',
  'shutdown_timeout',
  'ssh_keep_alive_interval',
  'ssh_read_write_timeout',
  'ssh_timeout',
  'ssh_wait_timeout',
  'timeout',
  'winrm_timeout',
]);

/** Settings that have one of a few values. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  accelerator: ['kvm', 'tcg', 'xen', 'hax', 'hvf', 'whpx', 'none'],
  disk_cache: ['writethrough', 'writeback', 'none', 'unsafe', 'directsync'],
  disk_detect_zeroes: ['unmap', 'on', 'off'],
  disk_discard: ['unmap', 'ignore'],
  disk_interface: ['ide', 'scsi', 'virtio', 'virtio-scsi'],
  format: ['qcow2', 'raw'],
  ssh_file_transfer_method: ['scp', 'sftp'],
};

/** Settings that are ends of a range of ports, with what Packer takes if one is not given. */
export const RANGES: readonly {
  readonly min: string;
  readonly max: string;
  readonly usual: readonly [number, number];
}[] = [
  { min: 'vnc_port_min', max: 'vnc_port_max', usual: [5900, 6000] },
  { min: 'host_port_min', max: 'host_port_max', usual: [2222, 4444] },
  { min: 'http_port_min', max: 'http_port_max', usual: [8000, 9000] },
];

/** VNC's displays are counted from port 5900. */
export const FIRST_VNC_PORT = 5900;

/** Settings that list files which Packer looks for when it validates. */
export const FILES: ReadonlySet<string> = new Set(['floppy_files', 'floppy_dirs', 'cd_files']);
