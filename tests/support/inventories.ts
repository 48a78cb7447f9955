import { inventoryScript, parseInventory } from '../../cli/sbom/packages.ts';
import type { Inventory } from '../../cli/sbom/packages.ts';

/** What a Debian machine prints, with all that is odd about it. */
export const DEBIAN = `== vkc:os-release
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
ID=debian
HOME_URL="https://www.debian.org/"
== vkc:packages
installed\tlibstdc++6\t12.2.0-14+deb12u1\tamd64\tgcc-12\tDebian GCC Maintainers <debian-gcc@lists.debian.org>\thttp://gcc.gnu.org/
config-files\told-tool\t1.0\tall\told-tool\tSomebody <s@example.org>\t
installed\tlibc6\t2.36-9+deb12u13\tamd64\tglibc\tGNU Libc Maintainers <debian-glibc@lists.debian.org>\thttps://www.gnu.org/software/libc/libc.html
installed\tlibc6\t2.36-9+deb12u13\ti386\tglibc\tGNU Libc Maintainers <debian-glibc@lists.debian.org>\thttps://www.gnu.org/software/libc/libc.html
installed\tcurl\t7.88.1-10+deb12u14\tamd64\tcurl\tAlessandro Ghedini <ghedo@debian.org>\thttps://curl.se/
installed\tdbus\t1:1.14.10~rc1-1\tamd64\tdbus\t\tno url
== vkc:licences
/usr/share/doc/curl/copyright:License: curl
/usr/share/doc/curl/copyright:License: ISC
/usr/share/doc/curl/copyright:License: ISC
/usr/share/doc/dbus/copyright:License: AFL-2.1 or GPL-2+
/usr/share/doc/dbus/copyright:License: Expat
/usr/share/doc/dbus/copyright:License: GPL-2+ with exception <of the author>
== vkc:end
`;

export const ALMALINUX = `== vkc:os-release
NAME="AlmaLinux"
VERSION_ID="9.4"
ID="almalinux"
PRETTY_NAME="AlmaLinux 9.4 (Seafoam Ocelot)"
== vkc:packages
gpg-pubkey\t0\tb86b3716\t61e69f29\t(none)\t(none)\t(none)\t(none)\tpubkey
kernel-core\t0\t5.14.0\t427.1.1.el9\tx86_64\tkernel-5.14.0-427.1.1.el9.src.rpm\tAlmaLinux\thttps://www.kernel.org/\tGPLv2 and Redistributable, no modification permitted
kernel-core\t0\t5.14.0\t503.1.1.el9\tx86_64\tkernel-5.14.0-503.1.1.el9.src.rpm\tAlmaLinux\thttps://www.kernel.org/\tGPLv2 and Redistributable, no modification permitted
bind-libs\t32\t9.16.23\t18.el9\tx86_64\tbind-9.16.23-18.el9.src.rpm\tAlmaLinux\thttps://www.isc.org/downloads/bind/\tMPLv2.0
tool\t0\t1.0\t1\tnoarch\t(none)\t(none)\t(none)\tGPLv2+ and (MIT or ASL 2.0)
== vkc:end
`;

export function inventory(kind: Inventory['kind'], output: string): Inventory {
  const found = parseInventory(kind, output);
  if (found === null) throw new Error(`not read: ${inventoryScript(kind)}`);
  return found;
}
