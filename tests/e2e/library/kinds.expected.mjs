// What kinds.vkimage makes of a machine, by resource kind; the same on both families but for the few named.

/** Before provisioning: what has to be there to be changed or removed. */
export const before = `
install -d /srv/rubbish/deep /srv/tree/deep
touch /srv/rubbish/deep/file /srv/tree/deep/file /srv/once /srv/only
echo old >/etc/kept.conf
printf '#Colour red\\nFirst\\nLast\\nGone astray\\n' >/etc/lines.conf
echo 'one colour and another colour' >/etc/words.conf
`;

const file = { type: 'file', owner: 'root', group: 'root', mode: '0644' };
const mates = { ...file, owner: 'mate', group: 'crew' };

/** After provision.yml. */
export const built = (family) => ({
  'kind repository': {
    paths:
      family === 'debian'
        ? {
            '/etc/apt/keyrings/stand-in.asc': file,
            '/etc/apt/sources.list.d/stand-in.sources': {
              ...file,
              includes: '\nSigned-By: /etc/apt/keyrings/stand-in.asc ',
            },
          }
        : { '/etc/yum.repos.d/stand-in.repo': { ...file, includes: 'gpgcheck = 1' } },
  },
  'kind package': {
    packages: {
      shelved: family === 'debian' ? '1.0-1' : '1.0',
      lantern: true,
      kettle: true,
      unwanted: false,
    },
  },
  'kind package_file': { packages: { parcel: true } },
  'kind service': {
    units: { lantern: 'enabled active', kettle: 'masked inactive' },
  },
  'kind unit': {
    units: { plain: 'enabled inactive', filled: 'static inactive' },
    paths: {
      '/etc/systemd/system/plain.service': {
        ...file,
        includes: '\nDescription=100% plain {{ text }} $HOME\n',
      },
      '/etc/systemd/system/filled.service': { ...file, includes: '\nExecStart=/bin/sleep infinity\n' },
    },
    commands: {
      'systemctl show --property NeedDaemonReload plain filled chores.timer': 'NeedDaemonReload=no',
    },
  },
  'kind group': { groups: { crew: { gid: 4242 } } },
  'kind user': {
    users: {
      mate: { uid: 4243, home: '/srv/mate', shell: '/bin/bash', groups: ['crew', 'mate'], locked: true },
      robot: { system: true, locked: true },
    },
    paths: {
      '/srv/mate': { type: 'directory', owner: 'mate' },
      '/srv/mate/.ssh': { type: 'directory', owner: 'mate', group: 'mate', mode: '0700' },
      '/srv/mate/.ssh/authorized_keys': {
        owner: 'mate',
        group: 'mate',
        mode: '0600',
        content: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1aWxkLWtleS1vZi10aGUtbGlicmFyeS10ZXN0LTAwMDA mate\n',
      },
      '/home/robot': false,
    },
  },
  'kind directory': {
    paths: {
      '/srv/crew': { type: 'directory', owner: 'mate', group: 'crew', mode: '0750' },
      '/srv/tree/deep': { type: 'directory', owner: 'mate', group: 'crew' },
      '/srv/tree/deep/file': { type: 'file', owner: 'mate', group: 'crew' },
    },
  },
  'kind file': {
    paths: {
      '/srv/crew/literal': {
        ...mates,
        mode: '0640',
        content: `{{ braces }} {% raw %} \${dollar} %h 'single' "double" \\back\\ ÄÖ 1.10 yes\n`,
      },
      '/srv/crew/copied': {
        ...mates,
        mode: '0400',
        base64: Buffer.from('\0\x01\xff{{ binary }}\r\n', 'latin1').toString('base64'),
      },
      '/srv/crew/filled': { ...mates, content: 'name = one\nname = two\n' },
      '/etc/sudoers.d/mate': { ...file, mode: '0440' },
      '/etc/kept.conf': { ...file, content: 'new\n' },
      '/srv/host': { ...file, content: 'default\n' },
    },
    commands: { 'cat /etc/kept.conf.*~': 'old' },
  },
  'kind link': { paths: { '/srv/current': { type: 'link', target: '/srv/crew' } } },
  'kind absent': { paths: { '/srv/rubbish': false, '/srv/rubbish.old': false } },
  'kind line': {
    paths: { '/etc/lines.conf': { content: 'Colour blue\nFirst\nAfter the first\nLast\n' } },
  },
  'kind archive': {
    paths: {
      '/srv/unpacked/bin/run': { ...file, mode: '0755', content: '#!/bin/sh\necho unpacked\n' },
      '/srv/unpacked/top': false,
      '/srv/packed/small/text': { ...file, content: 'small\n' },
    },
  },
  'kind download': {
    paths: { '/usr/local/bin/tool': { ...file, mode: '0755', content: '#!/bin/sh\necho a tool\n' } },
  },
  'kind command': {
    paths: {
      '/srv/crew/made-by-command': { owner: 'mate' },
      '/srv/once': false,
      '/srv/moved': true,
      '/srv/only': false,
      '/srv/gone': true,
      '/srv/word': { content: 'from the environment\n' },
    },
  },
  'kind shell': { paths: { '/srv/sorted': { content: 'a\nb\n' } } },
  'kind sysctl': {
    paths: {
      '/etc/sysctl.d/60-net.ipv4.tcp_fin_timeout.conf': {
        ...file,
        content: 'net.ipv4.tcp_fin_timeout = 33\n',
      },
    },
  },
  'kind kernel_argument': {
    commands: {
      "grep -m1 '^[[:space:]]*linux' /boot/grub/grub.cfg | grep -ow vkc.test=kept": 'kept',
      "grep -m1 '^[[:space:]]*linux' /boot/grub/grub.cfg | grep -ow vkc.bare": 'bare',
    },
  },
  'kind timer': {
    units: { 'chores.timer': 'enabled inactive', chores: 'static inactive' },
    paths: { '/etc/systemd/system/chores.service': { ...file, includes: 'User=mate' } },
  },
  'kind task': { paths: { '/etc/words.conf': { content: 'one color and another color\n' } } },
});

/** After a new boot and start.yml. */
export const deployed = {
  'kind service': { units: { lantern: 'enabled active', kettle: 'disabled active' } },
  'kind unit': { units: { plain: 'enabled active' } },
  'kind file': { paths: { '/srv/started': { ...file, content: 'at deployment\n' } } },
  'kind sysctl': { commands: { 'sysctl --values net.ipv4.tcp_fin_timeout': '33' } },
  'kind kernel_argument': {
    commands: { 'grep -ow -e vkc.test=kept -e vkc.bare /proc/cmdline | sort': 'vkc.bare\nvkc.test=kept' },
  },
  'kind timer': { units: { 'chores.timer': 'enabled active' } },
};

/** What was fetched lies in the folder of temporary files, which cleanup empties. */
export const changing = (ending) => [
  `kinds: Download parcel.${ending}`,
  'kinds: Download archive.tar.gz',
  // The second upgrade brings the newest `shelved`; the version that is asked for takes it back.
  'vm_init: Upgrade the packages of the base image',
  `kinds: Install ${ending === 'deb' ? 'shelved=1.0-1' : 'shelved-1.0'}`,
];
