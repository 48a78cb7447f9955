import { describe, expect, test } from 'vitest';
import type { Resource } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { brief, compileFiles, compileText } from '../support/compile.ts';
import {
  attribute,
  debianFamily,
  labels,
  redhatFamily,
  roles as all,
  systems,
  table,
  use,
} from '../support/role-tables.ts';

// It runs where another role has a start phase, and is tested there.
const roles = all.filter((name) => name !== 'playbooks');

describe('every role', () => {
  test('is checked like a source of a project', () => {
    const entries = Object.keys(library.sources).filter((file) => file.startsWith('vkc:roles/'));
    const names = entries.map((file) => file.replace('vkc:', ''));
    const texts = entries.map((file) => library.sources[file]!);
    const files = Object.entries(library.files).map(([name, content]) => [name.replace('vkc:', ''), content]);
    const sources = names.map((name, i) => [name, texts[i]!]);
    const result = compileFiles(Object.fromEntries([...sources, ...files]), { entries: names });
    expect(brief(result)).toEqual([]);
  });

  /** The order of a role; what else there is can stand between. */
  const steps = [
    ['repository'],
    ['package', 'package_file', 'archive', 'download'],
    ['user', 'group', 'directory', 'file', 'line', 'link', 'sysctl', 'unit', 'kernel_argument'],
    ['service'],
  ];
  const step = ({ kind, label }: Resource) =>
    // A module of dnf is chosen beside the repositories.
    label.startsWith('/etc/dnf/modules.d/') ? 0 : steps.findIndex((kinds) => kinds.includes(kind));

  test.each(roles.filter((name) => !['cleanup', 'users'].includes(name)))(
    '%s: repositories, packages, configuration, services',
    (name) => {
      for (const [os, { build }] of Object.entries(use(name))) {
        const found = build.map(step).filter((number) => number >= 0);
        expect(found, `${os}: ${build.map(({ kind, label }) => `${kind} ${label}`).join(', ')}`).toEqual(
          [...found].sort(),
        );
      }
    },
  );

  test.each(roles)('%s starts at deployment what it leaves stopped in the build', (name) => {
    for (const [os, { build, start }] of Object.entries(use(name))) {
      for (const unit of labels(start, 'service')) {
        expect(attribute(start, 'service', unit, 'enabled'), `${os} ${unit}`).toBe('true');
        expect(attribute(start, 'service', unit, 'state'), `${os} ${unit}`).toBe('started');
        // A timer that the role brings along itself is not enabled by anything.
        if (labels(build, 'unit').includes(unit)) continue;
        expect(attribute(build, 'service', unit, 'enabled'), `${os} ${unit}`).toBe('false');
        expect(attribute(build, 'service', unit, 'state'), `${os} ${unit}`).toBe('stopped');
      }
    }
  });

  test.each(roles.filter((name) => name !== 'monitoring'))('%s checks what it downloads', (name) => {
    for (const [os, { build }] of Object.entries(use(name))) {
      for (const kind of ['download', 'archive', 'package_file']) {
        for (const label of labels(build, kind))
          expect(attribute(build, kind, label, 'checksum'), `${os} ${label}`).toMatch(
            /^sha256:[0-9a-f]{64}$/,
          );
      }
    }
  });
});

describe('the Debian family', () => {
  test('takes everything from its own archive, if told so', () => {
    const distribution = ['docker', 'node_exporter', 'lego'];
    // Telegraf is in no distribution; Ubuntu 20.04 and Debian 11 have no lego of version 4.
    const names = roles.filter((name) => name !== 'monitoring');
    const os = debianFamily.filter((name) => !['ubuntu2004', 'debian11'].includes(name));
    for (const name of names) {
      const body = distribution.includes(name) ? 'source = distribution' : '';
      for (const [system, { build }] of Object.entries(use(name, body, os))) {
        const elsewhere = ['repository', 'download', 'archive', 'package_file'];
        expect(
          elsewhere.flatMap((kind) => labels(build, kind)),
          `${name} on ${system}`,
        ).toEqual([]);
      }
    }
  });
});

describe('what has no answer on a system', () => {
  test.each([
    ['docker', 'source = distribution', redhatFamily],
    ['node_exporter', 'source = distribution', redhatFamily],
    ['lego', 'source = distribution', [...redhatFamily, 'ubuntu2004', 'debian11']],
    ['java', 'version = "8"', ['debian12', 'debian13', 'almalinux10']],
    ['java', 'version = "21"', ['debian12', 'centos7', 'centos8']],
    ['postgresql', 'version = "16"', ['debian12', 'debian13', 'ubuntu2204', 'centos7', 'centos8']],
  ])('%s { %s } does not compile there', (role, body, missing) => {
    for (const os of missing) {
      const result = compileText(`image a {\n  os = [${os}]\n  use ${role} { ${body} }\n}\n`);
      expect(result.diagnostics.length, os).toBeGreaterThan(0);
      expect(result.images, os).toEqual([]);
    }
  });
});

describe('what differs by system', () => {
  const packages = (role: string, body?: string, os?: readonly string[]) =>
    table(use(role, body, os), ({ build }) => labels(build, 'package').join(' '));

  test('the packages of Docker', () => {
    expect(packages('docker', 'source = distribution', debianFamily)).toMatchInlineSnapshot(`
      {
        "debian11 debian12": "docker.io docker-compose apparmor",
        "debian13": "docker.io docker-cli docker-compose apparmor",
        "ubuntu2004 ubuntu2204 ubuntu2404": "docker.io docker-compose-v2 apparmor",
      }
    `);
    for (const { build } of Object.values(use('docker', 'users = ["app"]'))) {
      expect(labels(build, 'repository')).toEqual(['docker']);
      expect(labels(build, 'package')).toContain('docker-ce');
      expect(labels(build, 'user')).toEqual(['app']);
    }
  });

  test('versions, units and folders of PostgreSQL', () => {
    const tell = (body: string) =>
      table(use('postgresql', body), ({ build }) =>
        [
          labels(build, 'package').join(' '),
          ...labels(build, 'service'),
          ...labels(build, 'file').filter((path) => path.includes('conf.d')),
        ].join(', '),
      );
    expect(tell('')).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos7 centos8 rocky10 rocky9": "postgresql-server postgresql-contrib, postgresql, /var/lib/pgsql/data/conf.d/marketplace.conf",
        "debian11": "postgresql-13, postgresql, /etc/postgresql/13/main/conf.d/marketplace.conf",
        "debian12": "postgresql-15, postgresql, /etc/postgresql/15/main/conf.d/marketplace.conf",
        "debian13": "postgresql-17, postgresql, /etc/postgresql/17/main/conf.d/marketplace.conf",
        "ubuntu2004": "postgresql-12, postgresql, /etc/postgresql/12/main/conf.d/marketplace.conf",
        "ubuntu2204": "postgresql-14, postgresql, /etc/postgresql/14/main/conf.d/marketplace.conf",
        "ubuntu2404": "postgresql-16, postgresql, /etc/postgresql/16/main/conf.d/marketplace.conf",
      }
    `);
    expect(tell('source = pgdg')).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos8 rocky10 rocky9": "postgresql17-server postgresql17-contrib, postgresql-17, /var/lib/pgsql/17/data/conf.d/marketplace.conf",
        "centos7": "postgresql15-server postgresql15-contrib, postgresql-15, /var/lib/pgsql/15/data/conf.d/marketplace.conf",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "postgresql-17, postgresql, /etc/postgresql/17/main/conf.d/marketplace.conf",
      }
    `);
  });

  test('the stream of the PostgreSQL module', () => {
    const stream = (body: string) =>
      table(use('postgresql', body, redhatFamily), ({ build }) => {
        const text = attribute(build, 'file', '/etc/dnf/modules.d/postgresql.module', 'content');
        return text?.match(/^(stream|state)=.*$/gm)?.join(' ') ?? 'none';
      });
    expect(stream('')).toMatchInlineSnapshot(`
      {
        "almalinux10 centos7 rocky10": "none",
        "almalinux8 almalinux9 rocky9": "stream=16 state=enabled",
        "centos8": "stream=13 state=enabled",
      }
    `);
    // As AlmaLinux's errata name them.
    const newest = use('postgresql', 'version = "18"', ['almalinux9', 'rocky9']);
    for (const { build } of Object.values(newest))
      expect(attribute(build, 'file', '/etc/dnf/modules.d/postgresql.module', 'content')).toContain(
        'stream=18',
      );
    expect(stream('source = pgdg')).toMatchInlineSnapshot(`
      {
        "almalinux10 centos7 rocky10": "none",
        "almalinux8 almalinux9 centos8 rocky9": "stream= state=disabled",
      }
    `);
  });

  test('Redis, or Valkey', () => {
    const tell = ({ build }: { build: readonly Resource[] }) =>
      [
        ...labels(build, 'package'),
        ...labels(build, 'service'),
        labels(build, 'line')[0],
        attribute(build, 'file', labels(build, 'file')[0]!, 'content')?.split('\n')[0],
      ].join(', ');
    expect(table(use('redis'), tell)).toMatchInlineSnapshot(`
      {
        "almalinux10 rocky10": "valkey, valkey, /etc/valkey/valkey.conf, bind 127.0.0.1 -::1",
        "almalinux8 centos7 centos8": "redis, redis, /etc/redis.conf, bind 127.0.0.1",
        "almalinux9 rocky9": "redis, redis, /etc/redis/redis.conf, bind 127.0.0.1 -::1",
        "debian11 ubuntu2004 ubuntu2204": "redis-server, redis-server, /etc/redis/redis.conf, bind 127.0.0.1",
        "debian12 debian13 ubuntu2404": "redis-server, redis-server, /etc/redis/redis.conf, bind 127.0.0.1 -::1",
      }
    `);
  });

  test('Java', () => {
    const tell = ({ build }: { build: readonly Resource[] }) =>
      `${labels(build, 'package').join(' ')}, ${attribute(build, 'file', '/etc/profile.d/java.sh', 'content')!.trim()}`;
    expect(table(use('java'), tell)).toMatchInlineSnapshot(`
      {
        "almalinux10 rocky10": "java-21-openjdk-headless, export JAVA_HOME=/usr/lib/jvm/jre-21-openjdk",
        "almalinux8 almalinux9 centos8 rocky9": "java-17-openjdk-headless, export JAVA_HOME=/usr/lib/jvm/jre-17-openjdk",
        "centos7": "java-11-openjdk-headless, export JAVA_HOME=/usr/lib/jvm/jre-11-openjdk",
        "debian11 debian12 ubuntu2004 ubuntu2204 ubuntu2404": "openjdk-17-jre-headless, export JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64",
        "debian13": "openjdk-21-jre-headless, export JAVA_HOME=/usr/lib/jvm/java-21-openjdk-amd64",
      }
    `);
    expect(table(use('java', 'kind = jdk  version = "11"', ['ubuntu2204', 'almalinux9']), tell))
      .toMatchInlineSnapshot(`
      {
        "almalinux9": "java-11-openjdk-devel, export JAVA_HOME=/usr/lib/jvm/java-11-openjdk",
        "ubuntu2204": "openjdk-11-jdk-headless, export JAVA_HOME=/usr/lib/jvm/java-11-openjdk-amd64",
      }
    `);
    expect(packages('java', 'version = "25"', ['almalinux9', 'rocky10', 'debian13'])).toEqual({
      'almalinux9 rocky10': 'java-25-openjdk-headless',
      debian13: 'openjdk-25-jre-headless',
    });
    expect(packages('java', 'version = "8"', ['almalinux8', 'centos7', 'ubuntu2004'])).toMatchInlineSnapshot(`
      {
        "almalinux8 centos7": "java-1.8.0-openjdk-headless",
        "ubuntu2004": "openjdk-8-jre-headless",
      }
    `);
  });

  test('locales', () => {
    expect(packages('locale', 'lang = "ru_RU.UTF-8"  further = ["en_US.UTF-8"]')).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos8 rocky10 rocky9": "glibc-langpack-ru glibc-langpack-en",
        "centos7": "",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "locales",
      }
    `);
    const files = table(use('locale'), ({ build }) => labels(build, 'file').join(' '));
    expect(files).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos7 centos8 debian13 rocky10 rocky9": "/etc/locale.conf /etc/cloud/cloud.cfg.d/90-locale.cfg",
        "debian11 debian12 ubuntu2004 ubuntu2204 ubuntu2404": "/etc/default/locale /etc/cloud/cloud.cfg.d/90-locale.cfg",
      }
    `);
    expect(labels(use('locale', 'lang = "C.UTF-8"').debian12!.build, 'line')).toEqual([]);
  });

  test('what keeps the time', () => {
    const tell = ({ build }: { build: readonly Resource[] }) =>
      [...labels(build, 'package'), ...labels(build, 'service'), ...labels(build, 'file')].join(' ');
    expect(table(use('ntp', 'servers = ["ntp.example.org"]'), tell)).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos7 centos8 rocky10 rocky9": "chrony chronyd /etc/chrony.conf",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "systemd-timesyncd systemd-timesyncd /etc/systemd/timesyncd.conf.d/60-servers.conf",
      }
    `);
    expect(table(use('ntp', 'client = chrony  servers = ["ntp.example.org"]'), tell)).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos7 centos8 rocky10 rocky9": "chrony chronyd /etc/chrony.conf",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "chrony chrony /etc/chrony/chrony.conf",
      }
    `);
  });

  test('where EPEL is needed', () => {
    const users = roles.filter((name) => name !== 'epel');
    const needing = users.flatMap((name) =>
      Object.entries(use(name, '', redhatFamily)).flatMap(([os, { target }]) =>
        target.provision.some((run) => run.name === 'epel') ? [`${name} on ${os}`] : [],
      ),
    );
    expect(needing).toMatchInlineSnapshot(`
      [
        "nginx on centos7",
        "redis on centos7",
      ]
    `);
  });

  test('the initramfs is made anew where it lacks a driver', () => {
    const tell = ({ build }: { build: readonly Resource[] }) => {
      const files = [...labels(build, 'file'), ...labels(build, 'line')];
      const path = files.find((each) => /initramfs|dracut/.test(each))!;
      const command = labels(build, 'command').find((each) => /initramfs|dracut/.test(each))!;
      const unless = attribute(build, 'command', command, 'unless')!;
      expect(unless).toMatch(/'\/\(virtio_pci\|virtio_blk\|virtio_scsi\|virtio_net\)\\\.ko'.* = 4$/);
      const lines = build.filter(({ kind, label }) => kind === 'line' && label === path);
      const written =
        attribute(build, 'file', path, 'content') ??
        lines.map(({ attributes }) => (attributes.get('line') as { value: string }).value).join(' ');
      expect(written).toContain('virtio_pci virtio_blk virtio_scsi virtio_net');
      return `${command}: ${path}`;
    };
    expect(table(use('vm_init'), tell)).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos7 centos8 rocky10 rocky9": "dracut --force --regenerate-all: /etc/dracut.conf.d/50-virtio.conf",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "update-initramfs -u -k all: /etc/initramfs-tools/modules",
      }
    `);
  });

  test('the journal is let go of where systemd can', () => {
    const without = Object.entries(use('cleanup')).flatMap(([os, { build }]) =>
      labels(build, 'command').includes('journalctl --relinquish-var') ? [] : [os],
    );
    expect(without).toEqual(['almalinux8', 'centos7', 'centos8']);
  });
});

describe('on real systems', () => {
  const line = (resources: readonly Resource[], kind: string, sign: RegExp) =>
    resources.filter((each) => each.kind === kind && sign.test(each.label)).map(({ label }) => label);
  const body = (resources: readonly Resource[], label: string) =>
    attribute(resources, 'file', label, 'content');

  test('InfluxData’s key has no checksum that a new subkey breaks, and CentOS 7 takes the compatible one', () => {
    for (const [os, { build }] of Object.entries(use('monitoring', 'source = upstream'))) {
      const name = os === 'centos7' ? 'influxdata-archive_compat' : 'influxdata-archive';
      const key = attribute(build, 'repository', 'influxdata', 'key');
      expect(key, os).toBe(`https://repos.influxdata.com/${name}.key`);
      expect(attribute(build, 'repository', 'influxdata', 'key_checksum'), os).toBeUndefined();
    }
  });

  test('keys of repositories are held to fingerprints, unless a mirror may sign', () => {
    const prints = (role: string, body: string, os: string) => {
      const { build } = use(role, body, [os])[os]!;
      const given = build.find(({ kind }) => kind === 'repository')!.attributes.get('key_fingerprints');
      return given?.type === 'list'
        ? given.items.map((each) => (each as { value: string }).value.slice(-8))
        : null;
    };
    expect(prints('docker', '', 'ubuntu2404')).toEqual(['0EBFCD88']);
    expect(prints('docker', '', 'rocky9')).toEqual(['621E9F35']);
    expect(prints('nginx', 'source = upstream', 'debian12')).toEqual(['7BD9BF62', 'B49F6B46', '8D88A2B3']);
    expect(prints('postgresql', 'source = pgdg', 'debian13')).toEqual(['ACCC4CF8']);
    expect(prints('postgresql', 'source = pgdg', 'almalinux9')).toEqual(['08B40D20']);
    expect(prints('monitoring', 'source = upstream', 'debian12')).toEqual(['9FC2F927']);
    expect(redhatFamily.map((os) => prints('epel', '', os)?.[0])).toEqual(
      redhatFamily.map((os) => ({ 7: '352C64E5', 8: '2F86D6A1', 9: '3228467C', 0: 'E37ED158' })[os.at(-1)!]),
    );
    const mirror = 'mirror = "https://mirror.example.org"';
    for (const [role, source] of Object.entries({
      docker: '',
      nginx: 'upstream',
      postgresql: 'pgdg',
      epel: '',
    }))
      for (const os of ['debian12', 'almalinux9'].slice(role === 'epel' ? 1 : 0))
        expect(prints(role, `${mirror}  ${source === '' ? '' : `source = ${source}`}`, os), role).toEqual([]);
  });

  test('Telegraf measures what the platform’s charts show', () => {
    const text = new TextDecoder().decode(library.files['vkc:files/telegraf.conf']);
    for (const input of ['cpu', 'mem', 'disk', 'diskio', 'net', 'netstat'])
      expect(text).toContain(`[[inputs.${input}]]`);
    expect(text).toMatch(/interval = "10s"[^]*"iso9660"/);
  });

  test('the measurements of node_exporter are not for everybody, unless told so', () => {
    const address = (body: string) =>
      Object.values(use('node_exporter', body)).map(
        ({ build }) =>
          /--web.listen-address=(\S+)/.exec(attribute(build, 'unit', 'node_exporter', 'content') ?? '')?.[1],
      );
    expect(new Set(address('source = upstream'))).toEqual(new Set(['127.0.0.1:9100']));
    expect(new Set(address('source = upstream  listen = ":9100"'))).toEqual(new Set([':9100']));
  });

  test('PGDG for CentOS 7 is in the archive', () => {
    const urls = Object.entries(
      use('postgresql', 'source = pgdg  version = "15"', ['centos7', 'almalinux9']),
    );
    expect(urls.map(([, { build }]) => attribute(build, 'repository', 'pgdg', 'url'))).toEqual([
      'https://yum-archive.postgresql.org/15/redhat/rhel-7-x86_64',
      'https://download.postgresql.org/pub/repos/yum/15/redhat/rhel-9-x86_64',
    ]);
    const [focal] = Object.values(use('postgresql', 'source = pgdg', ['ubuntu2004']));
    expect(attribute(focal!.build, 'repository', 'pgdg', 'key')).toBe(
      'https://www.postgresql.org/media/keys/ACCC4CF8.asc',
    );
  });

  test('Docker has buildx, and on EL10 the module that its rules need', () => {
    for (const [os, { build, target }] of Object.entries(use('docker'))) {
      const { family, version } = target.os;
      const isNew = family.name === 'redhat' && Number(version) >= 10;
      expect(labels(build, 'package'), os).toContain('docker-buildx-plugin');
      expect(labels(build, 'package').includes('kernel-modules-extra'), os).toBe(isNew);
    }
  });

  test('Ansible of Ubuntu 20.04 is one that runs start.yml', () => {
    const { images } = compileText('image a {\n  os = [ubuntu2004]\n  use docker\n}\n');
    const run = images[0]!.targets[0]!.provision.find(({ name }) => name === 'playbooks')!;
    expect(labels(run.resources, 'package')).not.toContain('ansible');
    expect(line(run.resources, 'command', /ansible-core==2\.13\./)).toHaveLength(1);
  });

  test('sudo reads the files of users with a dot in their name', () => {
    const { build, target } = use('users', 'sudo = ["john.doe"]', ['debian12']).debian12!;
    expect(labels(build, 'file')).toEqual(['/etc/sudoers.d/50-john+doe']);
    expect(JSON.stringify(target.verify.map(({ checks }) => checks))).toContain('john.doe may use sudo');
  });

  test('cloud-init does not set another locale', () => {
    for (const { build } of Object.values(use('locale', 'lang = "ru_RU.UTF-8"')))
      expect(body(build, '/etc/cloud/cloud.cfg.d/90-locale.cfg')).toBe('locale: ru_RU.UTF-8\n');
  });

  test('EPEL 10 is the one of the minor release', () => {
    const url = ({ build }: { build: readonly Resource[] }) => attribute(build, 'repository', 'epel', 'url')!;
    const found = use('epel', '', ['almalinux9', 'almalinux10']);
    expect(url(found.almalinux9!)).toMatch(/\/epel\/9\/Everything\/x86_64$/);
    expect(url(found.almalinux10!)).toMatch(
      /\/epel\/10\$\{releasever_minor:\+\.\$releasever_minor\}\/Everything\/x86_64$/,
    );
  });

  test('open files are not fewer than systemd allows', () => {
    const limits = (body: string) =>
      Object.entries(use('sysctl_tuning', body)).map(([os, { build }]): [string, string] => {
        const path = '/etc/systemd/system.conf.d/60-tuning.conf';
        return [os, attribute(build, 'file', path, 'content')!.trim().split('\n').at(-1)!];
      });
    for (const [os, limit] of limits(''))
      expect(limit, os).toBe(`DefaultLimitNOFILE=65536:${os === 'centos7' ? '65536' : '524288'}`);
    expect(new Set(limits('open_files = 1000000').map(([, limit]) => limit)).size).toBe(1);
  });

  test('restic’s archive does not stay, and no backup runs before it is said where it goes', () => {
    const { build, target } = use('backup', 'source = upstream', ['debian12']).debian12!;
    expect(labels(build, 'download')).toEqual([expect.stringMatching(/^\/var\/tmp\/restic_/)]);
    expect(target).toBeDefined();
    const text = 'image a {\n  os = [debian12]\n  use backup { scripts = [file("a.sh")] }\n}\n';
    const { images } = compileFiles(
      { 'main.vkimage': text, 'a.sh': 'true\n' },
      { entries: ['main.vkimage'] },
    );
    expect(images[0]!.runtime.find(({ name }) => name === 'backup_enabled')!.initial).toMatchObject({
      value: false,
    });
  });

  test('lego says what it lacks', () => {
    const { start } = use('lego', '', ['debian12']).debian12!;
    expect(start[0]!.conditions.join(' and ')).toMatch(/admin_email == '' or lego_domain == ''/);
    expect(start[0]!.label).toBe('Say what the certificate needs');
  });

  test('SELinux is told of other ports and of a proxy', () => {
    const of = (role: string, text: string, os = 'almalinux9') => {
      const { build } = Object.values(use(role, text, [os]))[0]!;
      return line(build, role === 'nginx' ? 'shell' : 'command', /semanage|setsebool/);
    };
    expect(of('redis', 'port = 6380')).toEqual(['semanage port --add --type redis_port_t --proto tcp 6380']);
    expect(of('redis', '')).toEqual([]);
    expect(of('redis', 'port = 6380', 'debian12')).toEqual([]);
    expect(of('postgresql', 'settings = { port = "5433" }')).toEqual([
      'semanage port --add --type postgresql_port_t --proto tcp 5433',
    ]);
    expect(of('postgresql', '')).toEqual([]);
    expect(of('nginx', 'ports = [80, 8081]')).toHaveLength(1);
    const { build } = use('nginx', 'proxy = true', ['rocky9']).rocky9!;
    expect(line(build, 'command', /httpd_can_network_connect on/)).toHaveLength(1);
    expect(labels(use('redis', 'port = 6380', ['centos7']).centos7!.build, 'package')).toContain(
      'policycoreutils-python',
    );
  });
});

describe('vm_init', () => {
  const order = (resources: readonly Resource[]) =>
    resources.map(({ kind, label, attributes }) => {
      const title = attributes.get('title');
      return title?.type === 'string' ? title.value : `${kind} ${label}`;
    });
  const scripts = ({ build }: { build: readonly Resource[] }) =>
    build.flatMap(({ kind, label }) => (kind === 'shell' || kind === 'command' ? [label] : []));
  const modules = ({ build }: { build: readonly Resource[] }) =>
    build.flatMap(({ kind, attributes }) => {
      const module = attributes.get('module');
      return kind === 'task' && module?.type === 'string'
        ? [module.value.replace('ansible.builtin.', '')]
        : [];
    });

  test('pauses the upgrades that the Debian family makes by itself, before apt is used', () => {
    for (const [os, { build }] of Object.entries(use('vm_init', '', debianFamily))) {
      const paused = build.findIndex(({ label }) => label.includes('mask --runtime'));
      const first = build.findIndex(({ kind }) => kind === 'package' || kind === 'task');
      expect(paused, os).toBeGreaterThanOrEqual(0);
      expect(paused, os).toBeLessThan(first);
      for (const unit of ['apt-daily.timer', 'apt-daily-upgrade.timer', 'unattended-upgrades.service'])
        expect(build[paused]!.label, os).toContain(unit);
      expect(build[paused]!.label, os).toContain('DPkg::Lock::Timeout');
    }
    for (const each of Object.values(use('vm_init', '', redhatFamily)))
      expect(scripts(each).join('\n')).not.toContain('apt-daily');
  });

  test('upgrades the base image, boots a new kernel and removes the old ones, unless told otherwise', () => {
    expect(table(use('vm_init'), (each) => modules(each).join(' '))).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux8 almalinux9 centos8 rocky10 rocky9": "dnf reboot dnf",
        "centos7": "yum reboot yum",
        "debian11 debian12 debian13 ubuntu2004 ubuntu2204 ubuntu2404": "apt reboot apt",
      }
    `);
    for (const [os, each] of Object.entries(use('vm_init'))) {
      const titles = order(each.build);
      const removing = scripts(each).findIndex((line) => /purge$|remove\n?$/m.test(line));
      expect(removing, os).toBeGreaterThanOrEqual(0);
      expect(titles.indexOf('task Upgrade the packages of the base image'), os).toBeLessThan(
        titles.indexOf('task Boot the new kernel'),
      );
    }
    for (const [os, each] of Object.entries(use('vm_init', 'upgrade = false'))) {
      expect(modules(each), os).not.toContain('reboot');
      expect(order(each.build).join(), os).not.toContain('Upgrade');
    }
  });

  test('reboots only from a kernel that is installed into a newer one', () => {
    for (const { build } of Object.values(use('vm_init'))) {
      const reboot = build.find(({ label }) => label === 'Boot the new kernel')!;
      expect(reboot.attributes.get('only_if')).toMatchObject({
        value: expect.stringMatching(/^(linux-version list|test -e \/boot\/vmlinuz-\$\(uname -r\))/),
      });
    }
  });

  test('masks rpcbind on the Red Hat family, where the base image has it', () => {
    for (const [os, { build }] of Object.entries(use('vm_init', '', redhatFamily))) {
      for (const unit of ['rpcbind.socket', 'rpcbind'])
        expect(
          ['masked', 'state', 'if_exists'].map((name) => attribute(build, 'service', unit, name)),
          `${os} ${unit}`,
        ).toEqual(['true', 'stopped', 'true']);
    }
    for (const { build } of Object.values(use('vm_init', 'rpcbind = true', redhatFamily)))
      expect(labels(build, 'service')).not.toContain('rpcbind');
  });

  test('removes development tools of the base image', () => {
    for (const [os, each] of Object.entries(use('vm_init'))) {
      const maps = (_: string, value: unknown) => (value instanceof Map ? [...value] : value);
      const text = JSON.stringify(each.build, maps);
      for (const tool of ['strace', 'ltrace', 'gdb', 'bpftrace'])
        expect(text, `${os} ${tool}`).toContain(tool);
    }
    const [other] = Object.values(use('vm_init', 'unwanted_tools = []', ['ubuntu2404']));
    expect(scripts(other!).join('\n')).not.toContain('strace');
    // Removing strace removes ubuntu-standard: what that brought is not to go with the next autoremove.
    const [usual] = Object.values(use('vm_init', '', ['ubuntu2404']));
    expect(scripts(usual!).join('\n')).toMatch(/apt-mark --quiet=2 manual\n.*purge --auto-remove/);
  });
});

describe('cleanup', () => {
  test('gives free space back at the very end', () => {
    for (const [os, { build }] of Object.entries(use('cleanup'))) {
      expect(build.at(-1)!.label, os).toContain('fstrim --all');
      expect(build.at(-1)!.label, os).toContain('if [ "$discards" = 0 ]');
    }
    const last = (body: string) => use('cleanup', body, ['almalinux9']).almalinux9!.build.at(-1)!.label;
    expect(last('zero_free_space = true')).toContain('if true; then');
    expect(last('trim_free_space = false')).not.toContain('fstrim');
  });

  test('lets Packer log in once more: keys go when the machine shuts down', () => {
    for (const [os, { build }] of Object.entries(use('cleanup'))) {
      const keys = build.filter(({ label }) => /ssh_host_|authorized_keys/.test(label));
      expect(keys, os).toHaveLength(1);
      const { label } = keys[0]!;
      // In memory, so that the image does not have it.
      expect(label, os).toContain('/run/systemd/system/forget-build-keys.service');
      const lines = label.split('\n').filter((line) => /ssh_host_|authorized_keys/.test(line));
      expect(lines.map((line) => line.trim().split('=')[0])).toEqual(['ExecStop', 'ExecStop']);
    }
  });

  test('stops the unit of the random seed before it removes the seed', () => {
    for (const [os, { build }] of Object.entries(use('cleanup'))) {
      const stop = build.findIndex(({ label }) => label === 'Keep the random seed from being saved again');
      const remove = build.findIndex(({ label }) => label.includes('/var/lib/systemd/random-seed'));
      expect(stop, os).toBeGreaterThanOrEqual(0);
      expect(stop, os).toBeLessThan(remove);
    }
  });

  test.each([
    '/etc/machine-info',
    '/var/lib/systemd/timers/stamp-*',
    '/var/lib/wtmpdb/wtmp.db',
    '/etc/NetworkManager/conf.d/*cloud-init*',
    '[.](ansible|aws|',
    'cloud-init clean --logs --seed',
    '/etc/hostname',
  ])('leaves nothing of %s', (sign) => {
    for (const [os, { build }] of Object.entries(use('cleanup')))
      expect(
        build.some(({ label }) => label.includes(sign)),
        os,
      ).toBe(true);
  });

  test('takes only those interfaces of the Red Hat family that cloud-init wrote', () => {
    for (const { build } of Object.values(use('cleanup', '', redhatFamily))) {
      const all = build.map(({ label }) => label).join('\n');
      expect(all).toContain('ifcfg-* -exec grep --quiet "Created by cloud-init"');
      expect(all).toContain('/root/anaconda-ks.cfg');
      expect(all).toContain('/etc/resolv.conf');
    }
  });
});

describe('hardening', () => {
  const settings = (body = '') =>
    Object.entries(use('hardening', body)).map(([os, { build }]) => {
      const lines = build.filter(({ label }) => label === '/etc/ssh/sshd_config');
      const text = attribute(build, 'file', '/etc/ssh/sshd_config.d/10-hardening.conf', 'content');
      const own = lines.map(({ attributes }) => (attributes.get('line') as { value: string }).value);
      return { os, lines: text?.trim().split('\n') ?? own };
    });

  test('sets the same everywhere, line by line where sshd reads one file only', () => {
    const [first, ...others] = settings();
    for (const other of others) expect(other.lines, other.os).toEqual(first!.lines);
    const inLines = table(use('hardening'), ({ build }) =>
      labels(build, 'line').length > 0 ? 'lines' : 'file',
    );
    expect(inLines).toMatchInlineSnapshot(`
      {
        "almalinux10 almalinux9 debian11 debian12 debian13 rocky10 rocky9 ubuntu2004 ubuntu2204 ubuntu2404": "file",
        "almalinux8 centos7 centos8": "lines",
      }
    `);
  });

  test('keeps what the platform needs', () => {
    for (const { os, lines } of settings()) {
      expect(lines, os).toContain('PubkeyAuthentication yes');
      expect(lines, os).toContain('PasswordAuthentication no');
      expect(lines.join(' '), os).not.toMatch(/AllowUsers|DenyUsers|AllowGroups|UsePAM|AuthorizedKeysFile/);
    }
    for (const { build } of Object.values(use('hardening'))) {
      const kernel = attribute(build, 'file', '/etc/sysctl.d/60-hardening.conf', 'content');
      expect(kernel).not.toMatch(/ip_forward|forwarding|disable_ipv6/);
      // Docker's file system, the seed of cloud-init and the boot partition.
      const modules = attribute(build, 'file', '/etc/modprobe.d/60-hardening.conf', 'content');
      expect(modules).not.toMatch(/overlay|iso9660|vfat|squashfs|virtio/);
    }
  });

  test('lets an author say otherwise', () => {
    const [first] = settings(
      'password_login = true  sshd = { MaxAuthTries = "6", AllowTcpForwarding = "no" }',
    );
    expect(first!.lines).toEqual(
      expect.arrayContaining(['PasswordAuthentication yes', 'MaxAuthTries 6', 'AllowTcpForwarding no']),
    );
  });
});

describe('deployment', () => {
  test('Telegraf waits for the platform’s output, unless it has one of its own', () => {
    const conditions = (body: string) =>
      use('monitoring', body, ['debian12']).debian12!.start.map((each) => each.conditions);
    expect(conditions('')).toEqual([
      ["monitoring_output_endpoint != ''"],
      ["monitoring_output_endpoint != ''"],
    ]);
    expect(conditions('outputs = own')).toEqual([[]]);
  });

  test('passwords are in no log', () => {
    for (const role of ['monitoring', 'redis']) {
      const { target } = use(role, '', ['debian12']).debian12!;
      const tasks = target.start
        .flatMap((run) => run.tasks)
        .filter((task) => task.module.endsWith('.template'));
      expect(tasks).toHaveLength(1);
      expect(tasks[0]!.keywords.get('no_log')).toMatchObject({ value: true });
    }
  });

  test('swap is made then, and its size is the one that is asked for', () => {
    const { build, start } = use('swap', 'size = 512M', ['almalinux9']).almalinux9!;
    expect(build.map(({ kind }) => kind)).toEqual(['sysctl']);
    expect(labels(start, 'shell')[0]).toContain('count=512M');
  });
});

test('the systems of the two families are all of them', () => {
  expect([...debianFamily, ...redhatFamily].sort()).toEqual(systems);
  expect(debianFamily.length).toBeGreaterThan(3);
});
