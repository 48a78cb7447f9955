/**
 * What packages are called in the Debian family | in the Red Hat family | what to know of it.
 *
 * A side gives the right name, for some systems another one (`ubuntu:mysql-server`, `debian11:policykit-1`, `el10:valkey`), several joined by `&`, or
 * `-` where there is none; after `<` names that are wrong on that side. The name of one side is wrong on the other, unless
 * `~` says that it works there too. `!` marks a wrong name that exists and is something else. A line with `*` is silent in
 * an image with a repository of its own, which may have the name.
 */
export const pairs = `
# Web servers and proxies
apache2 < apache apache-httpd | httpd < apache apache-httpd
apache2-utils | httpd-tools
apache2-dev | httpd-devel
libapache2-mod-wsgi-py3 | python3-mod_wsgi < mod_wsgi
libapache2-mod-security2 | mod_security
libapache2-mod-auth-openidc | mod_auth_openidc
nginx-full | nginx~ < nginx-core nginx-light nginx-extras
libnginx-mod-stream | nginx-mod-stream
libnginx-mod-http-image-filter | nginx-mod-http-image-filter
libnginx-mod-http-xslt-filter | nginx-mod-http-xslt-filter
libnginx-mod-mail | nginx-mod-mail
python3-certbot-nginx < certbot-nginx | python3-certbot-nginx < certbot-nginx
# Time and schedules
cron < crond crontab | cronie < crontab
anacron | cronie-anacron
chrony < chronyd | chrony < chronyd ntp ntpd
ntpsec-ntpdate < ntpdate | chrony~ < ntpdate
# Network
bind9-dnsutils < dig nslookup dnsutils | bind-utils < dig nslookup dnsutils bind9-host
bind9 < named bind | bind < named
bind9-libs | bind-libs
iproute2 | iproute
iputils-ping < ping | iputils < ping iputils-tracepath iputils-arping
net-tools < ifconfig netstat | net-tools < ifconfig netstat
netcat-openbsd < netcat nc | nmap-ncat < netcat netcat-traditional ncat-openbsd
isc-dhcp-client < dhclient | dhcp-client < dhclient
isc-dhcp-server < dhcpd | dhcp-server < dhcpd
network-manager | NetworkManager < networkmanager
wpasupplicant | wpa_supplicant
wireguard~ | wireguard-tools
iptables-persistent | iptables-services
nfs-common | nfs-utils < nfs-kernel-server
smbclient | samba-client
open-iscsi | iscsi-initiator-utils
multipath-tools | device-mapper-multipath
dmsetup | device-mapper
cloud-guest-utils < growpart | cloud-utils-growpart < growpart
tftpd-hpa | tftp-server
mtr-tiny | mtr~
iperf3 < iperf-3 | iperf3 < iperf-3
freeradius-utils~ | freeradius-utils
ssl-cert | - | It is Debian’s own; \`openssl req -x509\` makes such a certificate.
# Remote access and accounts
openssh-server < sshd | openssh-server < ssh sshd
openssh-client~ | openssh-clients
passwd~ | shadow-utils < adduser
libpam-modules | pam
libpam-pwquality | libpwquality
libpam-google-authenticator | google-authenticator
libnss-ldapd | nss-pam-ldapd < libpam-ldapd
ldap-utils | openldap-clients
slapd | openldap-servers
krb5-user | krb5-workstation
krb5-kdc | krb5-server < krb5-admin-server
freeipa-client debian11:- | ipa-client
polkitd debian11:policykit-1 < polkit | polkit
libpam-systemd | systemd-pam
udev | systemd-udev
# Security
auditd | audit
selinux-utils | libselinux-utils
python3-selinux | python3-libselinux
python3-semanage | python3-policycoreutils
gnutls-bin | gnutls-utils
clamav-daemon | clamd
apparmor < app-armor | - | This family has SELinux in its place.
ufw | - | This family has firewalld in its place, which the image turns off.
# Package managers
- < epel-release dnf-utils yum-utils yum | epel-release~ | It belongs to the other package manager.
unattended-upgrades | dnf-automatic
apt-transport-https | - < apt-utils aptitude debconf-utils software-properties-common python3-apt ppa-purge | It belongs to the other package manager.
# Tools
procps~ | procps-ng
vim~ < vim-enhanced | vim-enhanced
vim-tiny | vim-minimal < vim-nox vim-gtk3
xz-utils < xz | xz
p7zip-full < p7zip-plugins | p7zip
debianutils < which | which
man-db < man | man-db~
manpages | man-pages
locales | glibc-langpack-en < locales-all
git < git-core | git < git-all-core
mercurial < hg | mercurial < hg
libcap2-bin | libcap
bsd-mailx < mailx | s-nail el7:mailx el8:mailx < mailutils bsd-mailx heirloom-mailx
exim4 | exim
dovecot-core < dovecot | dovecot < dovecot-imapd dovecot-pop3d dovecot-lmtpd
dovecot-pgsql~ | dovecot-pgsql
snmpd | net-snmp
snmp | net-snmp-utils
monitoring-plugins < nagios-plugins nagios-plugins-all | nagios-plugins-all < monitoring-plugins-basic monitoring-plugins-standard
nagios-nrpe-server < nrpe | nrpe
lm-sensors < lm_sensors | lm_sensors
sg3-utils | sg3_utils
imagemagick | ImageMagick
graphicsmagick | GraphicsMagick
fonts-dejavu-core | dejavu-sans-fonts
fonts-liberation | liberation-fonts
xauth | xorg-x11-xauth
xvfb | xorg-x11-server-Xvfb
python3-docker~ < docker-py | python3-docker < docker-py
gunicorn | python3-gunicorn~
jq < libjq | jq < libjq
# Kernel, boot, virtual machines
linux-image-amd64 ubuntu:linux-image-generic | kernel < linux-image-generic
linux-headers-amd64 ubuntu:linux-headers-generic | kernel-devel < linux-headers-generic
linux-cpupower ubuntu:linux-tools-common | kernel-tools
linux-perf ubuntu:linux-tools-common | perf
initramfs-tools | dracut~
grub-pc | grub2-pc
grub-efi-amd64 | grub2-efi-x64
grub2-common | grub2-tools
shim-signed | shim-x64
qemu-guest-agent < qemu-ga | qemu-guest-agent < qemu-ga
qemu-utils | qemu-img
qemu-system-x86 < qemu-kvm | qemu-kvm
libvirt-daemon-system | libvirt
libvirt-clients | libvirt-client
virtinst | virt-install
open-vm-tools < vmware-tools | open-vm-tools < vmware-tools
# Python
python3 < python | python3 el7:python&python3 < python
python3-pip < pip pip3 python-pip | python3-pip < pip pip3 python-pip
python3-dev < python-dev python-devel | python3-devel < python-dev
python3-venv~ < python-venv | python3~ < python3-venv python3-full
python3-setuptools < python-setuptools | python3-setuptools
python3-virtualenv < python-virtualenv virtualenv | python3-virtualenv < virtualenv
python3-yaml < python-yaml | python3-pyyaml < python-yaml
python3-pymysql | python3-PyMySQL
python3-psycopg2 < python-psycopg2 | python3-psycopg2
python3-jinja2 < python-jinja2 | python3-jinja2
# Compilers and headers
build-essential | gcc&gcc-c++&make
g++ | gcc-c++
pkg-config | pkgconf-pkg-config
libc6-dev | glibc-devel
libstdc++6 | libstdc++
libgcc-s1 | libgcc
libc6 | glibc
libgomp1 | libgomp
libssl-dev < openssl-dev | openssl-devel < openssl-dev
libffi-dev | libffi-devel
zlib1g-dev < zlib-dev | zlib-devel < zlib-dev
zlib1g < zlib | zlib
libxml2-dev | libxml2-devel
libxslt1-dev | libxslt-devel < libxslt-dev
libcurl4-openssl-dev < libcurl-dev curl-devel | libcurl-devel < curl-dev
libpq-dev < postgresql-devel postgresql-dev | libpq-devel < postgresql-dev
libpq5 | libpq
default-libmysqlclient-dev < libmysqlclient-dev mysql-devel | mariadb-connector-c-devel < libmysqlclient-dev libmariadb-dev
libbz2-dev | bzip2-devel
libreadline-dev | readline-devel
libsqlite3-dev < sqlite-dev | sqlite-devel
libncurses-dev | ncurses-devel < libncurses5-dev ncurses-dev
libsystemd-dev | systemd-devel
libpam0g-dev | pam-devel
libldap-dev < openldap-dev | openldap-devel < libldap2-dev
libsasl2-dev | cyrus-sasl-devel
libjpeg-dev | libjpeg-turbo-devel
libpng-dev | libpng-devel
libfreetype-dev | freetype-devel < libfreetype6-dev
libyaml-dev | libyaml-devel
libkrb5-dev | krb5-devel
libevent-dev | libevent-devel
libpcre2-dev < pcre-devel pcre-dev | pcre2-devel
libgmp-dev | gmp-devel
liblzma-dev | xz-devel
libzstd-dev | libzstd-devel
liblz4-dev | lz4-devel
libgd-dev | gd-devel
libcap-dev | libcap-devel
libaio-dev | libaio-devel
uuid-dev | libuuid-devel
libpcap-dev | libpcap-devel
libonig-dev | oniguruma-devel
libzip-dev | libzip-devel
libicu-dev | libicu-devel
libglib2.0-dev | glib2-devel
libseccomp-dev | libseccomp-devel
libselinux1-dev | libselinux-devel
libxml2-utils | libxml2~
libnuma1 | numactl-libs
libnuma-dev | numactl-devel
ruby-dev | ruby-devel
ruby-bundler | rubygem-bundler < bundler
rustc < rust | rust
golang < go | golang < go golang-go
libdbi-perl | perl-DBI
libdbd-mysql-perl | perl-DBD-MySQL
libdbd-pg-perl | perl-DBD-Pg
libwww-perl | perl-libwww-perl
libjson-perl | perl-JSON
# Languages
*nodejs < node | nodejs < node
*npm < nodejs-npm | npm < nodejs-npm
*default-jre-headless < java java-headless jre openjdk | java-17-openjdk-headless el7:java-11-openjdk-headless el10:java-21-openjdk-headless < jre openjdk openjdk-jre
*default-jdk-headless < jdk java-devel | java-17-openjdk-devel el7:java-11-openjdk-devel el10:java-21-openjdk-devel < jdk openjdk-jdk
*default-jre | java-17-openjdk el7:java-11-openjdk el10:java-21-openjdk
*default-jdk | java-17-openjdk-devel el7:java-11-openjdk-devel el10:java-21-openjdk-devel
*php-mysql | php-mysqlnd~
*php-dev | php-devel
*php-zip | php-pecl-zip
*php-curl | php-common~
*php-imagick | php-pecl-imagick
*libapache2-mod-php | php
# Databases and queues
*postgresql~ < postgres postgresql-server | postgresql-server < postgres
*postgresql-client | postgresql < psql
*postgresql-server-dev-all | postgresql-server-devel
*mariadb-server < mariadb | mariadb-server~
*mariadb-client | mariadb
*default-mysql-server ubuntu:mysql-server < mysql mysqld | mysql-server el7:mariadb-server < mysqld
*default-mysql-client ubuntu:mysql-client | mysql el7:mariadb < mysql-client
*redis-server | redis~ el10:valkey
*redis-tools | redis el10:valkey
*sqlite3 < sqlite | sqlite
*memcached < memcache | memcached < memcache
*rabbitmq-server < rabbitmq | rabbitmq-server < rabbitmq
*etcd-server | etcd
# Containers
*docker.io < !docker docker-engine | podman~ | Docker is in no repository of this family: \`use docker\` brings its own.
*- < docker-ce docker-ce-cli containerd.io docker-compose-plugin docker-buildx-plugin | - < docker docker-engine docker-ce docker-ce-cli containerd.io docker-compose-plugin docker-buildx-plugin docker-compose containerd | \`use docker\` brings Docker’s repository and the engine.
# Of vendors
*- < mongodb mongodb-org mongodb-server mongo mongod | - < mongodb mongodb-org mongodb-server mongo mongod | MongoDB is in no distribution: add its \`repository\` and install \`mongodb-org\`.
*- < kubelet kubeadm | - < kubelet kubeadm kubectl | Add the \`repository\` of Kubernetes, \`https://pkgs.k8s.io/…\`.
*- < telegraf influxdb2 influxdb2-cli | - < telegraf influxdb influxdb2 | \`use monitoring\` brings Telegraf; for InfluxDB add the \`repository\` of its vendor.
*- < grafana loki promtail grafana-agent alloy | - < loki promtail grafana-agent alloy | Add the \`repository\` of Grafana, \`https://apt.grafana.com\` or \`https://rpm.grafana.com\`.
*- < elasticsearch kibana logstash filebeat metricbeat opensearch | - < elasticsearch kibana logstash filebeat metricbeat opensearch | Add the \`repository\` of its vendor.
*- < terraform vault nomad boundary | - < terraform vault nomad boundary consul packer | Add the \`repository\` of HashiCorp.
*- < gitlab-ce gitlab-ee gitlab-runner | - < gitlab-ce gitlab-ee gitlab-runner gitlab | Add the \`repository\` of GitLab.
*- < jenkins | - < jenkins | Add the \`repository\` of Jenkins.
*- < kafka apache-kafka | - < kafka zookeeper | No repository has it: \`download\` and \`archive\` bring it.
*- < clickhouse-server clickhouse-client | - < clickhouse-server clickhouse-client | Add the \`repository\` of ClickHouse.
*- < google-chrome-stable google-chrome | - < google-chrome-stable google-chrome | Add the \`repository\` of Google.
*- < zabbix-release pgdg-redhat-repo mysql-community-server percona-release remi-release | - < mysql-community-server percona-server-server | It is of its vendor: add its \`repository\`.
*- < nvm pyenv | - < nvm pyenv | It is no package; \`nodejs\` and \`python3\` are.
`;
