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

/** For each set of releases its names, as redhat.txt has them. */
function sections(): (readonly [releases: readonly string[], names: readonly string[]])[] {
  return redhatNames()
    .split(/^\[/m)
    .slice(1)
    .map((part) => {
      const [head, ...names] = part.trimEnd().split('\n');
      return [head!.replace(']', '').split(' '), names];
    });
}

let all: ReadonlySet<string> | null = null;

/** Known names of the Red Hat family. There are others: what is missing here is no mistake by itself. */
export function redhatKnown(): ReadonlySet<string> {
  return (all ??= new Set([
    ...others.trim().split(/\s+/),
    ...sections().flatMap(([, names]) => names),
    ...rightNames('redhat'),
  ]));
}

const elsewhere = new Map<string, ReadonlySet<string>>();

/** Names that a release has, as far as is known: without those of which only other releases have errata. */
export function redhatOffered(version: string): Iterable<string> {
  const parts = sections();
  if (!parts.some(([releases]) => releases.includes(version))) return redhatKnown();
  let without = elsewhere.get(version);
  if (without === undefined) {
    const kept = new Set([...others.trim().split(/\s+/), ...rightNames('redhat')]);
    const names = parts.flatMap(([releases, each]) => (releases.includes(version) ? [] : each));
    elsewhere.set(version, (without = new Set(names.filter((name) => !kept.has(name)))));
  }
  return [...redhatKnown()].filter((name) => !without.has(name));
}
