// What roles do alike on both families.

export const file = { type: 'file', owner: 'root', group: 'root', mode: '0644' };
export const folder = { type: 'directory', owner: 'root', group: 'root', mode: '0755' };
const telegraf = { ...file, owner: 'telegraf', group: 'telegraf', mode: '0640' };

export const kernelLine = "grep -m1 '^[[:space:]]*linux' /boot/grub/grub.cfg";

export const before = `
echo 'a command' >/root/.bash_history
touch /var/tmp/rubbish
`;

/** Text that has to survive being given on a command line and written to configuration files. */
const secrets = {
  redis_password: `p"a'ss w$rd#`,
  monitoring_output_password: 'quo"te \\ back',
  backup_password: 'one two "three"',
};

export const extraVars = {
  ...secrets,
  monitoring_output_endpoint: 'https://monitoring.example',
  monitoring_output_user_id: 'user',
  monitoring_vm_uuid: '0000-1111',
  backup_enabled: true,
  backup_repository: '/srv/backup',
};

export const monitoring = {
  packages: { telegraf: true },
  units: { telegraf: 'disabled inactive' },
  paths: {
    '/etc/telegraf/telegraf.conf': telegraf,
    '/etc/telegraf/telegraf.d': { ...folder, owner: 'telegraf', group: 'telegraf' },
    '/etc/telegraf/telegraf.d/input_cpu.conf': { ...telegraf, content: '[[inputs.cpu]]\n  percpu = false\n' },
  },
};
export const monitoringDeployed = {
  units: { telegraf: 'enabled active' },
  paths: {
    '/etc/telegraf/telegraf.d/output.conf': { ...telegraf, includes: 'password = "quo\\"te \\\\ back"' },
  },
};

export const backup = {
  packages: { restic: true, rclone: true },
  units: { 'backup.timer': 'disabled inactive', backup: 'static inactive' },
  paths: { '/opt/backup/backup_data.sh': { ...file, mode: '0755' } },
  commands: { 'restic version': 'restic', 'rclone version': 'rclone' },
};
export const backupDeployed = {
  units: { 'backup.timer': 'enabled active' },
  paths: {
    '/etc/backup.env': { ...file, mode: '0600', includes: 'RESTIC_PASSWORD="one two \\"three\\""\n' },
  },
  commands: { 'systemctl start backup && journalctl --unit backup': 'backup of data with one two "three"' },
};

export const users = {
  groups: { operators: true },
  users: { alice: { system: false, shell: '/bin/bash', groups: ['alice', 'operators'], locked: true } },
  paths: {
    '/home/alice/.ssh/authorized_keys': { owner: 'alice', group: 'alice', mode: '0600' },
    '/etc/sudoers.d/50-alice': { ...file, mode: '0440', content: 'alice ALL=(ALL) NOPASSWD:ALL\n' },
  },
  commands: { 'sudo -u alice sudo -n id --user': '0' },
};

export const timezone = {
  paths: { '/etc/localtime': { type: 'link', target: '/usr/share/zoneinfo/Europe/Moscow' } },
};

export const sysctlTuning = (swappiness) => ({
  paths: {
    '/etc/sysctl.d/60-tuning.conf': { ...file, includes: `vm.swappiness = ${swappiness}\n` },
    '/etc/systemd/system.conf.d/60-tuning.conf': {
      ...file,
      content: '[Manager]\nDefaultLimitNOFILE=65536:524288\n',
    },
    '/etc/security/limits.d/60-tuning.conf': file,
  },
});
export const sysctlTuningDeployed = {
  commands: {
    'sysctl --values net.ipv4.tcp_keepalive_time': '600',
    'systemctl show --property DefaultLimitNOFILE': '524288',
    'systemctl show --property DefaultLimitNOFILESoft': '65536',
  },
};

export const hardening = {
  paths: {
    '/etc/ssh/sshd_config.d/10-hardening.conf': { ...file, mode: '0600', includes: 'PermitRootLogin no\n' },
    '/etc/sysctl.d/60-hardening.conf': { ...file, includes: 'kernel.dmesg_restrict = 1\n' },
    '/etc/modprobe.d/60-hardening.conf': { ...file, includes: 'install dccp /bin/false\n' },
    '/etc/systemd/coredump.conf.d/60-hardening.conf': file,
  },
  commands: { 'sshd -T | grep ^permitrootlogin': 'no' },
};
export const hardeningDeployed = {
  commands: {
    'sshd -T | grep ^passwordauthentication': 'no',
    'sysctl --values kernel.kptr_restrict': '1',
    '! modprobe cramfs': '',
  },
};

export const swap = {
  paths: {
    '/swapfile': false,
    '/etc/sysctl.d/60-vm.swappiness.conf': { ...file, content: 'vm.swappiness = 5\n' },
  },
};
export const swapDeployed = {
  paths: { '/etc/fstab': { includes: '/swapfile none swap defaults 0 0\n' } },
  commands: {
    'stat --format="%a %s" /swapfile': '600 67108864',
    'grep --count ^/swapfile /proc/swaps': '1',
    'sysctl --values vm.swappiness': '5',
  },
};

export const playbooks = {
  packages: { 'ansible-core': true },
  paths: {
    '/opt/playbooks': { ...folder, entries: ['ansible.cfg', 'common_roles', 'service_roles', 'start.yml'] },
    '/opt/playbooks/start.yml': file,
  },
};

export const cleanup = (more) => ({
  paths: {
    '/etc/machine-id': { ...file, mode: '0444', content: '' },
    '/root/.bash_history': false,
    '/var/lib/cloud/instance': false,
    '/var/tmp/rubbish': false,
  },
  commands: {
    // A link to /etc/machine-id may stay.
    'find /var/lib/dbus -name machine-id -type f | wc -l': '0',
    // Those keys go when the machine shuts down, which the images that are built show.
    'systemctl is-active forget-build-keys': 'active',
    'find /var/log/journal -mindepth 1 | wc -l': '0',
    ...more,
  },
});
export const cleanupDeployed = { commands: { 'wc --chars /etc/machine-id': '33 /etc/machine-id' } };

/** For the shell: lets redis-cli in. */
export const redisLogin = `REDISCLI_AUTH='${secrets.redis_password.replaceAll("'", `'\\''`)}'`;

/**
 * What was fetched lies in the folder of temporary files, which cleanup empties; a second build leaves traces too, and a machine
 * that runs goes on to make what is its own, such as the stamps of timers.
 */
export const changing = (telegrafFile) => [
  `monitoring: Download ${telegrafFile}`,
  'cleanup: Empty the package cache',
  'cleanup: Empty the logs',
  'cleanup: Empty the folders of temporary files',
  'cleanup: Remove what a machine makes for itself alone',
  'cleanup: Remove what root and the admin user did in the build',
];
