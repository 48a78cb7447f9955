import { MACHINE_NAMES } from '../../compiler/model/hardware.ts';
import type { Architecture } from '../../compiler/model/hardware.ts';
import type { Data } from './data.ts';

/** What is known of the system of a target, as the compiler's `os` has it. */
export interface System {
  readonly name: string;
  readonly family: string;
  /** What Ansible calls the family. */
  readonly ansibleFamily: string;
  readonly distro: string;
  readonly release: string;
  readonly version: string;
  readonly codename: string;
  readonly packageManager: string;
  readonly user: string;
  readonly source: string;
  readonly short: string;
  readonly arch: Architecture;
}

const NAMES: Readonly<Record<string, string>> = {
  ubuntu: 'Ubuntu',
  debian: 'Debian',
  almalinux: 'AlmaLinux',
  rocky: 'Rocky',
  centos: 'CentOS',
  fedora: 'Fedora',
  rhel: 'RedHat',
  oracle: 'OracleLinux',
};

/** The facts that Ansible would gather on any machine of the system. */
export function factsOf(system: System): Readonly<Record<string, Data>> {
  const { release, codename, packageManager, ansibleFamily, distro, arch } = system;
  const machine = MACHINE_NAMES[arch];
  const major = release.split('.')[0]!;
  // Only Ubuntu and Debian tell their whole release; elsewhere the minor one is the machine's.
  const whole = ansibleFamily === 'Debian';
  return {
    os_family: ansibleFamily,
    distribution: NAMES[distro] ?? distro,
    distribution_major_version: major,
    ...(whole && { distribution_version: release, distribution_release: codename }),
    ...(whole && { lsb: { codename, id: NAMES[distro] ?? distro, release, major_release: major } }),
    pkg_mgr: packageManager,
    architecture: machine,
    machine,
    userspace_architecture: machine,
    system: 'Linux',
    service_mgr: 'systemd',
  };
}
