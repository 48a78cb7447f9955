import type { Image, Os, Target } from '../../../compiler/model/ir.ts';
import { publishOf } from '../../../compiler/assemble/publish.ts';
import { BUILDER_NAMES } from '../../../compiler/model/builder-names.ts';
import { BUILD_DEFAULTS } from '../../../compiler/language/blocks.ts';
import type { Span } from '../../../grammar/span.ts';
import { at } from '../values.ts';

/** A system with only what the emitters look at. */
export function system(name: 'ubuntu2404' | 'almalinux9', change: Partial<Os> = {}): Os {
  const ubuntu = name === 'ubuntu2404';
  return {
    name,
    title: ubuntu ? 'Ubuntu 24.04' : 'AlmaLinux 9',
    family: {
      name: ubuntu ? 'debian' : 'redhat',
      title: ubuntu ? 'Debian' : 'Red Hat',
      ansible: ubuntu ? 'Debian' : 'RedHat',
      sftp_server: ubuntu ? '/usr/lib/openssh/sftp-server' : '/usr/libexec/openssh/sftp-server',
    },
    distro: ubuntu ? 'ubuntu' : 'almalinux',
    release: ubuntu ? '24.04' : '9',
    version: ubuntu ? '24' : '9',
    codename: ubuntu ? 'noble' : '',
    short: ubuntu ? 'ubuntu24' : 'almalinux9',
    user: ubuntu ? 'ubuntu' : 'almalinux',
    arch: 'amd64',
    source: ubuntu ? 'ubuntu-24' : 'almalinux-9',
    image: ubuntu
      ? {
          url: 'https://cloud-images.ubuntu.com/noble/current/noble-server-cloudimg-amd64.img',
          // Packer reads a `file:` checksum when validating already, which tests must not need the network for.
          checksum: `sha256:${'0'.repeat(64)}`,
        }
      : { url: 'https://repo.almalinux.org/almalinux/9/cloud/x86_64/images/latest.qcow2', checksum: 'none' },
    package_manager: ubuntu ? 'apt' : 'dnf',
    versions: new Map(),
    python: '3.12',
    end_of_life: '2029-05',
    origin: at(90),
    ...change,
  };
}

export const entry = (value: string, line: number) => ({ value, origin: at(line) });

/** The machine that builds, where the author says nothing. */
export function defaultBuild(origin: Span): Target['build'] {
  const usual = <V>(value: V) => ({ value, given: false, origin });
  const { disk, memory, cpus, timeout, firmware } = BUILD_DEFAULTS;
  return {
    builder: usual(BUILDER_NAMES[0]),
    settings: new Map(),
    packer: new Map(),
    disk: usual(disk),
    memory: usual(memory),
    cpus: usual(cpus),
    cpu_model: null,
    timeout: usual(timeout),
    firmware: usual(firmware),
  };
}

export function target(name: string, os: Os, build: Partial<Target['build']> = {}): Target {
  return {
    name,
    os,
    base: null,
    variant: null,
    metadata: new Map([
      ['os_admin_user', entry(os.user, 1)],
      ['os_version', entry(os.version, 1)],
      ['hw_qemu_guest_agent', entry('yes', 1)],
      ['mcs_name', entry('PostgreSQL 16: "ёлка"', 7)],
    ]),
    build: { ...defaultBuild(at(2)), ...build },
    publish: publishOf({ target: name, version: null, written: new Map(), origin: at(2) }),
    provision: [],
    start: [],
    allows: [],
    verify: [],
    verify_start: [],
    origin: at(2),
  };
}

export function image(targets: Image['targets'], change: Partial<Image> = {}): Image {
  return {
    name: 'xaas-nginx',
    title: 'nginx',
    description: null,
    version: null,
    doc: null,
    targets,
    export: { format: 'qcow2', checksum: [], compress: false, manifest: false, origin: at(20) },
    ci: { pipeline: 'gitlab', runner: [], image: null, publish: 'tags', origin: at(21) },
    sources: 'own',
    packer: new Map(),
    ansible: new Map(),
    environment: new Map(),
    galaxy: new Map(),
    user_data: null,
    runtime: [],
    requirements: { roles: [], collections: [] },
    implicit_roles: { first: 'vm_init', start: 'playbooks', last: 'cleanup' },
    origin: at(1),
    ...change,
  };
}

const gibi = 1024 ** 3;
export const given = <V>(value: V, line: number) => ({ value, given: true, origin: at(line) });
export const gib = (count: number, line: number) => given(count * gibi, line);
