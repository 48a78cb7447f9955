import { rightNames } from './names.ts';

/** Further names in the repositories of the Red Hat family and in EPEL, to tell slips of the pen. */
const others = `
ansible-core ant autoconf automake bash-completion bc bcc-tools bison bzip2 ca-certificates certbot cifs-utils cloud-init cmake
conntrack-tools coreutils corosync createrepo_c cryptsetup curl cyrus-sasl dbus ddclient diffutils dmidecode dnf-automatic
dnf-plugins-core dnsmasq dos2unix dosfstools e2fsprogs efibootmgr emacs ethtool expect fail2ban file findutils firewalld
fontconfig freeradius fuse3 gawk gcc gdb gettext ghostscript git-lfs gnupg2 gnutls grep grubby gzip haproxy hdparm hostname
htop httpd-tools iftop iotop ipmitool ipset iptables iptables-nft irqbalance jemalloc keepalived kexec-tools krb5-libs less
libaio libcurl libpcap libtool libuuid libxslt libyaml lighttpd logrotate logwatch lsof lvm2 lynx make maven mc mdadm mosh
mod_ssl ncdu ncurses net-tools nftables nginx nmap ntfs-3g numactl nvme-cli openldap openscap openssl openvpn pacemaker parted
patch pcre2 pcs perl pgbouncer pinentry pipx policycoreutils policycoreutils-python-utils poppler-utils postfix psmisc
pv python3 python3-libs python3-lxml python3-requests quota rclone readline realmd redis restic rng-tools rpm-build rsync
rsyslog ruby samba screen sed setools-console smartmontools socat spice-vdagent squid sshpass sssd strace strongswan
subversion sudo supervisor sysstat systemd-container systemd-resolved tar tcpdump telnet tmux traceroute tree tuned tzdata
unzip usbutils util-linux valgrind varnish vsftpd wget whois xfsprogs xmlstarlet zip zsh zstd php php-cli php-fpm php-gd php-intl
php-mbstring php-opcache php-pgsql php-xml php-bcmath php-json php-pdo php-soap nodejs npm yarnpkg golang java-11-openjdk
java-17-openjdk java-21-openjdk java-1.8.0-openjdk mariadb mariadb-server mysql mysql-server postgresql postgresql-server
postgresql-contrib memcached rabbitmq-server podman buildah skopeo runc crun conmon slirp4netns
container-selinux containernetworking-plugins netavark aardvark-dns cockpit selinux-policy-targeted checkpolicy aide clamav
wireguard-tools qemu-guest-agent openssh-server open-vm-tools hyperv-daemons cloud-utils-growpart gdisk
chrony cronie crontabs at audit`;

let all: ReadonlySet<string> | null = null;

export function redhatKnown(): ReadonlySet<string> {
  return (all ??= new Set([...others.trim().split(/\s+/), ...rightNames('redhat')]));
}
