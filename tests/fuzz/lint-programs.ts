/** Programs as authors write them, for holding the emitted tasks against ansible-lint: any number, the same for one seed. */

import { randomNumbers } from '../support/random.ts';

const TITLES = [
  'install it',
  'nginx: write the configuration',
  'Do it',
  'été',
  '1st step',
  'copy "x" to y',
  "don't stop",
  'a # b',
  '- dash',
  'name with {{ braces }}',
  'ends with a colon:',
  'a very long title that goes on and on, so that the line in which it stands is longer than anyone would like to read it in one go',
  '  spaces  ',
  'true',
  '*star',
  'größer',
  '[brackets]',
  'percent % and @at',
];

const COMMANDS = [
  'true',
  'rm -f /etc/foo.conf',
  'chmod 0755 /opt/app/run.sh',
  'chown -R app:app /opt/app',
  'touch /etc/app.installed',
  'tar -xzf /var/tmp/app.tgz -C /opt/app',
  'unzip /var/tmp/app.zip -d /opt/app',
  'git clone https://git.example.org/app.git /opt/src',
  'git -C /opt/src log',
  'rsync -a /opt/a/ /opt/b/',
  'mount -a',
  'service cron restart',
  'systemctl daemon-reload',
  'systemctl set-default multi-user.target',
  '/usr/bin/systemctl preset-all',
  'rpm --import /etc/key.asc',
  'rpm -qa',
  'curl -fsS https://example.org/ping',
  'patch -p0 /etc/app.conf /opt/app.patch',
  'supervisorctl restart app',
  'cp /etc/app.conf /etc/app.conf.bak',
  'mktemp -d',
  'hg clone https://example.org/a /opt/hg',
  'svn checkout https://example.org/a /opt/svn',
  'chkconfig app on',
  'update-alternatives --set editor /usr/bin/vim',
  'timedatectl set-timezone Europe/Moscow',
  'docker run --rm hello-world',
  "docker ps --format '{{.Names}}'",
  'app --option=a --other b=c',
  'yum clean all',
  'apt-get clean',
  'dnf makecache',
  'sed --version',
  'app "quoted words" \'and others\'',
  'app with\ttab',
];

const SCRIPTS = [
  'echo hi',
  'cat /etc/hostname',
  'rm -rf /opt/old/*',
  'echo 1 > /proc/sys/net/ipv4/ip_forward',
  'getent passwd | sort > /etc/users',
  'export PATH=$PATH:/opt/bin; app --init',
  'cd /opt/app && make install',
  'set -euxo pipefail; echo x',
  'for i in a b; do\n  echo "$i"\ndone',
  'if [[ -f /etc/foo ]]; then\n\trm -f /etc/{foo,bar}.conf\nfi',
  'cat > /opt/note <<EOF\nkey: value # no comment\n\ttabbed\nEOF',
  'systemctl daemon-reload',
  "awk '{ print $1 }' /etc/passwd | head -1 || true",
  'tar -cz /opt | ssh backup "cat > a.tgz"',
  "docker ps --format '{{.ID}}' | wc -l",
  'echo "ends with space" ',
  'printf "%s\\n" a',
  'true # noqa',
];

const CONTENTS = [
  'x\n',
  'x',
  'a\tb\n',
  'key: value\n  - item\n',
  '{{ not_a_template }}\n',
  '{% raw %}\n',
  '# comment\n\n\nend\n',
  'trailing space \n',
  `${'long '.repeat(60)}\n`,
  `${'x'.repeat(300)}\n`,
  '\n\n',
  ' leading\n',
  'it\'s "quoted" \\ back\n',
  'yes',
  '0755',
  '…\u00a0é\n',
];

const CONDITIONS = [
  'ansible_check_mode',
  'a is defined',
  'a == true',
  'result.changed',
  "b != ''",
  'a and not b',
];

/** Modules with arguments; `NAME` is something that no other program has. */
const TASKS: readonly (readonly [module: string, args: string, more?: string])[] = [
  ['ansible.builtin.replace', 'path = "/etc/NAME" regexp = "a" replace = "b"'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = "a\\tb" mode = 0644'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = { a = 1 } mode = 0644'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = "a"'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = "a" mode = 420'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = "a" mode = "644"'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = jinja"{{x|default(1)}}" mode = 0644'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = jinja"{{ x | default(\'a\') }}" mode = 0644'],
  ['ansible.builtin.copy', 'dest = "/etc/NAME" content = "a" mode = "preserve"'],
  ['ansible.builtin.file', 'path = "/etc/NAME" state = "touch"'],
  ['ansible.builtin.file', 'path = "/etc/NAME" state = "directory"'],
  ['ansible.builtin.file', 'path = "/etc/NAME" state = "absent"'],
  ['ansible.builtin.file', 'path = "/etc/NAME" owner = "root"'],
  ['ansible.builtin.lineinfile', 'path = "/etc/NAME" line = "a\\tb"'],
  ['ansible.builtin.lineinfile', 'path = "/etc/NAME" line = "a" create = true'],
  ['ansible.builtin.blockinfile', 'path = "/etc/NAME" block = "a\\n\\tb\\n"'],
  ['ansible.builtin.blockinfile', 'path = "/etc/NAME" block = "a" create = true'],
  ['ansible.builtin.get_url', 'url = "https://example.org/a" dest = "/opt/NAME"'],
  [
    'ansible.builtin.get_url',
    'url = "https://example.org/a" dest = "/opt/NAME" mode = 0644 checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"',
  ],
  ['ansible.builtin.git', 'repo = "https://example.org/a" dest = "/opt/NAME"'],
  ['ansible.builtin.git', 'repo = "https://example.org/a" dest = "/opt/NAME" version = "v1.0.0"'],
  ['ansible.builtin.git', 'repo = "https://example.org/a" dest = "/opt/NAME" version = "HEAD"'],
  ['ansible.builtin.apt', 'name = "NAME" state = "latest"'],
  ['ansible.builtin.apt', 'name = "NAME" state = "present"'],
  ['ansible.builtin.package', 'name = "NAME" state = "latest"'],
  ['ansible.builtin.pip', 'name = "NAME" state = "latest"'],
  ['ansible.builtin.pip', 'name = "NAME==1.0"'],
  ['ansible.builtin.command', 'cmd = "app NAME"', 'changed_when = false'],
  ['ansible.builtin.command', 'argv = ["systemctl", "restart", "NAME"]', 'changed_when = true'],
  ['ansible.builtin.command', 'cmd = "systemctl restart NAME"', 'changed_when = true'],
  ['ansible.builtin.shell', 'cmd = "echo NAME"', 'changed_when = false'],
  ['ansible.builtin.shell', 'cmd = "echo NAME | cat"', 'changed_when = false'],
  [
    'ansible.builtin.shell',
    'cmd = "set -o pipefail\\necho NAME | cat" executable = "/bin/bash"',
    'changed_when = false',
  ],
  ['ansible.builtin.raw', '_raw_params = "echo NAME"', 'changed_when = false'],
  ['ansible.builtin.systemd', 'name = "NAME" enabled = true'],
  ['ansible.builtin.service', 'name = "NAME" state = "started"'],
  ['ansible.builtin.user', 'name = "NAME" password = "!"'],
  ['ansible.builtin.set_fact', 'NAME = "a"'],
  ['ansible.builtin.assert', 'that = ["1 == 1"]'],
  ['ansible.builtin.debug', 'msg = "NAME"'],
  ['ansible.builtin.fail', 'msg = "NAME"'],
  ['ansible.builtin.wait_for', 'port = 22 host = "127.0.0.1"'],
  ['ansible.builtin.unarchive', 'src = "https://example.org/a.tgz" dest = "/opt/NAME" remote_src = true'],
  ['ansible.builtin.uri', 'url = "https://example.org"'],
  ['ansible.builtin.cron', 'name = "NAME" minute = "0" job = "true"'],
  ['ansible.builtin.stat', 'path = "/etc/NAME"'],
  ['ansible.builtin.find', 'paths = "/etc" patterns = "NAME"'],
  ['ansible.builtin.group', 'name = "NAME" gid = 2000'],
  ['ansible.builtin.hostname', 'name = "NAME"'],
  ['ansible.builtin.reboot', 'reboot_timeout = 60'],
  ['ansible.builtin.tempfile', 'state = "directory" suffix = "NAME"'],
  ['ansible.builtin.apt_repository', 'repo = "deb http://example.org/NAME stable main" state = "present"'],
];

/** The other kinds, with `NAME` as above, `COMMON` for what every resource may say, and values of all forms. */
const OTHERS: readonly string[] = [
  'certificate NAME {\n  content = "-----BEGIN CERTIFICATE-----\\nMIIBszCCAVmgAwIBAgIUX1mJ\\n-----END CERTIFICATE-----\\n"COMMON\n}',
  'container_image "registry.example.org/NAME/app:1.2.3" {COMMON\n}',
  'container_image "registry.example.org/NAME@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" {\n  engine = podmanCOMMON\n}',
  'ini "/etc/NAME.ini" {\n  section = "main section"\n  values = { "a.b" = 1, c = "yes", d = "x # y" }COMMON\n}',
  'json "/etc/NAME.json" {\n  values = { a = { b = [1, true, "x"] }, c-d = "{{ x }}" }COMMON\n}',
  'yaml "/etc/NAME.yml" {\n  values = { a = { b = [1, true, "x"] }, c-d = "{{ x }}" }\n  mode = 0640COMMON\n}',
  'kernel_module NAME {\n  options = { hashsize = 65536 }COMMON\n}',
  'kernel_module NAME {\n  state = blockedCOMMON\n}',
  'kernel_argument NAME {\n  value = ["2M", "a=\\"1\\""]COMMON\n}',
  'limits "@NAME" {\n  soft = { nofile = 65536 }\n  hard = { memlock = unlimited }COMMON\n}',
  'sudoers "%NAME" {\n  commands = ["/usr/bin/systemctl restart NAME"]\n  password = falseCOMMON\n}',
  'swap "/var/NAME.swap" {\n  size = 1GCOMMON\n}',
  'mount "/srv/NAME" {\n  source = "LABEL=NAME"\n  fstype = "xfs"\n  options = ["noatime", "nofail"]COMMON\n}',
  'cron NAME {\n  schedule = "30 4 * * 0"\n  command = "/bin/true 100% \\"x\\""\n  environment = { MAILTO = "" }COMMON\n}',
  'alternatives NAME {\n  path = "/opt/NAME/bin/NAME"\n  link = "/usr/local/bin/NAME"\n  priority = 200COMMON\n}',
  'hostname "NAME.example.org" {COMMON\n}',
  'reboot "for NAME" {\n  only_if = "test -e /run/NAME | cat"COMMON\n}',
  'block "/etc/hosts" {\n  name = "NAME"\n  content = "a\\tb\\n"COMMON\n}',
  'package_file NAME {\n  url = "https://example.org/NAME_1.0_amd64.deb"\n  checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"COMMON\n}',
  'collection "acme.NAME" {\n  version = "1.0.0"\n}',
  'absent "/opt/NAME-*.tmp" {COMMON\n}',
  'package NAME {\n  state = absentCOMMON\n}',
  'package NAME {\n  hold = trueCOMMON\n}',
  'user NAME {\n  shell = "/bin/bash"\n  groups = ["adm"]\n  system = trueCOMMON\n}',
  'directory "/srv/NAME" {\n  mode = 0750\n  retries = 3\n  delay = 5sCOMMON\n}',
  'command "app --NAME" {\n  changes = on_output\n  environment = { A = "b c", PATH = "/opt/bin" }\n  timeout = 5mCOMMON\n}',
  'shell "app --NAME | tee /var/lib/NAME" {\n  creates = "/var/lib/NAME"\n  register = "NAME_out"COMMON\n}',
  'service cron {\n  state = stopped\n  enabled = falseCOMMON\n}',
  'match os.family {\n  redhat {\n    selinux_boolean NAME {COMMON\n}\n  }\n  debian {\n    selinux_boolean NAME { enabled = falseCOMMON\n}\n  }\n}',
  'selinux_context "/srv/NAME(/.*)?" {\n  type = "httpd_sys_content_t"COMMON\n}',
  'selinux_port "PORT" {\n  type = "http_port_t"COMMON\n}',
  'file "/etc/cron.d/NAME" {\n  content = "x"\n  notify = ["cron"]COMMON\n}',
];

/** Raw settings of Packer and of its Ansible provisioner: sound ones, and what authors get wrong. */
export const RAW_SETTINGS: readonly string[] = [
  'packer { boot_wait = "10s" }',
  'packer { boot_wait = 10 }',
  'packer { boot_command = ["<enter><wait>"] }',
  'packer { boot_command = "<enter>" }',
  'packer { qemuargs = [["-smbios", "type=1,serial=x"]] }',
  'packer { qemuargs = ["-smbios", "type=1"] }',
  'packer { qemuargs = [["-device", "virtio-rng-pci"], ["-cpu", "max"]] }',
  'packer { ssh_timeout = "30m" }',
  'packer { ssh_handshake_attempts = 20 }',
  'packer { ssh_handshake_attempts = "20" }',
  'packer { ssh_keep_alive_interval = "5s" }',
  'packer { ssh_pty = true }',
  'packer { ssh_pty = "yes" }',
  'packer { vnc_port_min = 5900  vnc_port_max = 5950 }',
  'packer { vnc_port_min = 6000  vnc_port_max = 5950 }',
  'packer { host_port_min = 3000 }',
  'packer { disk_cache = "unsafe" }',
  'packer { disk_cache = "fast" }',
  'packer { disk_compression = true }',
  'packer { disk_compression = false }',
  'packer { disk_discard = "ignore" }',
  'packer { disk_interface = "virtio-scsi" }',
  'packer { disk_interface = "ide" }',
  'packer { net_device = "virtio-net" }',
  'packer { machine_type = "q35" }',
  'packer { machine_type = ["q35"] }',
  'packer { shutdown_timeout = "10m" }',
  'packer { shutdown_timeout = "ten minutes" }',
  'packer { skip_compaction = true }',
  'packer { qemu_img_args = { convert = ["-o", "compat=1.1"] } }',
  'packer { use_backing_file = true }',
  'packer { floppy_files = ["a.txt"] }',
  'packer { iso_url = "https://example.org/a.iso" }',
  'packer { headles = true }',
  'packer { memory = 4096 }',
  'packer { disk_size = "20G" }',
  'packer { communicator = "none" }',
  'packer { http_directory = "." }',
  'ansible { extra_arguments = ["--diff"] }',
  'ansible { extra_arguments = "--diff" }',
  'ansible { ansible_env_vars = ["ANSIBLE_FORCE_COLOR=1"] }',
  'ansible { ansible_env_vars = { A = "1" } }',
  'ansible { host_alias = "machine" }',
  'ansible { groups = ["web"] }',
  'ansible { empty_groups = ["a"] }',
  'ansible { keep_inventory_file = true }',
  'ansible { use_proxy = false }',
  'ansible { use_proxy = "no" }',
  'ansible { user = "root" }',
  'ansible { playbook_file = "a.yml" }',
  'ansible { max_retries = 3 }',
];

export interface LintProgram {
  /** Name of the role. */
  readonly name: string;
  /** The members of the role. */
  readonly body: string;
}

export function lintPrograms(count: number, seed: number): LintProgram[] {
  const random = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const maybe = (share: number) => random() < share;
  const quoted = (text: string) =>
    `"${text.replace(/[\\"]/g, '\\$&').replace(/\$\{/g, '\\${').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}"`;
  const title = () => (maybe(0.4) ? `\n  title = ${quoted(pick(TITLES))}` : '');
  const condition = () => (maybe(0.1) ? `\n  condition = jinja"${pick(CONDITIONS)}"` : '');
  const guard = (name: string) =>
    pick([
      `\n  creates = "/opt/${name}"`,
      '\n  changes = false',
      '\n  changes = true',
      '',
      '\n  unless = "test -e /a"',
      '\n  only_if = "ls | grep a"',
    ]);

  const element = (name: string): string => {
    const common = () => `${title()}${condition()}`;
    switch (Math.floor(random() * 16)) {
      case 0:
      case 1:
        return `command ${quoted(pick(COMMANDS))} {${guard(name)}${common()}\n}`;
      case 2:
      case 3:
        return `shell ${quoted(pick(SCRIPTS))} {${guard(name)}${maybe(0.2) ? '\n  strict = false' : ''}${common()}\n}`;
      case 4:
      case 5:
      case 6: {
        const [module, args, more = ''] = pick(TASKS);
        return `task ${quoted(`${pick(TITLES).trim()} ${name}`)} {\n  module = "${module}"\n  args = { ${args.replaceAll('NAME', name)} }\n  ${more}${condition()}\n}`;
      }
      case 7:
        return `file "/etc/${name}" {\n  content = ${quoted(pick(CONTENTS))}${maybe(0.3) ? '\n  mode = 0600' : ''}${common()}\n}`;
      case 8:
        return `line "/etc/hosts" {\n  line = ${quoted(`${name} ${pick(CONTENTS).trim().replace(/\n/g, ' ')}`)}${common()}\n}`;
      case 9:
        return pick([
          `package ${name} {${common()}\n}`,
          `directory "/srv/${name}" {${common()}\n}`,
          `link "/opt/${name}" {\n  target = "/etc"${common()}\n}`,
          `absent "/etc/${name}" {${common()}\n}`,
          `user ${name} {${common()}\n}`,
          `group ${name} {${common()}\n}`,
        ]);
      case 10:
        return pick([
          `service cron {\n  enabled = true${common()}\n}`,
          `sysctl "net.${name}" {\n  value = "1"${common()}\n}`,
          `kernel_argument ${name} {\n  value = "1"${common()}\n}`,
          `unit ${name} {\n  content = "[Service]\\nExecStart=/bin/true\\n\\tX=1\\n"${common()}\n}`,
          `timer ${name} {\n  command = "/bin/true"\n  schedule = "daily"${common()}\n}`,
        ]);
      case 11:
        return pick([
          `archive "/srv/${name}" {\n  url = "https://example.org/a-1.0.tar.gz"\n  checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"${common()}\n}`,
          `download "/srv/${name}" {\n  url = "https://example.org/a-1.0"\n  checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"${common()}\n}`,
          `repository ${name} {\n  url = "https://example.org/apt"\n  key = "https://example.org/k.asc"\n  key_checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"${common()}\n}`,
        ]);
      default:
        return pick(OTHERS)
          .replaceAll('NAME', name)
          .replaceAll('PORT', String(10_000 + Number(name.slice(1))))
          .replaceAll('COMMON', common);
    }
  };

  return Array.from({ length: count }, (_, i) => {
    const name = `p${i}`;
    return { name, body: element(name) };
  });
}
