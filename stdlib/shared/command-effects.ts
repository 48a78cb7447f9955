import type { Effects } from '../../compiler/sdk/effects.ts';
import type { ContentsUse } from '../../compiler/sdk/resource-kind.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { commandSchema } from './commands.ts';
import { named } from './effects.ts';
import { findTakes } from './find-command.ts';
import { programsIn } from './shell-words.ts';

/** Programs that make nothing but what they are told by name. */
export const QUIET: ReadonlySet<string> = new Set(
  `: [ [[ a2disconf a2dismod a2dissite a2enconf a2enmod a2ensite alternatives apachectl apache2ctl aa-enforce aa-complain
  awk base64 basename blkid break cat cd chage chattr chcon chgrp chmod chown chpasswd cloud-init cmp continue cp crontab curl
  cut date dd df diff dirname docker dracut du echo egrep exit export fallocate false fgrep file find findmnt firewall-cmd
  fstrim gawk getent getenforce getfacl getsebool gpasswd gpg grep groupadd groupmod grub-mkconfig grub2-mkconfig grubby
  gzip head hostname hostnamectl httpd id install ip iptables journalctl kill killall ldconfig ln local locale-gen localectl
  logger ls lsblk lsmod lsof mandb mkdir mkfifo mkfs.ext4 mkfs.xfs mkswap mktemp modprobe mount mv mysql mysqladmin netstat
  newaliases nft nginx nproc openssl passwd pg_isready pgrep ping pkill postconf postmap printf ps psql pwck pwd read readlink
  realpath redis-cli restorecon return rm rmdir rmmod sed semanage seq service sestatus set setcap setenforce setfacl setsebool sha256sum
  sha512sum shift shred sleep sort ss sshd stat swapoff swapon sync sysctl systemctl systemd-analyze systemd-sysusers
  systemd-tmpfiles tail tee test timedatectl timeout touch tr true truncate tune2fs udevadm ufw umask umount uname uniq unset
  update-alternatives update-ca-certificates update-ca-trust update-crypto-policies update-grub update-initramfs update-locale
  useradd usermod userdel vgs visudo wait wc wget which who xfs_growfs`
    .trim()
    .split(/\s+/),
);

/** What a command line needs and makes. */
export function commandEffects({ label, attributes }: ContentsUse<typeof commandSchema>): Effects {
  const { chdir, user, creates } = attributes;
  return {
    needs: [...named('folder', chdir), ...named('user', user)],
    ...lineEffects(label, creates),
  };
}

export function lineEffects(line: string, creates?: Value): Effects {
  const takes = findTakes(line) ?? takenAtShutdown(line);
  const named = creates?.type === 'string' ? ` ${creates.value}` : '';
  const quiet = [...programsIn(line)].every((program) => QUIET.has(program));
  return {
    told: line + named,
    ...(!quiet && { anything: true as const }),
    ...(takes !== null && { takes }),
  };
}

/** What a unit that a script writes takes away when it is stopped, as the one of `cleanup` is at shutdown. */
function takenAtShutdown(script: string): NonNullable<Effects['takes']> | null {
  const all = [...script.matchAll(/^\s*ExecStop=-?(?:\/usr)?\/bin\/(find .*)$/gm)].flatMap(
    ([, line]) => findTakes(line!) ?? [],
  );
  if (all.length === 0) return null;
  return (path, what) => all.map((takes) => takes(path, what)).find((fate) => fate !== null) ?? null;
}
