// What el.vkimage makes of the stand-in for AlmaLinux 9, by role, beside what kinds.vkimage does.
import * as kinds from './kinds.expected.mjs';
import * as roles from './roles.expected.mjs';

const { file, folder } = roles;

/** AlmaLinux has more than one repository, and keeps keys in a folder of its own. */
const before = `${kinds.before}${roles.before}
mkdir -p /etc/pki/rpm-gpg /etc/dnf/modules.d
cat >/etc/yum.repos.d/appstream.repo <<'TEXT'
[appstream]
name=AppStream stand-in
baseurl=https://stand-in.example/appstream
enabled=1
gpgcheck=0
TEXT
python3 -c 'import urllib.request as u; u.urlretrieve("https://stand-in.example/rpm/unwanted-1.0.rpm", "/tmp/unwanted.rpm")'
rpm --install --nodeps --nosignature /tmp/unwanted.rpm
`;

const built = {
  ...kinds.built('el'),
  'role vm_init': {
    packages: {
      'cloud-init': true,
      curl: true,
      'qemu-guest-agent': true,
      'openssh-server': true,
      'ca-certificates': true,
    },
    units: { sshd: 'enabled active' },
    commands: {
      [roles.kernelLine]: 'console=tty0 console=ttyS0,115200n8',
      'systemctl is-enabled qemu-guest-agent': 'enabled',
    },
  },
  'role docker': {
    packages: {
      'docker-ce': true,
      'docker-ce-cli': true,
      'containerd.io': true,
      'docker-compose-plugin': true,
      'docker-buildx-plugin': true,
    },
    units: {
      docker: 'disabled inactive',
      'docker.socket': 'disabled inactive',
      containerd: 'disabled inactive',
    },
    paths: {
      '/etc/docker/daemon.json': { ...file, includes: '"max-size": "10m"' },
      '/etc/yum.repos.d/docker.repo': { ...file, includes: 'gpgcheck = 1' },
    },
    commands: { 'id --name --groups almalinux': 'docker' },
  },
  'role monitoring': roles.monitoring,
  'role node_exporter': {
    units: { node_exporter: 'disabled inactive' },
    users: { node_exporter: { system: true, shell: '/usr/sbin/nologin' } },
    paths: { '/opt/node_exporter/node_exporter': { ...file, mode: '0755' } },
  },
  'role epel': { paths: { '/etc/yum.repos.d/epel.repo': { ...file, includes: 'gpgcheck = 1' } } },
  'role backup': roles.backup,
  'role nginx': {
    packages: { nginx: true },
    units: { nginx: 'disabled inactive' },
    paths: { '/etc/nginx/conf.d/site.conf': { ...file, includes: 'site of the test' } },
  },
  'role postgresql': {
    // Those of the stream, not the ones without a module.
    packages: { 'postgresql-server': '16.4', 'postgresql-contrib': '16.4' },
    units: { postgresql: 'disabled inactive' },
    paths: {
      '/var/lib/pgsql/data/PG_VERSION': true,
      '/var/lib/pgsql/data/conf.d': { type: 'directory', owner: 'postgres', group: 'postgres', mode: '0700' },
      '/var/lib/pgsql/data/conf.d/marketplace.conf': {
        owner: 'postgres',
        content: "listen_addresses = 'localhost'\nshared_buffers = '32MB'\n",
      },
      '/var/lib/pgsql/data/postgresql.conf': { includes: "\ninclude 'conf.d/marketplace.conf'\n" },
    },
  },
  'role redis': {
    packages: { redis: true },
    units: { redis: 'disabled inactive' },
    paths: {
      '/etc/redis/marketplace.conf': {
        owner: 'redis',
        group: 'redis',
        mode: '0640',
        includes: 'maxmemory 64mb\n',
      },
    },
  },
  'role java': {
    packages: { 'java-17-openjdk-headless': true },
    paths: { '/etc/profile.d/java.sh': { ...file, includes: 'JAVA_HOME=/usr/lib/jvm/jre-17-openjdk' } },
  },
  'role lego': {
    units: { lego: 'static inactive', 'lego.timer': 'disabled inactive' },
    paths: {
      '/etc/lego': { ...folder, mode: '0700' },
      '/usr/local/bin/lego': { type: 'link', target: '/opt/lego/lego' },
      '/opt/lego/lego': { ...file, mode: '0755' },
    },
  },
  'role users': roles.users,
  'role timezone': roles.timezone,
  'role locale': {
    packages: { 'glibc-langpack-ru': true },
    paths: { '/etc/locale.conf': { ...file, content: 'LANG=ru_RU.UTF-8\n' } },
  },
  'role sysctl_tuning': roles.sysctlTuning('10'),
  'role hardening': roles.hardening,
  'role swap': roles.swap,
  'role ntp': {
    packages: { chrony: true },
    units: { chronyd: 'enabled inactive' },
    paths: { '/etc/chrony.conf': { ...file, includes: 'server ntp.example.org iburst\n' } },
  },
  'role playbooks': roles.playbooks,
  'role cleanup': roles.cleanup({
    'find /var/cache/dnf -name "*.rpm" | wc -l': '0',
  }),
};

const deployed = {
  ...kinds.deployed,
  'role docker': { units: { containerd: 'enabled active', docker: 'enabled active' } },
  'role monitoring': roles.monitoringDeployed,
  'role node_exporter': { units: { node_exporter: 'enabled active' } },
  'role backup': roles.backupDeployed,
  'role nginx': { units: { nginx: 'enabled active' } },
  'role postgresql': { units: { postgresql: 'enabled active' } },
  'role redis': {
    units: { redis: 'enabled active' },
    paths: { '/etc/redis/password.conf': { includes: 'requirepass "p\\"a\'ss w$rd#"' } },
  },
  'role lego': {
    units: { 'lego.timer': 'enabled active' },
    paths: {
      '/etc/lego/environment': { ...file, mode: '0600' },
      '/etc/lego/certificates/www.example.org.crt': { includes: 'run\n' },
    },
    commands: {
      'systemctl start lego && cat /etc/lego/certificates/www.example.org.crt': 'run\nrenew',
    },
  },
  'role sysctl_tuning': roles.sysctlTuningDeployed,
  'role hardening': roles.hardeningDeployed,
  'role swap': roles.swapDeployed,
  'role ntp': { units: { chronyd: 'enabled active' } },
  'role cleanup': roles.cleanupDeployed,
};

/** What the platform says at deployment. */
const extraVars = {
  ...roles.extraVars,
  lego_enabled: true,
  lego_domain: 'www.example.org',
  admin_email: 'admin@example.org',
};

/** Tasks that may honestly report a change in a second run, in the build and at deployment. */
const changing = {
  built: [
    ...kinds.changing('rpm'),
    ...roles.changing('telegraf-1.28.5-vkcs.1-1.x86_64.rpm'),
    'node_exporter: Download node_exporter-1.9.1.linux-amd64.tar.gz',
    'lego: Download lego_v4.17.4_linux_amd64.tar.gz',
  ],
  deployed: [],
};

export default { before, built, deployed, extraVars, changing };
