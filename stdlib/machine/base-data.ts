/**
 * What the cloud images of the two families have before anything is installed: of each system that the library knows,
 * all in one, since only what none of them has is ever missed. Names of packages that vm_init installs count too.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Folders whose own folders are all listed here, each by its name. */
export const LISTED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '/': 'afs bin boot dev etc home lib lib32 lib64 libx32 lost+found media mnt opt proc root run sbin snap srv sys tmp usr var',
    '/etc': `NetworkManager PackageKit X11 acpi alternatives apparmor apparmor.d apport apt audit authselect bash_completion.d
      binfmt.d bluetooth byobu ca-certificates calendar chkconfig.d chrony cifs-utils cloud cockpit command-not-found console-setup
      credstore credstore.encrypted cron.d cron.daily cron.hourly cron.monthly cron.weekly cron.yearly crypto-policies cryptsetup-initramfs
      dbus-1 debuginfod default depmod.d dhcp dnf dpkg dracut.conf.d emacs exports.d firewalld fonts fwupd fstab.d gcrypt gdbinit.d
      gnupg groff grub.d gss gssproxy init init.d initramfs-tools insserv.conf.d ipa iproute2 iscsi issue.d kdump kernel keyutils
      krb5.conf.d ld.so.conf.d ldap libblockdev libibverbs.d libnl libnl-3 libpaper.d libreport libssh libuser lighttpd landscape
      logcheck logrotate.d lsb-release.d lvm mdadm modprobe.d modules-load.d motd.d multipath needrestart netplan network
      networkd-dispatcher newt nftables nvme openldap opt pam.d perl pki plymouth pm pm-utils polkit-1 pollinate popularity-contest ppp
      prelink.conf.d profile.d python python2.7 python3 python3.6 python3.8 python3.9 python3.10 python3.11 python3.12 python3.13
      qemu qemu-ga qemu-guest-agent rc.d rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcS.d resolvconf rpm rsyslog.d rwtab.d samba
      sasl2 screen security selinux sensors.d setroubleshoot sgml skel smartmontools sos sssd ssh ssl statetab.d sudoers.d supercat
      swid sysconfig sysctl.d systemd sysupdate.d terminfo thermald tmpfiles.d tpm2-tss tuned ucf.conf.d udev udisks2 ufw
      unbound update-manager update-motd.d update-notifier usb_modeswitch.d userdb.d vim vmware-tools vulkan wpa_supplicant xdg
      xml yum yum.repos.d zsh modules insserv local.d rhsm dconf sane.d gtk-3.0 pulse`,
    '/etc/ssh': 'ssh_config.d sshd_config.d',
    '/home': '',
    '/mnt': '',
    '/opt': '',
    '/root': '.ssh .cache .config .local .gnupg .ansible snap',
    '/srv': '',
    '/tmp': '',
    '/usr': 'bin games include lib lib32 lib64 libexec libx32 local sbin share src tmp',
    '/usr/local': 'bin etc games include lib lib64 libexec man sbin share src',
    '/usr/local/bin': '',
    '/usr/local/etc': '',
    '/usr/local/sbin': '',
    '/usr/local/src': '',
    '/var':
      'account adm backups cache crash db empty ftp games gopher kerberos lib local lock log mail nis opt preserve run snap spool tmp yp',
    '/var/lib': `AccountsService NetworkManager PackageKit alternatives apparmor apport apt aspell authselect boltd chrony cloud color
      command-not-found containers dbus dhclient dhcp dhcpcd dictionaries-common dkms dnf dpkg emacsen-common flatpak fprint fwupd games gems
      geoclue git gnupg grub hyperv initramfs initscripts initramfs-tools ispell kdump landscape logrotate lxcfs lxd machines
      man-db mdadm misc mlocate net-snmp nfs ntpsec openldap os-prober pam pcp pcsc plocate plymouth polkit-1 pollinate portables
      power-profiles-daemon private python python3 python-support rhsm rpcbind rpm rpm-state rsyslog selinux setroubleshoot
      sgml-base shells.state shim-signed snapd sntp sos sss sudo swcatalog systemd tftpboot tpm tpm2-tss tuned ubuntu-advantage
      ubuntu-drivers-common ubuntu-release-upgrader ucf udisks2 unattended-upgrades unbound update-manager update-notifier
      upower urandom usb_modeswitch usbutils vim vmware xml-core xfsdump xkb yum dracut ssl alsa insights`,
    '/var/log':
      'amazon anaconda apt audit chrony cloud cups dist-upgrade firewalld installer insights-client journal kdump landscape private rhsm samba sssd sysstat tuned unattended-upgrades hwinfo ntpsec ubuntu-advantage',
    '/var/spool': 'abrt anacron at cron lpd mail plymouth rsyslog up2date',
  }).map(([folder, names]) => [folder, words(names).filter(Boolean)]),
);

export const USERS: ReadonlySet<string> = new Set(
  words(`_apt _chrony _flatpak _rpc _ssh abrt adm avahi backup bin clevis cockpit-ws cockpit-wsinstance daemon dbus debian dhcpcd dnsmasq
    ftp fwupd-refresh games geoclue gnats halt irc kernoops landscape libstoragemgmt list lp lxd mail man messagebus news nfsnobody nobody
    ntp operator pcp pesign polkitd pollinate proxy root rpc rpcuser rtkit saslauth setroubleshoot shutdown sshd sssd statd stapunpriv
    sync sys syslog systemd-coredump systemd-journal systemd-network systemd-oom systemd-resolve systemd-timesync tcpdump tss
    unbound usbmux uucp uuidd whoopsie www-data chrony`),
);

export const GROUPS: ReadonlySet<string> = new Set([
  ...USERS,
  ...words(`_ssh admin audio cdrom cgred clock crontab dialout dip disk fax floppy fuse input kmem kvm lock lpadmin lxd mem mlocate netdev nogroup
    plocate plugdev printadmin rdma render root sambashare sasl scanner screen sgx shadow slocate src ssh ssh_keys staff sudo
    systemd-bus-proxy systemd-journal systemd-journal-remote tape tty users users utempter utmp video voice wheel`),
]);

/** Units without their ending, whatever that is; templates without their instance. */
export const UNITS: ReadonlySet<string> = new Set(
  words(`-.mount NetworkManager NetworkManager-dispatcher NetworkManager-wait-online accounts-daemon acpid alsa-restore anacron apparmor apport
    apport-autoreport apt-daily apt-daily-upgrade apt-news at atd auditd autovt autofs autorelabel basic blk-availability bluetooth boot-complete chrony
    chrony-wait chronyd cloud-config cloud-final cloud-init cloud-init-local cloud-init-hotplugd cloud-init-main cloud-init-network cockpit console-getty
    console-setup container-getty cron crond cryptsetup ctrl-alt-del cups-browsed dbus dbus-broker debug-shell default dev-hugepages dev-mqueue display-manager
    dm-event dnf-automatic dnf-automatic-install dnf-makecache dpkg-db-backup dracut-shutdown e2scrub_all e2scrub_reap efi-boot
    emergency esm-cache exit final finalrd firewalld fstrim fwupd fwupd-refresh geoclue getty getty-static graphical grub-common grub-initrd-fallback
    grub2-systemd-integration gssproxy halt hibernate hwclock-save ifup import-state initrd-cleanup insights-client irqbalance iscsid iscsi
    kdump kexec keyboard-setup kmod kmod-static-nodes ldconfig loadmodules local-fs logrotate low-memory-monitor lvm2-lvmpolld lvm2-monitor
    lxd-agent lxd-installer lxcfs man-db man-db-cache-update mdadm mdmonitor microcode mlocate-updatedb modprobe motd-news multi-user multipathd networkd-dispatcher
    network network-online networking nfs-client nftables nis-domainname nss-lookup nss-user-lookup ntp ntpd ntpsec nvmefc-boot-connections open-iscsi open-vm-tools
    packagekit packagekit-offline-update paths pcscd plymouth-quit plymouth-start plocate-updatedb polkit pollinate poweroff procps qemu-ga
    qemu-guest-agent quotaon rc-local rdisc reboot remote-fs rescue resolvconf rescue-ssh rhel-autorelabel rhsm rhsmcertd rngd rpcbind rpc-statd rsync rsyslog
    runlevel screen-cleanup selinux-autorelabel-mark serial-getty setvtrgb shutdown slices snapd snapd.apparmor snapd.seeded sockets sound ssh ssh-host-keys-migration sshd
    sshd-keygen sssd sssd-kcm sudo suspend swap sysinit syslog sysstat sysstat-collect sysstat-summary systemd-ask-password-wall systemd-boot-update
    systemd-coredump systemd-hostnamed systemd-homed systemd-initctl systemd-journal-flush systemd-journald systemd-localed systemd-logind systemd-machined
    systemd-modules-load systemd-networkd systemd-networkd-wait-online systemd-oomd systemd-pstore systemd-random-seed systemd-remount-fs
    systemd-resolved systemd-sysctl systemd-sysext systemd-sysupdate systemd-sysusers systemd-time-wait-sync systemd-timedated systemd-timesyncd
    systemd-tmpfiles-clean systemd-tmpfiles-setup systemd-udev-settle systemd-udev-trigger systemd-udevd systemd-update-utmp systemd-user-sessions thermald time-sync
    timers tmp tpm-udev tuned ua-reboot-cmds ua-timer ubuntu-advantage udisks2 ufw umount unattended-upgrades unbound-anchor update-notifier-download update-notifier-motd upower
    user user-runtime-dir uuidd vgauth vmtoolsd whoopsie wpa_supplicant x11-common xfs_scrub_all postfix exim4 lm_sensors smartd sysfsutils haveged
    pppd-dns dhcpcd ifupdown-pre ifupdown-wait-online ldap mcelog tuned-ppd nis ras-mc-ctl rasdaemon`),
);

/** Accounts that only one family has, by what Ansible calls it. */
const ONLY: Readonly<Record<string, ReadonlySet<string>>> = {
  Debian: new Set(
    words(
      '_apt _ssh admin backup crontab debian fax gnats irc list man netdev news nogroup operator plugdev proxy sasl scanner shadow src staff sudo uucp voice www-data',
    ),
  ),
  RedHat: new Set(words('cgred cockpit-ws halt mem operator sssd shutdown ssh_keys utempter wheel')),
};

/** Whether an account is one of the other family alone, and none of this one. */
export function isOfOtherFamily(name: string, family: string): boolean {
  if (!Object.hasOwn(ONLY, family)) return false;
  return Object.entries(ONLY).some(
    ([other, names]) => other !== family && names.has(name) && !ONLY[family]!.has(name),
  );
}
