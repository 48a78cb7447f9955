import type { Os } from '../../compiler/model/ir.ts';
import { debianNames, ubuntuNames } from '../packages.generated.ts';
import { own } from '../../compiler/model/own.ts';

/** Names of Debian's packages, as debian.txt has them. */
interface Index {
  /** Names that are not listed, existing or not. */
  readonly families: RegExp;
  /** For each set of releases its names, one a line, with a line break before and after. */
  readonly sections: readonly { readonly releases: readonly string[]; readonly names: string }[];
}

/** Names that images often have: the index need not be read for them. */
export const often: ReadonlySet<string> = new Set(
  `acl adduser ansible ansible-core apache2 apt-utils at auditd bash-completion bc bind9 bsd-mailx build-essential bzip2
  ca-certificates certbot chrony cloud-init cloud-guest-utils cron curl dbus default-jre-headless docker.io dnsmasq e2fsprogs
  ethtool fail2ban fdisk file fio gdisk git gnupg haproxy htop iftop iotop iperf3 ipset iproute2 iptables iputils-ping jq keepalived
  less locales logrotate lsb-release lsof lvm2 make man-db mariadb-server mdadm memcached mtr-tiny nano ncdu net-tools
  netcat-openbsd nfs-common nftables nginx nmap nodejs npm openssh-client openssh-server openssl parted php-fpm postfix postgresql
  procps prometheus-node-exporter psmisc python3 python3-pip python3-venv qemu-guest-agent rabbitmq-server rclone redis redis-server
  restic rsync rsyslog screen smartmontools socat squid sqlite3 strace sudo supervisor sysstat tar tcpdump telnet
  tmux traceroute tree tzdata unattended-upgrades unzip util-linux vim wget xfsprogs xz-utils zip zstd`.split(
    /\s+/,
  ),
);

let index: Index | null = null;

/** Read when a name is first asked for. */
function read(): Index {
  if (index !== null) return index;
  const text = debianNames();
  // Parts of one text, so that nothing of it is copied.
  const sections: Index['sections'][number][] = [];
  const first = text.indexOf('\n[');
  for (let at = first; at >= 0;) {
    const end = text.indexOf(']', at);
    const next = text.indexOf('\n[', end);
    const names = text.slice(end + 1, next < 0 ? text.length : next + 1);
    sections.push({ releases: text.slice(at + 2, end).split(' '), names });
    at = next;
  }
  return (index = { families: new RegExp(text.slice('families '.length, first).trim()), sections });
}

let ubuntu: ReadonlyMap<string, string> | null = null;

/** Whether a release of Ubuntu has a package that Debian does not have; null if another one has it. */
function ubuntuHas(name: string, release: string): boolean | null {
  ubuntu ??= new Map(
    ubuntuNames()
      .split(/^\[/m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf(']');
        return [part.slice(0, end), `${part.slice(end + 1).trimEnd()}\n`];
      }),
  );
  const line = `\n${name}\n`;
  if (ubuntu.get(release)?.includes(line) === true) return true;
  return [...ubuntu.values()].some((names) => names.includes(line)) ? null : false;
}

/** What else Ubuntu has beside Debian's names. */
const UBUNTU =
  /^(?:ubuntu|linux|landscape|canonical|language-pack|cloud|snap|lxd|motd|overlayroot|pollinate|update-|apport|whoopsie|sosreport|chromium|firefox|thunderbird|docker-(?:compose-v2|buildx)|mysql-(?:server|client)|netplan|software-properties|policykit-1|ntp|byobu|sysstat|bcache|fwupd|needrestart|ufw|mdadm|zfs|amd64-microcode|intel-microcode|iucode|pastebinit|run-one|ssh-import-id|ec2|walinuxagent|hibagent|ansible|openjdk|postgresql|php\d)/;

/** What older releases of Ubuntu still had. */
const OLDER: Readonly<Record<string, RegExp>> = {
  '20.04': /^(?:netcat|sqlite|python-.*)$/,
  '22.04': /^netcat$/,
};

/** What often is there, and came later than a release of Debian. */
const LATER: Readonly<Record<string, RegExp>> = { '11': /^ansible-core$/ };

/** Whether a system of the Debian family has a package; null when nobody knows. */
export function debianHas(name: string, { distro, release }: Os): boolean | null {
  if (often.has(name)) return !(distro === 'debian' && LATER[release]?.test(name) === true);
  const { families, sections } = read();
  const line = `\n${name}\n`;
  if (distro === 'debian') {
    const listed = sections.filter(({ releases }) => releases.includes(release));
    if (listed.some(({ names }) => names.includes(line))) return true;
    return listed.length === 0 || families.test(name) ? null : false;
  }
  // What only Debian 11 still has, Ubuntu has in 20.04 at most.
  const near = sections.filter(({ releases }) => release < '22' || releases.join() !== '11');
  if (near.some(({ names }) => names.includes(line))) return true;
  if (distro === 'ubuntu' && own(OLDER, release)?.test(name)) return true;
  const known = distro === 'ubuntu' ? ubuntuHas(name, release) : false;
  if (known !== false) return known;
  if (distro !== 'ubuntu' || UBUNTU.test(name) || families.test(name)) return null;
  // Ubuntu’s versions are others: `guile-3.0` for `guile-2.2`.
  const numbered = name.replace(/[.+]/g, '\\$&').replace(/\d+/g, '\\d+');
  return numbered.includes('\\d') && near.some(({ names }) => new RegExp(`\n${numbered}\n`).test(names))
    ? null
    : false;
}

/** Names like one that is not there: with the same first letter and nearly the same length. */
export function debianNear(name: string, { distro, release }: Os): string[] {
  const found = read().sections.filter(({ releases }) => distro !== 'debian' || releases.includes(release));
  return found.flatMap(({ names }) =>
    byLetter(names, name[0]!).filter((each) => Math.abs(each.length - name.length) <= 1),
  );
}

const letters = new Map<string, Map<string, string[]>>();

/** The names of a section that begin with a letter. */
function byLetter(names: string, letter: string): readonly string[] {
  let section = letters.get(names);
  if (section === undefined) {
    letters.set(names, (section = new Map()));
    for (const name of names.split('\n')) {
      const list = section.get(name[0]!);
      if (list === undefined) section.set(name[0]!, [name]);
      else list.push(name);
    }
  }
  return section.get(letter) ?? [];
}

/** Whether any release of Debian has a package of this name. */
export function isProgram(name: string): boolean {
  return often.has(name) || read().sections.some(({ names }) => names.includes(`\n${name}\n`));
}

/** Names that begin with a text, which has at least one letter; of any release. */
export function debianBeginning(prefix: string): string[] {
  const found = new Set([...often].filter((name) => name.startsWith(prefix)));
  for (const { names } of read().sections)
    for (const name of byLetter(names, prefix[0]!)) if (name.startsWith(prefix)) found.add(name);
  return [...found];
}
