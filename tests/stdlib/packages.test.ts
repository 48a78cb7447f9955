import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Os } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { often } from '../../stdlib/packages/debian.ts';
import { pairs } from '../../stdlib/packages/pairs.ts';
import { compileText } from '../support/compile.ts';

const { packages } = library;
const names = Object.keys(library.sources).flatMap(
  (path) => /^vkc:systems\/(\w+)\.vkimage$/.exec(path)?.[1] ?? [],
);
const systems = new Map<string, Os>(
  compileText(`image a {\n  os = [${names.join(', ')}]\n  package jq\n}\n`).images[0]!.targets.map(
    ({ os }) => [os.name, os],
  ),
);
const on = (name: string): Os => systems.get(name)!;
const lines = pairs.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('pairs of names', () => {
  test('are many, and each has two sides', () => {
    expect(lines.length).toBeGreaterThanOrEqual(200);
    for (const line of lines) expect(line).toMatch(/^\*?\S.* \| \S[^|]*(?: \| \S.*[.])?$/);
  });

  test.each([...systems.keys()])('have right names that are right on %s', (name) => {
    const os = on(name);
    const asked = lines.flatMap((line) => line.replace(/^\*/, '').split(/ [|<] | /));
    const right = asked.flatMap((each) => packages.right(each, os)?.names ?? []);
    expect(right.length).toBeGreaterThan(100);
    const wrong = right.filter(
      (each) => packages.right(each, os) !== null || packages.doubtful(each, os) !== null,
    );
    expect(wrong).toEqual([]);
  });
});

const textOf = (family: string) =>
  readFileSync(join(import.meta.dirname, `../../stdlib/packages/${family}.txt`), 'utf8');

test.each(['11', '12', '13'])(
  'what images often have is in the index of Debian %s, as far as that goes',
  (release) => {
    const [head, ...sections] = textOf('debian').split(/^\[/m);
    const families = new RegExp(head!.slice('families '.length).trim());
    const own = sections.filter((each) => each.split(']')[0]!.split(' ').includes(release));
    const names = new Set(own.flatMap((each) => each.split('\n').slice(1)));
    const missing = [...often].filter((name) => !families.test(name) && !names.has(name));
    // Its Ansible is older than the name.
    expect(missing).toEqual(release === '11' ? ['ansible-core'] : []);
  },
);

test('the indexes have at most 400 KB together', () => {
  const bytes = ['debian', 'ubuntu', 'redhat'].map((family) => Buffer.byteLength(textOf(family)));
  expect(Math.min(...bytes)).toBeGreaterThan(100);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(400_000);
});

describe('what Ubuntu has and Debian has not', () => {
  test.each([
    ['dotnet-sdk-8.0', 'ubuntu2404', true],
    ['aspnetcore-runtime-6.0', 'ubuntu2204', true],
    ['secureboot-db', 'ubuntu2404', true],
    // Another release has it, so nobody knows.
    ['dotnet-sdk-8.0', 'ubuntu2204', true],
    ['dotnet-sdk-8.0', 'debian12', false],
    ['rustc-1.85', 'debian13', false],
  ])('%s on %s: no doubt is %j', (name, os, right) => {
    expect(packages.doubtful(name, on(os)) === null).toBe(right);
  });
});

describe('each release of Debian and of the Red Hat family has names of its own', () => {
  test.each([
    ['asterisk', 'debian11', true],
    ['asterisk', 'debian12', false],
    ['ansible-core', 'debian11', false],
    ['ansible', 'debian11', true],
    ['podman-compose', 'debian11', false],
    ['podman-compose', 'debian12', true],
    // Ubuntu had them as long as Debian had.
    ['asterisk', 'ubuntu2004', true],
    ['fusiondirectory', 'ubuntu2004', true],
    ['fusiondirectory', 'ubuntu2404', false],
  ])('%s on %s: no doubt is %j', (name, os, right) => {
    expect(packages.doubtful(name, on(os)) === null).toBe(right);
  });

  test('no name is proposed that another release of the Red Hat family has', () => {
    // Only errata of release 8 name xinetd; of none does it follow that a right name is wrong.
    expect(packages.doubtful('xinetdd', on('almalinux8'))).toEqual({ near: 'xinetd' });
    expect(packages.doubtful('xinetdd', on('almalinux9'))).toBeNull();
    expect(packages.doubtful('xinetd', on('almalinux9'))).toBeNull();
    expect(packages.doubtful('xinetdd', on('centos7'))).toEqual({ near: 'xinetd' });
  });
});

describe('a name of elsewhere', () => {
  test.each([
    ['httpd', 'debian12', 'apache2'],
    ['apache2', 'almalinux9', 'httpd'],
    ['apache', 'ubuntu2404', 'apache2'],
    ['docker', 'debian12', 'docker.io'],
    ['docker', 'almalinux9', ''],
    ['docker.io', 'almalinux9', 'podman'],
    ['nodejs-npm', 'debian13', 'npm'],
    ['python', 'ubuntu2204', 'python3'],
    ['vim-enhanced', 'debian12', 'vim'],
    ['netcat', 'debian13', 'netcat-openbsd'],
    ['netcat', 'almalinux9', 'nmap-ncat'],
    ['cron', 'almalinux9', 'cronie'],
    ['cronie', 'debian12', 'cron'],
    ['dnsutils', 'rocky9', 'bind-utils'],
    ['bind-utils', 'debian12', 'bind9-dnsutils'],
    ['python3-dev', 'almalinux8', 'python3-devel'],
    ['libssl-dev', 'almalinux9', 'openssl-devel'],
    ['openssl-devel', 'debian12', 'libssl-dev'],
    ['build-essential', 'almalinux9', 'gcc gcc-c++ make'],
    ['ntp', 'almalinux9', 'chrony'],
    ['mysql-server', 'debian12', 'default-mysql-server'],
    ['mysql', 'ubuntu2404', 'mysql-server'],
    ['redis-server', 'almalinux9', 'redis'],
    ['redis-server', 'almalinux10', 'valkey'],
    ['redis', 'almalinux10', 'valkey'],
    ['linux-image-amd64', 'ubuntu2404', 'linux-image-generic'],
    ['java-17-openjdk-headless', 'debian12', 'openjdk-17-jre-headless'],
    ['java-17-openjdk-headless', 'debian13', 'default-jre-headless'],
    ['openjdk-17-jre-headless', 'rocky9', 'java-17-openjdk-headless'],
    ['openjdk-17-jdk', 'almalinux10', 'java-21-openjdk-devel'],
    ['openjdk-8-jre', 'almalinux8', 'java-1.8.0-openjdk'],
    ['iproute', 'debian12', 'iproute2'],
    ['iproute2', 'almalinux9', 'iproute'],
    ['sshd', 'debian12', 'openssh-server'],
    ['ssh', 'almalinux9', 'openssh-server'],
    ['mongodb', 'debian12', ''],
    ['postgres', 'debian12', 'postgresql'],
    ['postgres', 'almalinux9', 'postgresql-server'],
    ['nginx-full', 'almalinux9', 'nginx'],
    ['linux-headers-amd64', 'almalinux9', 'kernel-devel'],
    ['kernel-devel', 'ubuntu2404', 'linux-headers-generic'],
    ['mailx', 'debian12', 'bsd-mailx'],
    ['mailutils', 'almalinux8', 'mailx'],
    ['polkitd', 'debian11', 'policykit-1'],
    ['policykit-1', 'almalinux9', 'polkit'],
    ['freeipa-client', 'debian11', ''],
  ])('%s on %s is %s', (name, os, right) => {
    expect(packages.right(name, on(os))?.names.join(' ')).toBe(right);
  });
});

describe('a name that is right', () => {
  test.each([
    ['nginx', 'debian12'],
    ['dnsutils', 'debian13'],
    ['python', 'centos7'],
    ['netcat', 'ubuntu2204'],
    ['libxslt-dev', 'debian12'],
    ['qemu-kvm', 'debian12'],
    ['python3', 'centos7'],
    ['linux-image-amd64', 'debian12'],
    ['nginx', 'almalinux9'],
    ['ssh', 'debian12'],
    ['redis', 'debian12'],
    ['vim', 'almalinux9'],
    ['docker.io', 'ubuntu2404'],
    ['cronie', 'debian13'],
    ['ntp', 'debian12'],
    ['podman', 'debian12'],
    ['postgresql', 'almalinux9'],
    ['postgresql-16', 'ubuntu2404'],
    ['php8.3-fpm', 'ubuntu2404'],
    ['mysql-server', 'ubuntu2204'],
    ['python3-requests', 'debian12'],
    ['libpq-dev', 'debian12'],
    ['linux-image-virtual', 'ubuntu2404'],
    ['openjdk-21-jre', 'ubuntu2404'],
    ['openjdk-17-jdk', 'debian12'],
    ['htop', 'almalinux9'],
    ['java-11-openjdk', 'almalinux9'],
    ['some-package-of-epel', 'almalinux9'],
    ['mariadb', 'almalinux9'],
  ])('%s on %s is left alone', (name, os) => {
    expect(packages.right(name, on(os))).toBeNull();
    expect(packages.doubtful(name, on(os))).toBeNull();
  });
});

describe('a name of EPEL or of a vendor', () => {
  // Real packages that no erratum of AlmaLinux names.
  const real = `htop atop iftop tmux mc pwgen p7zip bat ripgrep fping jo yq monit munin nagios zabbix-agent telegraf grafana-agent
    filebeat vector fluent-bit consul nomad vault terraform packer kubelet kubeadm kubectl helm etcd minio caddy traefik
    elasticsearch kibana logstash opensearch rabbitmq-server mongodb-org-server influxdb2 clickhouse-server cassandra
    gitlab-runner jenkins nfs-utils autofs rng-tools snapd fail2ban-server clamav-update lynis rkhunter ossec-hids wazuh-agent
    docker-ce docker-ce-cli containerd.io nvidia-driver cuda-toolkit ollama tailscale wireguard-tools openvpn easy-rsa`;
  test.each(['almalinux8', 'almalinux9', 'almalinux10', 'rocky9'])('is not doubted on %s', (os) => {
    const doubted = real.split(/\s+/).filter((name) => packages.doubtful(name, on(os)) !== null);
    expect(doubted).toEqual([]);
  });
});

describe('a name that nobody knows', () => {
  test.each([
    ['postgresq', 'debian12', 'postgresql'],
    ['nginxx', 'ubuntu2404', 'nginx'],
    ['certbto', 'debian13', 'certbot'],
    ['ngnix', 'almalinux9', 'nginx'],
    ['firewalld-d', 'debian12', null],
    ['libfoo-devel', 'debian12', null],
    ['foo-dev', 'almalinux9', 'foo-devel'],
    ['keepalivd', 'almalinux9', 'keepalived'],
    ['buildha', 'rocky9', 'buildah'],
  ])('%s on %s is perhaps %s', (name, os, near) => {
    expect(packages.doubtful(name, on(os))).toEqual({ near });
  });
});

describe('in an image', () => {
  const found = (body: string, os = 'debian12', outside = '') => {
    const result = compileText(`image a {\n  os = [${os}]\n${body}\n}\n${outside}`);
    return result.diagnostics
      .filter(({ code }) => ['package-name', 'unknown-package'].includes(code))
      .map(({ code, help, fix, targets }) => ({ code, help, fix: fix?.edits[0]?.text ?? null, targets }));
  };

  test('the right name takes the place of a wrong one', () => {
    expect(found('package httpd')).toEqual([
      { code: 'package-name', help: 'Write `apache2`.', fix: 'apache2', targets: [] },
    ]);
    expect(found('package ["httpd", jq]')[0]!.fix).toBe('"apache2"');
    expect(found('package docker')[0]!.fix).toBe('"docker.io"');
  });

  test('unless it is right on other systems', () => {
    expect(found('package httpd', 'debian12, almalinux9')).toEqual([
      {
        code: 'package-name',
        help: 'Here it is `apache2`; decide with `match os.family { … }`.',
        fix: null,
        targets: ['debian12'],
      },
    ]);
    const chosen = 'match os.family {\n  debian { package httpd }\n  redhat { package httpd }\n}';
    expect(found(chosen, 'debian12, almalinux9')[0]!.fix).toBe('apache2');
  });

  test('several names, and none, are told without an edit', () => {
    expect(found('package build-essential', 'almalinux9')).toEqual([
      { code: 'package-name', help: 'Write `gcc`, `gcc-c++` and `make`.', fix: null, targets: [] },
    ]);
    expect(found('package docker', 'almalinux9')[0]!.help).toMatch(/^`use docker` brings/);
  });

  test('a repository of its own may bring what is not known', () => {
    const repository =
      'repository own {\n  url = "https://example.org/debian"\n  key = "https://example.org/key.asc"\n}';
    expect(found('package our-own-tool')).toHaveLength(1);
    expect(found(`${repository}\npackage our-own-tool`)).toEqual([]);
    expect(found(`${repository}\npackage mongodb-org`)).toEqual([]);
    expect(found(`${repository}\npackage httpd`)).toHaveLength(1);
    expect(
      found(
        'command "dnf config-manager --add-repo https://example.org/r.repo" { creates = "/etc/yum.repos.d/r.repo" }\npackage docker-ce',
        'almalinux9',
      ),
    ).toEqual([]);
  });

  test('what is removed, has a version or is a pattern is left alone', () => {
    expect(found('package httpd { state = absent }')).toEqual([]);
    expect(found('package "php*-fpm"')).toEqual([]);
  });

  test('the roles of the library name packages rightly on every system', () => {
    const uses = Object.keys(library.sources).flatMap(
      (path) => /^vkc:roles\/(\w+)\.vkimage$/.exec(path)?.[1] ?? [],
    );
    for (const role of uses) expect(found(`use ${role}`, names.join(', ')), role).toEqual([]);
  });
});
