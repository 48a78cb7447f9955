import { redhatNames } from '../packages.generated.ts';
import { rightNames } from './names.ts';

/** Names that no erratum of AlmaLinux has, most of them of EPEL; redhat.txt holds the rest. */
const others = `
bash-completion bc bison certbot ddclient dos2unix dosfstools efibootmgr expect fail2ban findutils grep hostname htop
iftop iptables-nft jemalloc krb5-libs libaio libcurl libpcap libtool libuuid libxslt libyaml lighttpd maven mc mosh
ncdu ntfs-3g openvpn pgbouncer pinentry pipx pv python3-libs python3-lxml python3-requests rclone readline restic
screen spice-vdagent strongswan supervisor tmux tree usbutils xmlstarlet zip php-cli php-fpm php-gd php-intl
php-mbstring php-opcache php-pgsql php-xml php-bcmath php-json php-pdo php-soap yarnpkg java-11-openjdk
java-17-openjdk java-21-openjdk java-1.8.0-openjdk rabbitmq-server clamav wireguard-tools at`;

let all: ReadonlySet<string> | null = null;

/** Known names of the Red Hat family. There are others: what is missing here is no mistake by itself. */
export function redhatKnown(): ReadonlySet<string> {
  return (all ??= new Set([
    ...others.trim().split(/\s+/),
    ...redhatNames().trimEnd().split('\n'),
    ...rightNames('redhat'),
  ]));
}
