// The packages that the stand-in for AlmaLinux gets from AppStream, EPEL and others: names, units, accounts and files as
// the roles meet them. What they run does nothing.

const program = (text) => `#!/bin/sh\n${text}\n`;

export const telegraf = (version) => ({
  version,
  units: ['telegraf'],
  users: { telegraf: '/etc/telegraf' },
  files: { '/usr/bin/telegraf': program('echo Telegraf') },
});

export const docker = [
  ['docker-ce', { units: ['docker', 'docker.socket'], groups: ['docker'] }],
  ['docker-ce-cli', { files: { '/usr/bin/docker': program('echo Docker version') } }],
  ['containerd.io', { units: ['containerd'] }],
  ['docker-compose-plugin', {}],
  ['docker-buildx-plugin', {}],
];

export const epel = [
  ['restic', { files: { '/usr/bin/restic': program('echo restic') } }],
  ['rclone', { files: { '/usr/bin/rclone': program('echo rclone') } }],
];

/**
 * The module of PostgreSQL in AppStream of EL 9: two streams, none of which is the default. Until a stream is enabled, dnf hides its
 * packages; then it hides those of the same names that are in no stream.
 */
export const modules = `${['15', '16']
  .map(
    (stream) => `---
document: modulemd
version: 2
data:
  name: postgresql
  stream: "${stream}"
  version: 9040020240101000000
  context: rhel9
  arch: x86_64
  summary: PostgreSQL ${stream}
  description: Stand-in for the module.
  license:
    module: [MIT]
  profiles:
    server:
      rpms: [postgresql-server]
  artifacts:
    rpms:
      - postgresql-contrib-0:${stream}.4-1.noarch
      - postgresql-server-0:${stream}.4-1.noarch
`,
  )
  .join('')}`;

/** Makes a cluster as far as the role looks at it. */
const postgresqlSetup = program(`set -eu
[ "$1" = --initdb ]
cd /var/lib/pgsql/data
echo 16 >PG_VERSION
echo "# PostgreSQL" >postgresql.conf
echo "local all all peer" >pg_hba.conf
chown postgres:postgres PG_VERSION postgresql.conf pg_hba.conf
chmod 600 PG_VERSION postgresql.conf pg_hba.conf`);

export const appstream = [
  [
    'nginx',
    {
      units: ['nginx'],
      users: { nginx: '/var/lib/nginx' },
      folders: { '/etc/nginx/conf.d': 'root' },
      files: {
        '/usr/sbin/nginx': program('[ "$1" = -t ]'),
        '/etc/nginx/nginx.conf': 'include conf.d/*.conf;\n',
      },
    },
  ],
  [
    'postgresql-server',
    {
      version: '16.4',
      units: ['postgresql'],
      users: { postgres: '/var/lib/pgsql' },
      folders: { '/var/lib/pgsql': 'postgres', '/var/lib/pgsql/data': 'postgres' },
      files: { '/usr/bin/postgresql-setup': postgresqlSetup },
    },
  ],
  ['postgresql-contrib', { version: '16.4' }],
  [
    'redis',
    {
      version: '6.2',
      units: ['redis'],
      users: { redis: '/var/lib/redis' },
      folders: { '/etc/redis': 'redis' },
      files: { '/etc/redis/redis.conf': 'port 6379\n' },
    },
  ],
  [
    'java-17-openjdk-headless',
    { files: { '/usr/lib/jvm/jre-17-openjdk/bin/java': program('echo openjdk 17') } },
  ],
  // The one that is there without a module, as in AppStream of EL 9.
  ['postgresql-server', { version: '13.9' }],
  ['postgresql-contrib', { version: '13.9' }],
  ['chrony', { units: ['chronyd'], files: { '/etc/chrony.conf': 'pool pool.example iburst\n' } }],
  ['glibc-langpack-en', {}],
  ['glibc-langpack-ru', {}],
  ['sudo', {}],
  ['tzdata', {}],
  ['tar', {}],
  ['gzip', {}],
  ['unzip', {}],
  ['bzip2', {}],
];
