import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from '../../../shell/command.ts';
import { runProcess } from '../../../host/process.ts';
import { firstLine } from '../manager.ts';
import type { How } from '../manager.ts';
import { readRaw } from '../raw-disk.ts';
import { diskReader } from './needed-tools.ts';

/** Where copies have the rpm database, wherever the machine has it. */
export const DATABASE = '/var/lib/rpm';
const DATABASES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
/** The database as rpm has it since 4.16, with what was not written into it yet, and as it had it before. */
const DATABASE_FILES = ['rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages'];
/** What dnf on a machine decides by. */
const FOLDERS = [
  '/etc/yum.repos.d',
  '/etc/dnf/vars',
  '/etc/yum/vars',
  '/etc/dnf/modules.d',
  '/etc/dnf/modules.defaults.d',
  '/etc/pki/rpm-gpg',
];
const FILES = ['/etc/dnf/dnf.conf', '/etc/os-release'];

/** Reads what dnf knows out of the disk of a base image. */
export function readBaseSystem(
  disk: string,
  into: string,
  temporary: string,
  how: How,
): Promise<Failure | null> {
  return readRaw(disk, temporary, HINT, how, async (raw) => {
    const reader = new DiskReader((await diskReader(how.env))!, raw, how);
    for (const device of await reader.devices()) {
      const found = await reader.copyFirst(device, into);
      if (!found) continue;
      for (const path of FILES) await reader.copy(`${device}${path}`, join(into, path));
      for (const folder of FOLDERS)
        for (const name of await reader.files(`${device}${folder}`))
          await reader.copy(`${device}${folder}/${name}`, join(into, folder, name));
      return null;
    }
    const said = [...reader.said].map(([device, what]) => `; ${device}: ${what}`);
    return `none of its partitions has an rpm database${said.join('')}`;
  });
}

const HINT =
  '`lock_packages: versions` reads the packages of a base image out of its disk, with the file systems that GRUB of this machine knows: XFS, ext4 and btrfs. A newer grub-fstest knows newer XFS.';

/** Reads files of a disk through the drivers of GRUB, which follow links inside the disk alone. */
class DiskReader {
  readonly #command: string;
  readonly #raw: string;
  readonly #how: How;
  /** What is wrong with file systems, by device. */
  readonly said = new Map<string, string>();

  constructor(command: string, raw: string, how: How) {
    this.#command = command;
    this.#raw = raw;
    this.#how = how;
  }

  /** Partitions and logical volumes, the last first: the root comes after what starts it. The whole disk is the last of all. */
  async devices(): Promise<string[]> {
    const { stdout } = await this.#run(['ls']);
    const names = stdout.match(/\([^()]+\)/g) ?? [];
    const parts = names.filter((name) => /^\((?:loop0,|lvm\/)/.test(name)).sort();
    return [...parts.reverse(), '(loop0)'];
  }

  /** Copies the rpm database of a device. Returns whether it has one. */
  async copyFirst(device: string, into: string): Promise<boolean> {
    for (const folder of DATABASES) {
      const copied: string[] = [];
      for (const name of DATABASE_FILES)
        if (await this.copy(`${device}${folder}/${name}`, join(into, DATABASE, name))) copied.push(name);
      if (copied.length > 0) return true;
    }
    return false;
  }

  /** Names of the files in a folder; none if it is not there. */
  async files(folder: string): Promise<string[]> {
    const { stdout } = await this.#run(['ls', '--', '-l', `${folder}/`]);
    return stdout
      .split('\n')
      .flatMap((line) => /^\d+ +(?:\d{14} +)?([\w.+@-]+)$/.exec(line.trim())?.[1] ?? []);
  }

  /** Copies a file. Returns whether it was there. */
  async copy(path: string, to: string): Promise<boolean> {
    mkdirSync(dirname(to), { recursive: true });
    const { code, stderr } = await this.#run(['cp', path, to]);
    const isThere = code === 0 && (statSync(to, { throwIfNoEntry: false })?.size ?? 0) > 0;
    if (!isThere) rmSync(to, { force: true });
    if (code !== 0 && !/not found|not a regular file/.test(stderr))
      // It names the file, which was only a question.
      this.said.set(
        path.replace(/\).*/, ')'),
        firstLine(stderr).replace(/^\S+: error: (?:cannot open `[^']*': )?|\.$/g, ''),
      );
    return isThere;
  }

  #run(args: readonly string[]) {
    return runProcess(this.#command, [this.#raw, ...args], this.#how);
  }
}
