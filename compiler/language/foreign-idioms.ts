import { own } from '../model/own.ts';

/** Words that people bring along from other tools, each with what to write here. */

export interface ForeignIdiom {
  /** Ends a sentence: what is different here. */
  readonly reason: string;
  readonly remedy: string;
}

const root: ForeignIdiom = {
  reason: 'everything is done as root',
  remedy: 'Leave it out; `command` and `shell` have `user` for doing something as somebody else.',
};
const order: ForeignIdiom = {
  reason: 'resources are done in the order in which they are written',
  remedy: 'Leave it out, and write what it depends on above it.',
};
const several: ForeignIdiom = {
  reason: 'several of one kind are a list, or a loop around the resource',
  remedy: 'Write `package [a, b]`, or `for x in xs { … }` around it.',
};
const guarded: ForeignIdiom = {
  reason: 'what decides stands around a resource, or is asked on the machine',
  remedy: 'Write `when … { … }` around it, or `condition = jinja"…"` in it.',
};

const ATTRIBUTES: Readonly<Record<string, ForeignIdiom>> = {
  depends_on: order,
  require: order,
  requires: order,
  before: order,
  after: order,
  become: root,
  become_method: root,
  sudo: root,
  count: several,
  for_each: several,
  loop: several,
  with_items: several,
  items: several,
  when: guarded,
  if: guarded,
  not_if: {
    reason: '`unless` and `creates` say when there is nothing to do',
    remedy: 'Write `unless = "…"`.',
  },
  only_if_not: { reason: '`unless` says when there is nothing to do', remedy: 'Write `unless = "…"`.' },
  tags: { reason: 'the whole playbook runs in every build', remedy: 'Leave it out.' },
  delegate_to: {
    reason: 'everything is done on the machine that becomes the image',
    remedy: 'Leave it out; what the machine that builds has to do comes before `vkc build`.',
  },
  async: {
    reason: 'the build waits for each resource',
    remedy: 'Leave it out; `timeout` says how long it may take.',
  },
  poll: { reason: 'the build waits for each resource', remedy: 'Leave it out; `retries` tries again.' },
  failed_when: {
    reason: 'a command says in `accept` which exit codes are no failure, and a `task` has `failed_when`',
    remedy: 'Write `accept = [0, 1]`, or `ignore_errors = "why a failure does no harm"`.',
  },
  vars: {
    reason: 'values have names where they are written, and templates get theirs in a `file`',
    remedy: 'Write `let name = …` above the resource.',
  },
  src: {
    reason: 'a file of the project is the `source`, and where a link leads is its `target`',
    remedy: 'Write `source = file("…")`, or `target = "…"` in a `link`.',
  },
  dest: {
    reason: 'a path on the machine is the label',
    remedy: 'Write it after the kind: `file "/path" { … }`.',
  },
  ensure: { reason: 'what is to be there or not is the `state`', remedy: 'Write `state = present`.' },
  password: {
    reason: 'an image has no passwords, which all its machines would share',
    remedy: 'Leave it out: keys come with the machine, and the panel of the platform can set a password.',
  },
  roles: { reason: 'each role is used on a line of its own', remedy: 'Write `use NAME` for each.' },
  packages: { reason: 'packages are resources', remedy: 'Write `package [a, b]`.' },
  services: { reason: 'services are resources', remedy: 'Write `service NAME { enabled = true }` for each.' },
  update_cache: { reason: 'the package lists are renewed where that is needed', remedy: 'Leave it out.' },
};

interface Replacing {
  readonly insteadOf?: { readonly modules: readonly string[]; readonly remedy: string };
}

const ansible = (module: string, remedy: string): readonly [string, { origin: string; remedy: string }] => [
  module,
  { origin: 'Ansible', remedy },
];
const terraform = (word: string, remedy: string): readonly [string, { origin: string; remedy: string }] => [
  word,
  { origin: 'Terraform and Packer', remedy },
];

const FIREWALL = {
  origin: 'other tools',
  remedy:
    'Leave it out: the security groups of the cloud decide which ports are open, and `vm_init` turns the firewall of the system off.',
};

const loop = 'Write `for x in xs { … }` around a resource.';

const KINDS: ReadonlyMap<string, { readonly origin: string; readonly remedy: string }> = new Map([
  ['if', { origin: 'other languages', remedy: 'Write `when … { … }`.' }],
  ['switch', { origin: 'other languages', remedy: 'Write `match … { … }`.' }],
  ansible('tasks', 'Write the resources straight into the image or the role.'),
  ansible('handlers', 'Write `notify = ["service"]` in the resource whose change restarts it, or `reload`.'),
  ansible('handler', 'Write `notify = ["service"]` in the resource whose change restarts it, or `reload`.'),
  ansible('vars', 'Write `let name = "…"`, or `param name: string` in a role.'),
  ansible('roles', 'Write `use NAME` for each role.'),
  ansible('include_role', 'Write `use NAME`.'),
  ansible('import_role', 'Write `use NAME`.'),
  ansible('with_items', loop),
  terraform(
    'provisioner',
    'Write the resources straight into the image; `command` and `shell` run commands.',
  ),
  terraform(
    'post-processor',
    'Leave it out: `export` says what comes out of a build, and a script or a Vagrant box is a step after `vkc build`.',
  ),
  terraform(
    'post-processors',
    'Leave it out: `export` says what comes out of a build, and a script or a Vagrant box is a step after `vkc build`.',
  ),
  terraform(
    'shell-local',
    'Leave it out: what the machine that builds has to do comes before or after `vkc build`, in your own script or pipeline.',
  ),
  terraform(
    'vagrant',
    'Leave it out: images are for the cloud. Make a Vagrant box of the disk after `vkc build`.',
  ),
  terraform('resource', 'Write the resource by its own name: `package nginx`, `service nginx { … }`.'),
  terraform('variable', 'Write `param name: string` at the top of the file.'),
  terraform('locals', 'Write `let name = …`, one for each.'),
  terraform('source', 'Write `os = […]`; the Packer sources follow from the systems.'),
  ...['firewall', 'iptables', 'nftables'].map((word) => [word, FIREWALL] as const),
  terraform('dynamic', loop),
  terraform('output', 'Leave it out; what comes out of a build follows from the images.'),
  terraform('data', 'Write `let name = …` for a value.'),
  terraform('module', 'Write a `role`, and `use` it.'),
]);

const TYPES: Readonly<Record<string, string>> = {
  number: 'int',
  integer: 'int',
  str: 'string',
  text: 'string',
  boolean: 'bool',
  array: 'list(…)',
  set: 'list(…)',
  dict: 'map(…)',
  enum: 'one_of(…)',
};

const FUNCTIONS: Readonly<Record<string, ForeignIdiom>> = {
  lookup: { reason: 'entries are taken by their key', remedy: 'Write `map["key"]`, or `map.key`.' },
  can: { reason: 'a condition is true or false', remedy: 'Write the condition alone.' },
  regex: {
    reason: 'texts are compared as a whole or by their parts',
    remedy: 'Write `contains(text, "part")`, or `x in ["a", "b"]` for the values that it can have.',
  },
  element: { reason: 'items are taken by their index', remedy: 'Write `list[0]`.' },
  templatefile: {
    reason: 'templates are filled in by Ansible',
    remedy: 'Write `template = file("…")` in a `file`.',
  },
  toset: { reason: '`for` goes over lists', remedy: 'Give it the list.' },
  tolist: { reason: 'lists are lists already', remedy: 'Leave it out.' },
  tostring: { reason: 'values become text in strings', remedy: 'Write `"${…}"`.' },
  coalesce: { reason: 'a choice is written out', remedy: 'Write `x == unset ? y : x`.' },
  timestamp: {
    reason: 'nothing depends on the time',
    remedy: 'Write what is meant; the same source always gives the same tree.',
  },
  len: { reason: 'it is called `length`', remedy: 'Write `length(…)`.' },
};

const FACTS: Readonly<Record<string, string>> = {
  ansible_os_family: 'os.family',
  ansible_distribution: 'os.distro',
  ansible_distribution_release: 'os.codename',
  ansible_distribution_version: 'os.release',
  ansible_distribution_major_version: 'os.version',
  ansible_pkg_mgr: 'os.package_manager',
  ansible_facts: 'os',
  ansible_lsb: 'os',
};

export const foreignAttribute = (word: string) => own(ATTRIBUTES, word);
/** A word of another tool where a block or a resource stands; `kinds` say in place of which modules of Ansible they are. */
export function foreignKind(word: string, kinds: Iterable<Replacing>) {
  const name = word.replace(/^ansible_builtin_/, '');
  const known =
    KINDS.get(name.replace(/^(?:firewall|ufw).*/, 'firewall').replaceAll('_', '-')) ?? KINDS.get(name);
  if (known !== undefined) return known;
  for (const { insteadOf } of kinds)
    if (insteadOf?.modules.includes(name)) return { origin: 'Ansible', remedy: insteadOf.remedy };
  return undefined;
}
export const foreignType = (word: string) => own(TYPES, word.toLowerCase());
export const foreignFunction = (word: string) => own(FUNCTIONS, word);
/** What the compiler knows in place of a fact of Ansible's. */
export const foreignFact = (word: string) => own(FACTS, word);
/** Name spaces of other tools, in which names stand that have none here. */
export const isNameSpace = (word: string) => ['var', 'local', 'each', 'vars', 'params', 'env'].includes(word);
export const isNothing = (word: string) => /^(null|none|nil|undefined)$/i.test(word);

/** What other tools have as a value, with what there is in its place. */
const VALUES: Readonly<Record<string, string>> = {
  latest:
    'A package is the newest there is when the image is built; `version` pins another one. There is no `latest`, which would change machines on its own.',
  installed: 'What is to be there is `present`.',
  removed: 'What is to be gone is `absent`.',
  purged: 'A package that is to be gone with its configuration has `state = absent` and `purge = true`.',
  enabled: 'What starts at boot has `enabled = true`.',
  disabled: 'What does not start at boot has `enabled = false`.',
  running: 'What is to run is `started`.',
  x86_64: 'Kernels of 64-bit PCs say `x86_64`; here it is `amd64`.',
  x64: 'It is called `amd64`.',
  aarch64: 'Kernels of 64-bit ARM say `aarch64`; here it is `arm64`.',
  armv8: 'It is called `arm64`.',
  uefi: 'It is called `efi`.',
  ovmf: 'OVMF is QEMU’s `efi`.',
  seabios: 'SeaBIOS is QEMU’s `bios`.',
  secureboot: 'It is called `secure_boot`.',
};
export const foreignValue = (word: string) => own(VALUES, word);

/** Why there are no images of a system that somebody names, in words; null for what may be a system of Linux. */
export function foreignSystem(word: string): string | null {
  if (/^(ms|microsoft)?[-_ ]?win(dows|srv|server)?[-_ ]?(server)?[-_ ]?(\d.*)?$/i.test(word))
    return 'Windows is out of scope: images are of Linux, and are set up over ssh as root.';
  if (/^(free|open|net)bsd|^(mac|os)[-_ ]?(os)?[-_ ]?x?\d*$|^solaris/i.test(word))
    return 'Only Linux is in scope, because the platform requires cloud-init, systemd and its guest agent.';
  if (
    /^(rhel|redhat|red[-_]hat|centos[-_]?stream|oracle(linux)?|ol|fedora|eurolinux|cloudlinux)[-_ ]?[\d.]*$/i.test(
      word,
    )
  )
    return 'Of the Red Hat family there are `almalinux8` to `almalinux10`, and `rocky9` and `rocky10`. Another system can be declared: `os NAME { family = redhat  … }`.';
  if (
    /^(opensuse|suse|sles|leap|tumbleweed|alt(linux)?|arch(linux)?|alpine|amazon(linux)?|amzn|gentoo|nixos)[-_ ]?[\w.]*$/i.test(
      word,
    )
  )
    return 'The library has no such system. It can be declared: `os NAME { family = …  image { url = … } }`.';
  return null;
}

/** What to write for a template that asks for the kernel that runs; null for others. */
export const kernelHelp = (template: string): string | null =>
  /\bansible_(?:facts\W+)?kernel\b/.test(template)
    ? 'Ask the machine first, `command "uname -r" { changes = false  register = "kernel" }`, and give `jinja"linux-headers-{{ kernel.stdout }}"` as `name` to a `task`.'
    : null;
