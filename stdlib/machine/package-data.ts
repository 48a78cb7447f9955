import { own } from '../../compiler/model/own.ts';

/**
 * What packages bring under other names than their own: `PACKAGE …: WORD …`. A word stands for folders, accounts and units in
 * whose names it is. Their own names and parts of them need not be said.
 */
const OTHER = `
apache2 apache2-bin libapache2-mod-php httpd mod_ssl httpd-core: www apache apache2 httpd php mods-available
nginx nginx-light nginx-full nginx-extras nginx-core libnginx-mod-http-headers-more-filter: www nginx
lighttpd caddy: www lighttpd
php php-fpm php-cli php-common libapache2-mod-php: php apache www
mariadb-server mariadb mysql-server default-mysql-server mysql-community-server percona-server-server mariadb-server-core: mysql mysqld maria mariadb
mariadb-client mysql-client default-mysql-client: mysql
postgresql postgresql-server postgresql-contrib postgresql-client postgresql-common postgresql-server-devel: postgres postgresql pgsql
redis redis-server valkey valkey-server: redis valkey
docker-ce docker.io docker-ce-cli containerd.io moby-engine docker-compose-plugin docker-compose docker-buildx-plugin podman-docker: docker containerd
podman buildah skopeo cri-o: containers crio podman cni
bind9 bind bind9-utils: bind named
openssh-server openssh-client openssh: nothing-else
nfs-kernel-server nfs-common nfs-utils: nfs exports rpc statd
samba samba-common winbind: smb nmb samba winbind
at: atd
cron cronie anacron: crond anacron
chrony: chronyd
smartmontools: smartd
lm-sensors lm_sensors: lm_sensors sensors
rng-tools rng-tools5 rng-tools-debian: rngd rng
spamassassin: spamd spamass spamassassin
snmpd net-snmp: snmp snmpd
squid: squid proxy
strongswan libreswan: ipsec strongswan charon
wireguard wireguard-tools: wg wireguard
exim4 exim4-daemon-light: exim
postfix: postfix postdrop
dovecot-core dovecot dovecot-imapd: dove
slapd openldap-servers openldap: ldap slapd
varnish: varnish vcache
memcached: memcache
rabbitmq-server: rabbitmq epmd
erlang: epmd
slurm-wlm: slurm munge
krb5-kdc krb5-server krb5-admin-server: krb5 kadmin kdc
tomcat9 tomcat10 tomcat: tomcat
default-jre default-jdk openjdk-17-jre-headless java-17-openjdk: jvm java
isc-dhcp-server dhcp-server kea: dhcp kea
prometheus-node-exporter prometheus node-exporter: prometheus node
libvirt-daemon-system libvirt qemu-kvm libvirt-daemon: libvirt qemu kvm
xorg xserver-xorg: X11
iptables-persistent netfilter-persistent: iptables netfilter
iptables-services iptables: iptables ip6tables
ipset-persistent ipset-service: ipset
tftpd-hpa tftp-server: tftp
vsftpd: ftp vsftpd
proftpd-basic: proftpd ftp
sssd sssd-tools: sss
supervisor: supervisord
monit monitoring-plugins: nagios
nagios-nrpe-server nrpe: nagios nrpe
mdadm: mdmonitor mdadm
kubelet kubeadm kubectl kubernetes-cni: kube cni
gitlab-ce gitlab-ee gitlab-runner: git gitlab
wazuh-agent wazuh-manager: ossec wazuh
amazon-ssm-agent: amazon
tuned: tuned
tang clevis: tangd clevis
sysstat: sysstat sa
locales glibc-langpack-en: locale
unattended-upgrades: apt
logrotate: logrotate
fontconfig: fonts
ca-certificates: nothing-else
python3-certbot-nginx certbot: letsencrypt certbot
snapd: snap
elasticsearch opensearch: elastic opensearch
grafana: grafana
openvswitch-switch: openvswitch ovs
pcs pacemaker corosync: pcsd pacemaker corosync haclient hacluster
glusterfs-server: gluster
ceph ceph-common: ceph
zabbix-agent zabbix-agent2 zabbix-server-mysql zabbix-server-pgsql: zabbix
cups: cups lpadmin
avahi-daemon: avahi
rsync: rsyncd
quota: quota
mailman3 mailman3-full: list mailman
open-iscsi iscsi-initiator-utils: iscsi
multipath-tools device-mapper-multipath: multipath
lvm2: lvm
firewalld: firewall
fail2ban fail2ban-server: fail2ban
uwsgi: uwsgi www
gunicorn: gunicorn
`;

/** Packages that bring nothing that a later resource could go by. */
const PLAIN = `acl apt-transport-https bash-completion bc bind9-dnsutils bind9-host bind-utils bsdmainutils bsdutils build-essential bzip2 ca-certificates cloud-guest-utils
  cloud-init cloud-utils-growpart coreutils cpio curl debian-archive-keyring debian-keyring diffutils dirmngr dmidecode dnsutils dos2unix dosfstools e2fsprogs ethtool expect
  fdisk figlet file findutils fio gawk gdisk gettext gettext-base git git-core git-lfs gnupg gnupg2 gpg grep gzip hdparm htop httpie iftop inetutils-telnet
  inotify-tools iotop iperf iperf3 ipcalc iproute iproute2 iptraf-ng iputils iputils-ping jq kmod less lrzsz lsb-release lshw lsof ltrace lz4 lzop
  make mc mlocate moreutils most mtr mtr-tiny nano ncdu ncurses-term net-tools netcat netcat-openbsd nmap nmap-ncat nmon openssl openssh-server
  openssh-clients p7zip p7zip-full parted patch pciutils perl pigz pipx policycoreutils-python policycoreutils-python-utils procps procps-ng psmisc pv pwgen python3 python3-apt python3-dev
  python3-pip python3-psycopg2 python3-setuptools python3-venv python3-virtualenv python3-yaml python3-requests qemu-guest-agent ripgrep rsync screen sed
  shellcheck silversearcher-ag socat software-properties-common sqlite sqlite3 sshpass strace sudo symlinks sysfsutils systemd systemd-timesyncd tar tcpdump
  telnet time tmux traceroute tree tzdata unar uidmap unzip usbutils util-linux uuid-runtime vim vim-enhanced vim-minimal vim-nox vim-tiny wget whois xfsprogs
  xxd xz xz-utils yq yum-utils dnf-plugins-core dnf-utils zip zsh zstd gcc g++ gcc-c++ cmake autoconf automake libtool pkg-config python3.11 python3.12 python39 nodejs npm golang ruby lua5.4 rclone restic
  lego ansible ansible-core kernel-modules-extra libssl-dev openssl-devel libffi-dev zlib1g-dev libpq-dev gdb`;

export interface KnownPackages {
  /** Words under which a package brings something besides its own name. */
  readonly other: ReadonlyMap<string, readonly string[]>;
  readonly plain: ReadonlySet<string>;
}

let known: KnownPackages | null = null;

/** Read when it is first needed. */
export function knownPackages(): KnownPackages {
  if (known !== null) return known;
  const other = new Map<string, readonly string[]>();
  for (const line of OTHER.trim().split('\n')) {
    const [names, words] = line.split(': ') as [string, string];
    for (const name of names.split(' ')) other.set(name, words.split(' '));
  }
  return (known = { other, plain: new Set(PLAIN.split(/\s+/)) });
}

/** Units of packages by their exact names, for those who mistype one. */
const EXACT_UNITS: Readonly<Record<string, readonly string[]>> = {
  nginx: ['nginx'],
  apache2: ['apache2', 'apache-htcacheclean'],
  httpd: ['httpd', 'htcacheclean'],
  'redis-server': ['redis-server', 'redis'],
  postgresql: ['postgresql'],
  'mariadb-server': ['mariadb', 'mysql', 'mysqld'],
  'docker-ce': ['docker', 'containerd'],
  'docker.io': ['docker', 'containerd'],
  haproxy: ['haproxy'],
  keepalived: ['keepalived'],
  memcached: ['memcached'],
  'rabbitmq-server': ['rabbitmq-server', 'epmd'],
  fail2ban: ['fail2ban'],
  grafana: ['grafana-server'],
  telegraf: ['telegraf'],
  chrony: ['chrony', 'chronyd', 'chrony-wait'],
  squid: ['squid'],
  varnish: ['varnish', 'varnishncsa', 'varnishlog'],
  vsftpd: ['vsftpd'],
  prometheus: ['prometheus'],
};

/** Units of a package, as far as they are known; none where they are not. */
export const unitsOf = (name: string): readonly string[] => own(EXACT_UNITS, name) ?? [];
