const SUM = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Members of an image, as people write them, with nothing wrong: systems, members. */
export const SOUND_PROGRAMS: readonly (readonly [os: string, members: string])[] = [
  ['debian12', 'package [jq, htop]'],
  ['debian12', 'repository mirror { url = "http://mirror.example.org/debian" suite = "bookworm-backports" }'],
  [
    'ubuntu2404',
    'repository mirror { url = "https://mirror.example.org/ubuntu" components = ["main", "universe"] }',
  ],
  [
    'ubuntu2404',
    `package_file app-release { url = "https://repo.example.org/app-release_1.0_all.deb" checksum = "${SUM}" }\nrepository app { url = "https://repo.example.org/apt" suite = "app" }`,
  ],
  ['debian12', 'file "/etc/cloud/cloud.cfg.d/90-hostname.cfg" { content = "preserve_hostname: true\\n" }'],
  [
    'ubuntu2404',
    'file "/etc/cloud/cloud.cfg.d/91-sources.cfg" { content = "datasource_list: [ ConfigDrive, OpenStack, NoCloud, None ]\\n" }',
  ],
  ['ubuntu2404', 'file "/etc/cloud/cloud.cfg.d/92-users.cfg" { content = "users:\\n  - default\\n" }'],
  [
    'almalinux9',
    'file "/etc/cloud/cloud.cfg.d/93-keys.cfg" { content = "ssh_genkeytypes: [ed25519, rsa]\\nssh_deletekeys: true\\n" }',
  ],
  ['almalinux9', 'kernel_argument nosmt\nkernel_argument transparent_hugepage { value = "never" }'],
  [
    'debian12',
    'file "/etc/ssh/sshd_config.d/50-own.conf" { content = "Port 22\\nMaxAuthTries 4\\nListenAddress 0.0.0.0\\n" }',
  ],
  [
    'ubuntu2404',
    'file "/etc/ssh/sshd_config.d/50-own.conf" { content = "# Port 2222\\nX11Forwarding no\\nAllowTcpForwarding no\\n" }',
  ],
  [
    'debian12',
    'line "/etc/ssh/sshd_config" {\n match = "^#?ClientAliveInterval"\n line = "ClientAliveInterval 300"\n}',
  ],
  ['almalinux9', 'file "/etc/ssh/sshd_config.d/40-ports.conf" { content = "Port 22\\nPort 2222\\n" }'],
  [
    'almalinux8',
    'line "/etc/sysconfig/qemu-ga" {\n match = "^BLACKLIST_RPC="\n line = "BLACKLIST_RPC=guest-exec,guest-exec-status"\n}',
  ],
  [
    'almalinux9',
    'file "/etc/NetworkManager/conf.d/90-mtu.conf" { content = "[main]\\nno-auto-default=*\\n" }',
  ],
  [
    'ubuntu2404',
    'directory "/etc/systemd/resolved.conf.d"\nfile "/etc/systemd/resolved.conf.d/60-dns.conf" { content = "[Resolve]\\nFallbackDNS=192.0.2.53\\n" }',
  ],
  ['debian12', 'shell "getent passwd | sort > /etc/users.txt" { creates = "/etc/users.txt" }'],
  [
    'debian12',
    'shell """\n  cd /opt\n  for name in a b; do\n    echo "$name" >> /opt/names\n  done\n  """ { creates = "/opt/names" }',
  ],
  [
    'almalinux9',
    'shell """\n  # The cache is made once.\n  if [[ ! -e /var/lib/app ]]; then\n    mkdir -p /var/lib/app/{a,b}\n  fi\n  """ { creates = "/var/lib/app" }',
  ],
  [
    'almalinux9',
    'shell "source /etc/os-release && echo \\"$VERSION_ID\\" > /etc/release-id" { creates = "/etc/release-id" }',
  ],
  ['debian12', 'command "update-alternatives --set editor /usr/bin/vim.basic" { changes = true }'],
  ['debian12', 'command "a2enmod ssl" { unless = "a2query -m ssl" }'],
  ['ubuntu2404', 'shell "echo reboot is not needed > /etc/motd.d-note" { creates = "/etc/motd.d-note" }'],
  [
    'ubuntu2404',
    'file "/usr/local/bin/reboot-later" {\n content = "#!/bin/sh\\nshutdown -r +5\\n"\n mode = 0755\n}',
  ],
  ['debian12', 'command "shutdown -c" { changes = false }'],
  [
    'debian12',
    'task "Boot the newest kernel" {\n module = "ansible.builtin.reboot"\n args = { reboot_timeout = 900 }\n}',
  ],
  [
    'debian12',
    `download "/opt/tool" {\n url = "https://example.org/1.0/tool-linux-amd64"\n checksum = "${SUM}"\n mode = 0755\n}`,
  ],
  [
    'almalinux9',
    `archive "/opt/app" {\n url = "https://example.org/app-1.0.x86_64.tar.gz"\n checksum = "${SUM}"\n}`,
  ],
  [
    'debian12',
    `download "/opt/both" {\n url = "https://example.org/1.0/amd64-and-arm64.tar"\n checksum = "${SUM}"\n}`,
  ],
  [
    'debian12',
    `package_file tool {\n url = "http://10.0.2.2:8080/tool_1.0_amd64.deb"\n checksum = "${SUM}"\n}`,
  ],
  [
    'almalinux9',
    `download "/usr/local/bin/tool" {\n url = "https://example.org/1.0/tool"\n checksum = "${SUM}"\n mode = 0755\n}\ncommand "/usr/local/bin/tool init" { creates = "/etc/tool" }`,
  ],
  [
    'ubuntu2404',
    `download "/usr/local/bin/tool" {\n url = "https://example.org/1.0/tool"\n checksum = "${SUM}"\n mode = 0755\n}\ncommand "tool init" { creates = "/etc/tool" }`,
  ],
  ['ubuntu2404', 'shell "apt-get -y upgrade" { environment = { DEBIAN_FRONTEND = "noninteractive" } }'],
  ['ubuntu2404', 'shell "DEBIAN_FRONTEND=noninteractive apt-get -y dist-upgrade"'],
  [
    'debian12',
    'package "docker.io"\nshell """\n  docker login --username ci --password-stdin registry.example.org < /run/token\n  docker pull registry.example.org/app:1.0\n  docker logout registry.example.org\n  """ { creates = "/opt/pulled" }',
  ],
  [
    'debian12',
    'task "Do it" { module = "ansible.builtin.command" args = { _raw_params = "true" } changed_when = false }',
  ],
  [
    'debian12',
    'task "Do it" { module = "ansible.builtin.shell" args = { cmd = "echo a", chdir = "/opt", executable = "/bin/bash" } changed_when = false }',
  ],
  [
    'debian12',
    'task "Do it" { module = "ansible.builtin.set_fact" args = { anything = "a", cacheable = true } changed_when = false }',
  ],
  [
    'debian12',
    'task "Do it" { module = "ansible.builtin.apt" args = { pkg = ["jq"], state = "present", install-recommends = "no" } changed_when = false }',
  ],
  [
    'debian12',
    'task "Do it" { module = "ansible.builtin.lineinfile" args = { dest = "/etc/hosts", regex = "^a", value = "b" } changed_when = false }',
  ],
  ['almalinux9', 'file "/etc/cron.daily/backup.sh" { content = "#!/bin/sh\\ntrue\\n" mode = 0755 }'],
  ['debian12', 'file "/etc/profile.d/app.sh" { content = "export A=1\\n" mode = 0755 }'],
  [
    'debian12',
    'file "/etc/app.json" { content = "" }\nfile "/etc/app.yml" { content = "a: 1\\n---\\nb: 2\\n" }',
  ],
  ['debian12', 'file "/etc/apt/apt.conf.d/90app" { content = "x\\n" }'],
  ['debian12', 'line "/etc/fstab" { line = "tmpfs /srv/cache tmpfs size=1G 0 0" }'],
  ['debian12', 'command "find /opt -name *.old -print -delete" { changes = on_output }'],
  ['debian12', 'timer report { schedule = "Mon..Fri 06:00 Europe/Moscow" command = "/usr/bin/df -h" }'],
  [
    'debian12',
    'package nginx\nfile "/etc/nginx/conf.d/tls.inc" { content = "ssl_protocols TLSv1.3;\\n" }\nfile "/etc/nginx/conf.d/shop.conf" { content = "include conf.d/tls.inc;\\n" }',
  ],
  [
    'debian12',
    'package "docker.io"\ncommand "docker pull docker.io/library/nginx:1.27.3" { changes = true }',
  ],
  ['debian12', 'build { disk = 20G }\npackage jq'],
  ['almalinux9, rocky9', 'build { disk = 10G }\npackage jq'],
  ['ubuntu2404', 'build { disk = 4G }\npackage jq'],
  [
    'debian12',
    'build {\n packer {\n  boot_wait = "10s"\n  qemuargs = [["-rtc", "base=utc"], ["-display", "none"]]\n  disk_interface = "virtio-scsi"\n  disk_additional_size = ["10G"]\n  machine_type = "q35"\n  ssh_handshake_attempts = 500\n }\n}',
  ],
  ['debian12', 'build { packer { use_backing_file = true  qemu_img_args = { create = ["-F", "qcow2"] } } }'],
  [
    'debian12',
    'build { ansible { extra_arguments = ["-v", "--diff"]  ansible_env_vars = ["ANSIBLE_FORKS=10"]  groups = ["web"] } }',
  ],
  [
    'almalinux9',
    'user app { system = true  home = "/opt/app" }\ndirectory "/opt/app" { owner = "app"  mode = 0750 }',
  ],
  [
    'ubuntu2404',
    'unit app {\n content = """\n [Unit]\n Description=App\n After=network-online.target\n [Service]\n ExecStart=/usr/bin/sleep infinity\n [Install]\n WantedBy=multi-user.target\n """\n enabled = true\n}',
  ],
  [
    'debian12',
    'timer cleanup-app {\n command = "/usr/bin/find /srv -name *.tmp -delete"\n schedule = "daily"\n}',
  ],
  ['debian12', 'sysctl "vm.swappiness" { value = "10" }\nline "/etc/hosts" { line = "192.0.2.1 db" }'],
  [
    'debian12',
    'package nginx\nfile "/etc/nginx/conf.d/site.conf" { content = "server { listen 8081; }\\n" }',
  ],
  [
    'rocky9',
    'package nginx\nfile "/etc/nginx/conf.d/site.conf" { content = "# listen 8081;\\nserver { listen [::]:443 ssl; location / { proxy_pass http://unix:/run/app.sock; } }\\n" }',
  ],
  [
    'rocky9',
    'selinux_port 8081 { type = "http_port_t" }\nselinux_boolean httpd_can_network_connect\npackage nginx\nfile "/etc/nginx/conf.d/site.conf" { content = "server { listen 8081; location / { proxy_pass http://127.0.0.1:3000; } }\\n" }',
  ],
  [
    'rocky9',
    'directory "/srv/app"\nfile "/srv/app/run" {\n  content = "#!/bin/sh\\nexec sleep infinity\\n"\n  mode    = 0755\n}\nselinux_context "/srv/app(/.*)?" { type = "bin_t" }\nunit app { content = "[Service]\\nExecStart=/srv/app/run\\n" }',
  ],
  [
    'almalinux9',
    'directory "/srv/app"\nfile "/srv/app/main.py" { content = "pass\\n" }\nunit app { content = "[Service]\\nExecStart=/usr/bin/python3 /srv/app/main.py\\n" }',
  ],
  ['almalinux9', 'package python3-pip\ncommand "pip3 install flask==3.0.3" { changes = true }'],
  ['ubuntu2204', 'package python3-pip\ncommand "pip3 install flask==3.0.3" { changes = true }'],
  [
    'debian12',
    'package python3-venv\nshell "python3 -m venv /opt/app; . /opt/app/bin/activate; pip install flask==3.0.3" { creates = "/opt/app/bin/flask" }\nunit "app.service" { content = "[Service]\\nExecStart=/opt/app/bin/flask run\\n[Install]\\nWantedBy=multi-user.target\\n" enabled = true }',
  ],
  [
    'debian12',
    'package python3-pip\ncommand "pip install --break-system-packages flask==3.0.3" { changes = true }',
  ],
  [
    'debian12',
    'package python3-pip\ntask "Install flask" { module = "ansible.builtin.pip" args = { name = "flask==3.0.3" virtualenv = "/opt/app" } }',
  ],
  ['debian12', 'package "docker.io"\ncontainer_image "nginx:1.27"'],
  [
    'debian12',
    `archive "/opt" { url = "https://example.org/app.tgz" checksum = "${SUM}" }\ntimer app { command = "/opt/app/run" schedule = "daily" }`,
  ],
  [
    'debian12',
    'file "/usr/local/bin/tool" { content = "#!/bin/sh\\nexit 0\\n" mode = 0755 }\ntimer tool { command = "/usr/local/bin/tool -v" schedule = "daily" }',
  ],
  [
    'debian12',
    'shell "cp /usr/bin/env /usr/local/bin/" { changes = true }\ntimer tool { command = "/usr/local/bin/env" schedule = "daily" }',
  ],
  ['debian12', 'shell "apt-get update && apt-get install -y npm && npm ci" { changes = true }'],
  [
    'debian12',
    'shell "curl -fsSLo /usr/local/bin/kubectl https://dl.k8s.io/kubectl && chmod +x /usr/local/bin/kubectl" { creates = "/usr/local/bin/kubectl" }\ncommand "kubectl version --client" { changes = false }',
  ],
  [
    'debian12',
    `archive "/usr/local" { url = "https://example.org/node.tgz" checksum = "${SUM}" strip = 1 }\ncommand "npm ci" { chdir = "/srv" changes = true }`,
  ],
  [
    'debian12',
    `archive "/opt/node" { url = "https://example.org/node.tgz" checksum = "${SUM}" }\ncommand "/opt/node/bin/npm ci" { chdir = "/srv" changes = true }`,
  ],
  [
    'debian12',
    `archive "/opt/go" { url = "https://example.org/go.tgz" checksum = "${SUM}" }\nshell """\n  export PATH=$PATH:/opt/go/bin\n  go install example.org/x@v1.0.0\n  """ { creates = "/root/go/bin/x" }`,
  ],
  [
    'almalinux9',
    'package [php-cli, php-json]\nshell "curl -sS https://example.org/installer | php" { creates = "/usr/local/bin/composer" }\ncommand "composer install" { chdir = "/srv" changes = true }',
  ],
  [
    'rocky9',
    'package "@Container Management"\ncommand "podman pull docker.io/library/nginx:1.27.3" { changes = true }',
  ],
  [
    'debian12',
    'repository v { url = "https://example.org/apt" suite = "x" key = "https://example.org/key.asc" }\npackage vendor-suite\ncommand "docker info" { changes = false }',
  ],
  ['debian12', 'shell "if [ -x /usr/bin/docker ]; then docker image prune --force; fi" { changes = true }'],
  ['debian12', 'shell "docker image prune --force || true" { changes = true }'],
  [
    'debian12',
    'package "docker.io"\nshell "docker info; apt-get install -y npm" { changes = true }\ncommand "npm ci" { changes = true }',
  ],
  ['debian12', 'shell "chroot /srv/root docker info" { changes = false }'],
  ['debian12', 'shell """\n  go() { echo "$1"; }\n  go out\n  """ { changes = true }'],
  [
    'debian12',
    'unit "app.service" { content = "[Unit]\\nRequiresMountsFor=/opt/data\\n[Service]\\nExecStart=/opt/data/run\\n" }',
  ],
  [
    'debian12',
    'package python3-pip\nfile "/etc/pip.conf" { content = "[global]\\nbreak-system-packages = true\\n" }\ncommand "pip install flask==3.0.3" { changes = true }',
  ],
  [
    'debian12',
    'shell """\n  cat > /opt/README <<X\n  pip install flask==3.0.3\n  X\n  """ { creates = "/opt/README" }',
  ],
  [
    'debian12',
    'package python3-venv\nshell """\n  python3 -m venv /opt/v\n  export PATH=/opt/v/bin:$PATH\n  pip install flask==3.0.3\n  """ { creates = "/opt/v/bin/flask" }',
  ],
  [
    'debian12',
    'package python3-venv\nshell "python3 -m venv /opt/v" { creates = "/opt/v/bin/pip" }\ncommand "pip install flask==3.0.3" { changes = true environment = { PATH = "/opt/v/bin:/usr/bin:/bin" } }',
  ],
  [
    'rocky9',
    'shell "setenforce 0; sed -i s/^SELINUX=.*/SELINUX=permissive/ /etc/selinux/config" { changes = true }\npackage nginx\nfile "/etc/nginx/conf.d/site.conf" { content = "server { listen 8081; }\\n" }',
  ],
  ['debian12', 'repository debug { url = "https://example.org/apt" suite = "x" enabled = false }'],
  ['debian12', 'repository stable { url = "http://deb.debian.org/debian" suite = "trixie" }'],
  [
    'ubuntu2404',
    'repository old { url = "http://archive.ubuntu.com/ubuntu" suite = "jammy" components = ["main", "universe"] }',
  ],
  [
    'rocky9',
    'collection "ansible.posix" { version = "1.5.4" }\ntask "Connect" { module = "ansible.posix.seboolean" args = { name = "httpd_can_network_connect" state = true persistent = true } }\npackage nginx\nfile "/etc/nginx/conf.d/site.conf" { content = "server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }\\n" }',
  ],
  ['debian12', 'kernel_module ip_vs_rr\nsysctl "net.ipv4.vs.conn_reuse_mode" { value = 0 }'],
  [
    'almalinux9',
    'kernel_module "nf-conntrack-ftp"\nsysctl "net.netfilter.nf_conntrack_max" { value = 262144 }',
  ],
  [
    'debian12',
    'block "/etc/modules" { name = "modules" content = "overlay\\nbr_netfilter" }\nsysctl "net.bridge.bridge-nf-call-iptables" { value = 1 }',
  ],
  [
    'debian12',
    'file "/etc/modules-load.d/k8s.conf" { content = "overlay\\nbr_netfilter\\n" }\nfile "/etc/sysctl.d/90-k8s.conf" { content = "net.bridge.bridge-nf-call-iptables = 1\\n" }',
  ],
  [
    'debian12',
    'collection "community.general" { version = "8.6.0" }\ntask "Load the module" { module = "community.general.modprobe" args = { name = "br_netfilter" persistent = "present" } }\nsysctl "net.bridge.bridge-nf-call-iptables" { value = 1 }',
  ],
  [
    'debian12',
    `archive "/opt/fish" { url = "https://files.example.org/fish-4.0.1.tar.gz" checksum = "${SUM}" }\nuser ops { shell = "/opt/fish/bin/fish" }`,
  ],
  ['almalinux9', 'package [git, zsh]\nuser ops { shell = "/bin/zsh" }'],
  [
    'debian12',
    'shell "install --mode=0755 /var/tmp/mksh-static /usr/local/bin/mksh" { creates = "/usr/local/bin/mksh" }\nuser ops { shell = "/usr/local/bin/mksh" }',
  ],
  [
    'ubuntu2404',
    'user ubuntu { uid = 1000 }\ngroup app { gid = 1500 }\nuser app { uid = 1500 group = "app" }',
  ],
  [
    'debian12',
    'block "/etc/ssh/sshd_config" { name = "team" content = "AllowGroups debian admins" insert_before = "BOF" }\nblock "/etc/cloud/cloud.cfg" { name = "hosts" content = "manage_etc_hosts: true" }',
  ],
];
