import type { Image, Os, Resource, RoleRun, Target, Task } from '../../../compiler/model/ir.ts';
import { publishOf } from '../../../compiler/assemble/publish.ts';
import { bool, int, jinja, list, map, string } from '../../../compiler/model/value.ts';
import type { Value } from '../../../compiler/model/value.ts';
import type { Span } from '../../../grammar/span.ts';
import { defaultBuild } from './packer-image.ts';

/** A place in the source that stands for "line n". */
export function line(n: number): Span {
  return { file: 'service.vkimage', start: n * 100, end: n * 100 + 10, line: n };
}

const debian = {
  name: 'debian',
  title: 'Debian',
  ansible: 'Debian',
  sftp_server: '/usr/lib/openssh/sftp-server',
};
const redhat = {
  name: 'redhat',
  title: 'Red Hat',
  ansible: 'RedHat',
  sftp_server: '/usr/libexec/openssh/sftp-server',
};

function system(
  values: Omit<
    Os,
    'arch' | 'image' | 'package_manager' | 'versions' | 'python' | 'end_of_life' | 'origin' | 'name'
  >,
  name: string,
): Os {
  return {
    ...values,
    name,
    image: { url: `https://images.example.org/${name}.img`, checksum: 'none' },
    package_manager: values.family === debian ? 'apt' : 'dnf',
    versions: new Map(),
    arch: 'amd64',
    python: '3',
    end_of_life: '2030-01',
    origin: line(1),
  };
}

export const systems = {
  ubuntu2404: system(
    {
      title: 'Ubuntu 24.04',
      family: debian,
      distro: 'ubuntu',
      release: '24.04',
      version: '24',
      codename: 'noble',
      short: 'ubuntu24',
      user: 'ubuntu',
      source: 'ubuntu-24',
    },
    'ubuntu2404',
  ),
  ubuntu2204: system(
    {
      title: 'Ubuntu 22.04',
      family: debian,
      distro: 'ubuntu',
      release: '22.04',
      version: '22',
      codename: 'jammy',
      short: 'ubuntu22',
      user: 'ubuntu',
      source: 'ubuntu-22',
    },
    'ubuntu2204',
  ),
  debian12: system(
    {
      title: 'Debian 12',
      family: debian,
      distro: 'debian',
      release: '12',
      version: '12',
      codename: 'bookworm',
      short: 'debian12',
      user: 'debian',
      source: 'debian-12',
    },
    'debian12',
  ),
  almalinux9: system(
    {
      title: 'AlmaLinux 9',
      family: redhat,
      distro: 'almalinux',
      release: '9',
      version: '9',
      codename: '',
      short: 'almalinux9',
      user: 'almalinux',
      source: 'almalinux-91',
    },
    'almalinux9',
  ),
} as const satisfies Record<string, Os>;

type Plain = string | number | boolean | Value | readonly Plain[] | { readonly [key: string]: Plain };

function isValue(plain: object): plain is Value {
  return 'type' in plain && 'origin' in plain;
}

/** A value from a plain one. */
function value(plain: Plain, at: Span = line(1)): Value {
  if (typeof plain === 'string') return string(plain, at);
  if (typeof plain === 'number') return int(plain, at);
  if (typeof plain === 'boolean') return bool(plain, at);
  if (Array.isArray(plain))
    return list(
      plain.map((item: Plain) => value(item, at)),
      at,
    );
  if (isValue(plain)) return plain;
  const entries = Object.entries(plain as Record<string, Plain>);
  return map(Object.fromEntries(entries.map(([key, item]) => [key, value(item, at)])), at);
}

export const template = (text: string): Value => jinja(text, line(1));

export interface TaskParts {
  readonly kind?: string;
  readonly keywords?: Readonly<Record<string, Plain>>;
  readonly notify?: readonly string[];
  readonly line?: number;
}

export function task(
  title: string,
  module: string,
  args: Readonly<Record<string, Plain>>,
  parts: TaskParts = {},
): Task {
  const at = line(parts.line ?? 10);
  return {
    title,
    module: module.includes('.') ? module : `ansible.builtin.${module}`,
    args: value(args, at) as Task['args'],
    keywords: new Map(Object.entries(parts.keywords ?? {}).map(([key, item]) => [key, value(item, at)])),
    notify: [...(parts.notify ?? [])],
    kind: parts.kind ?? 'task',
    origin: at,
  };
}

/** A resource as it is known beside its tasks. */
export function resource(kind: string, label: string, number: number): Resource {
  const at = line(number);
  return {
    kind,
    heading: null,
    label,
    attributes: new Map(),
    conditions: [],
    head: at,
    allows: [],
    origin: at,
  };
}

export function role(name: string, tasks: readonly Task[], parts: Partial<RoleRun> = {}): RoleRun {
  return {
    name,
    title: `Install ${name}`,
    doc: null,
    resources: [],
    tasks: [...tasks],
    handlers: [],
    assets: [],
    foreign: null,
    collections: [],
    allows: [],
    origin: line(5),
    ...parts,
  };
}

export function target(os: Os, provision: readonly RoleRun[], parts: Partial<Target> = {}): Target {
  const variant = parts.variant ?? null;
  const name = `xaas-service-${os.short}${variant === null ? '' : `-${variant}`}`;
  return {
    name,
    os,
    base: null,
    metadata: new Map(),
    build: defaultBuild(line(2)),
    publish: publishOf({ target: name, version: null, written: new Map(), origin: line(2) }),
    provision: [...provision],
    start: [],
    allows: [],
    verify: [],
    verify_start: [],
    origin: line(2),
    ...parts,
    variant,
  };
}

export function image(targets: readonly Target[], parts: Partial<Image> = {}): Image {
  return {
    name: 'xaas-service',
    title: 'Service',
    description: null,
    version: null,
    doc: null,
    targets: [...targets],
    export: { format: 'qcow2', checksum: [], compress: false, manifest: false, origin: line(1) },
    ci: { pipeline: 'gitlab', runner: [], image: null, publish: 'tags', origin: line(1) },
    sources: 'own',
    packer: new Map(),
    ansible: new Map(),
    environment: new Map(),
    galaxy: new Map(),
    user_data: null,
    runtime: [],
    requirements: { roles: [], collections: [] },
    implicit_roles: { first: 'vm_init', start: 'playbooks', last: 'cleanup' },
    origin: line(1),
    ...parts,
  };
}
