/** Folders whose readers take files by their names only: what a name has to be like, and how it is said. */
export interface DropIn {
  readonly folder: RegExp;
  readonly name: RegExp;
  readonly said: string;
  /** A family of which it holds; all if none is named. */
  readonly family?: 'Debian' | 'RedHat';
}

const ending = (folder: string, ...endings: readonly string[]): DropIn => ({
  folder: new RegExp(`^${folder}$`),
  name: new RegExp(`(?:${endings.map((each) => each.replace(/\./g, '\\.')).join('|')})$`),
  said: `end with ${endings.map((each) => `\`${each}\``).join(' or ')}`,
});

export const DROP_INS: readonly DropIn[] = [
  // run-parts(8) of Debian; cron(8) of Debian for cron.d.
  {
    folder: /^\/etc\/cron\.(?:d|hourly|daily|weekly|monthly)$/,
    name: /^[\w-]+$/,
    said: 'have letters, digits, `_` and `-` only, and no dot',
    family: 'Debian',
  },
  // sudoers(5), "Including other files".
  { folder: /^\/etc\/sudoers\.d$/, name: /^[^.]*[^.~]$/, said: 'have no dot and no `~` at the end' },
  ending('/etc/(?:sysctl|modprobe|modules-load|tmpfiles|sysusers|binfmt)\\.d', '.conf'),
  ending('/etc/apt/sources\\.list\\.d', '.list', '.sources'),
  // apt.conf(5): no ending, or `.conf`.
  {
    folder: /^\/etc\/apt\/(?:apt\.conf|preferences)\.d$/,
    name: /^[\w-]+(?:\.conf|\.pref)?$/,
    said: 'end with `.conf` or have no dot',
  },
  ending('/etc/apt/trusted\\.gpg\\.d', '.asc', '.gpg'),
  ending('/etc/yum\\.repos\\.d', '.repo'),
  ending('/etc/profile\\.d', '.sh', '.csh'),
  ending('/etc/ssh/sshd?_config\\.d', '.conf'),
  ending('/etc/systemd/(?:system|user|journald|logind|resolved|timesyncd|networkd)\\.conf\\.d', '.conf'),
  ending('/etc/systemd/system/[^/]+\\.d', '.conf'),
  ending('/etc/systemd/network', '.network', '.netdev', '.link'),
  ending('/etc/security/limits\\.d', '.conf'),
  ending('/etc/ld\\.so\\.conf\\.d', '.conf'),
  ending('/etc/rsyslog\\.d', '.conf'),
  ending('/etc/cloud/cloud\\.cfg\\.d', '.cfg'),
  ending('/etc/netplan', '.yaml'),
  ending('/etc/udev/rules\\.d', '.rules'),
  ending('/etc/polkit-1/rules\\.d', '.rules'),
  ending('/etc/audit/rules\\.d', '.rules'),
  ending('/etc/dracut\\.conf\\.d', '.conf'),
  ending('/etc/default/grub\\.d', '.cfg'),
  ending('/etc/nginx/conf\\.d', '.conf'),
  ending('/etc/httpd/conf\\.d', '.conf'),
  ending('/etc/mysql/(?:conf|mariadb\\.conf)\\.d', '.cnf'),
  ending('/etc/my\\.cnf\\.d', '.cnf'),
  ending('/etc/fail2ban/(?:jail|filter|action)\\.d', '.conf', '.local'),
  ending('/etc/telegraf/telegraf\\.d', '.conf'),
  ending('/etc/chrony/conf\\.d', '.conf'),
  ending('/etc/NetworkManager/conf\\.d', '.conf'),
];
