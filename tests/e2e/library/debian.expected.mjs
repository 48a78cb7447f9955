// What debian.vkimage makes of a machine, by role, beside what kinds.vkimage does.
import * as kinds from './kinds.expected.mjs';
import * as roles from './roles.expected.mjs';

const { file, folder } = roles;

const before = `${kinds.before}${roles.before}
python3 -c 'import urllib.request as u; u.urlretrieve("https://stand-in.example/apt/pool/unwanted_1.0-1_all.deb", "/tmp/unwanted.deb")'
dpkg --install /tmp/unwanted.deb
`;

const built = {
  ...kinds.built('debian'),
  'role vm_init': {
    packages: {
      'cloud-init': true,
      curl: true,
      'qemu-guest-agent': true,
      'openssh-server': true,
      'ca-certificates': true,
    },
    units: { ssh: 'enabled active' },
    commands: {
      [roles.kernelLine]: 'console=tty0 console=ttyS0,115200n8',
      'lsinitramfs /boot/initrd.img-$(uname -r) | grep -c virtio_net.ko': '1',
    },
  },
  'role docker': {
    packages: { 'docker.io': true, 'docker-compose': true },
    units: {
      docker: 'disabled inactive',
      'docker.socket': 'disabled inactive',
      containerd: 'disabled inactive',
    },
    paths: { '/etc/docker/daemon.json': { ...file, includes: '"max-size": "10m"' } },
    commands: { 'id --name --groups debian': 'docker', 'docker --version': 'Docker version' },
  },
  'role monitoring': roles.monitoring,
  'role node_exporter': {
    packages: { 'prometheus-node-exporter': true },
    units: { 'prometheus-node-exporter': 'disabled inactive' },
    paths: {
      '/etc/default/prometheus-node-exporter': {
        ...file,
        includes: '--web.listen-address=127.0.0.1:9100 --no-collector.wifi',
      },
    },
  },
  'role backup': roles.backup,
  'role nginx': {
    packages: { nginx: true },
    units: { nginx: 'disabled inactive' },
    paths: {
      '/etc/nginx/conf.d/site.conf': { ...file, includes: 'site of the test' },
      '/etc/nginx/sites-enabled/default': false,
    },
  },
  'role postgresql': {
    packages: { 'postgresql-15': true },
    units: { postgresql: 'disabled inactive' },
    paths: {
      '/etc/postgresql/15/main/conf.d/marketplace.conf': {
        ...file,
        owner: 'postgres',
        group: 'postgres',
        content: "listen_addresses = 'localhost'\nshared_buffers = '32MB'\nlog_line_prefix = 'it''s %m '\n",
      },
    },
    commands: { 'grep ^host.*10.0.0.0/8 /etc/postgresql/15/main/pg_hba.conf': 'scram-sha-256' },
  },
  'role redis': {
    packages: { 'redis-server': true },
    units: { 'redis-server': 'disabled inactive' },
    paths: {
      '/etc/redis/marketplace.conf': {
        owner: 'redis',
        group: 'redis',
        mode: '0640',
        includes: 'maxmemory 64mb\n',
      },
    },
    commands: { 'tail -2 /etc/redis/redis.conf': 'include /etc/redis/password.conf' },
  },
  'role java': {
    packages: { 'openjdk-17-jre-headless': true },
    paths: {
      '/etc/profile.d/java.sh': { ...file, includes: 'JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64' },
    },
    commands: { '. /etc/profile.d/java.sh && $JAVA_HOME/bin/java -version': 'openjdk version "17' },
  },
  'role lego': {
    packages: { lego: true },
    units: { lego: 'static inactive', 'lego.timer': 'disabled inactive' },
    paths: {
      '/etc/lego': { ...folder, mode: '0700' },
      '/usr/local/sbin/lego-certificate': { ...file, mode: '0755' },
    },
    commands: { '/usr/bin/lego --version': 'lego version', 'sh -n /usr/local/sbin/lego-certificate': '' },
  },
  'role users': roles.users,
  'role timezone': {
    ...roles.timezone,
    paths: { ...roles.timezone.paths, '/etc/timezone': { ...file, content: 'Europe/Moscow\n' } },
  },
  'role locale': {
    packages: { locales: true },
    paths: { '/etc/default/locale': { ...file, content: 'LANG=ru_RU.UTF-8\n' } },
    commands: {
      'locale -a | grep --count utf8': '3',
      'LANG=ru_RU.UTF-8 date --date=2026-01-02 +%B': 'нвар',
    },
  },
  'role sysctl_tuning': roles.sysctlTuning('5'),
  'role hardening': roles.hardening,
  'role swap': roles.swap,
  'role ntp': {
    packages: { 'systemd-timesyncd': true },
    paths: {
      '/etc/systemd/timesyncd.conf.d/60-servers.conf': { ...file, content: '[Time]\nNTP=ntp.example.org\n' },
    },
    units: { 'systemd-timesyncd': 'enabled active' },
  },
  'role playbooks': roles.playbooks,
  'role cleanup': roles.cleanup({
    'find /var/lib/apt/lists /var/cache/apt/archives -type f -not -name lock | wc -l': '0',
  }),
};

const deployed = {
  ...kinds.deployed,
  'role docker': {
    units: { containerd: 'enabled active', docker: 'enabled active' },
    commands: {
      'docker info --format "{{ .LoggingDriver }}"': 'json-file',
      'docker-compose version': 'version',
    },
  },
  'role monitoring': roles.monitoringDeployed,
  'role node_exporter': {
    units: { 'prometheus-node-exporter': 'enabled active' },
    commands: { 'curl -s http://127.0.0.1:9100/metrics | grep ^node_uname_info': 'library-debian' },
  },
  'role backup': roles.backupDeployed,
  'role nginx': {
    units: { nginx: 'enabled active' },
    commands: { 'curl -s http://127.0.0.1:8081/': 'site of the test' },
  },
  'role postgresql': {
    units: { postgresql: 'enabled active' },
    commands: {
      'cd / && sudo -u postgres psql -Atc "show shared_buffers; show log_line_prefix"': "32MB\nit's %m",
    },
  },
  'role redis': {
    units: { 'redis-server': 'enabled active' },
    commands: {
      [`${roles.redisLogin} redis-cli config get maxmemory`]: '67108864',
      'redis-cli ping': 'NOAUTH',
    },
  },
  // What it asks for comes from a certificate authority: started on the stand-in for AlmaLinux only.
  'role lego': { units: { 'lego.timer': 'disabled inactive' }, paths: { '/etc/lego/environment': false } },
  'role sysctl_tuning': roles.sysctlTuningDeployed,
  'role hardening': roles.hardeningDeployed,
  'role swap': roles.swapDeployed,
  'role timezone': { commands: { 'date +%Z': 'MSK' } },
  'role cleanup': roles.cleanupDeployed,
};

/** What the platform says at deployment. */
const extraVars = { ...roles.extraVars, lego_enabled: false };

/** Tasks that may honestly report a change in a second run, in the build and at deployment. */
const changing = {
  built: [...kinds.changing('deb'), ...roles.changing('telegraf_1.28.5-vkcs.1-1_amd64.deb')],
  deployed: [],
};

export default { before, built, deployed, extraVars, changing };
