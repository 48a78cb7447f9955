import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Failure } from '../../../shell/command.ts';
import { runProcess } from '../../../host/process.ts';
import type { How } from '../manager.ts';
import { readRaw } from '../raw-disk.ts';

/** What apt on a machine decides by: its packages, sources, keys and preferences. */
const FOLDERS = ['/etc/apt', '/usr/share/keyrings'];
export const STATUS = '/var/lib/dpkg/status';
const FILES = [STATUS, '/var/lib/dpkg/arch', '/var/lib/apt/extended_states'];

interface Partition {
  readonly start: number;
  readonly size: number;
}

/** Reads what apt knows out of the disk of a base image. */
export function readBaseSystem(
  disk: string,
  into: string,
  temporary: string,
  how: How,
): Promise<Failure | null> {
  return readRaw(disk, temporary, HINT, how, async (raw) => {
    let said = '';
    for (const { start } of await partitions(raw, how)) {
      const debugfs = async (request: string) => {
        const { code, stdout, stderr } = await runProcess(
          'debugfs',
          ['-R', request, `${raw}?offset=${start}`],
          // Paths in requests are relative, so that none has a space.
          { ...how, cwd: into },
        );
        return { stdout: code === 0 ? stdout : '', stderr };
      };
      const found = await debugfs(`stat ${STATUS}`);
      if (!/^Inode: /m.test(found.stdout)) {
        // Its first line is its version.
        said = found.stderr.trim().split('\n').slice(1).join(' ').replace(`${raw}?offset=${start}: `, '');
        continue;
      }
      for (const path of FILES) {
        mkdirSync(dirname(join(into, path)), { recursive: true });
        await debugfs(`dump ${path} .${path}`);
        // debugfs writes an empty file for one that is not there.
        const copy = statSync(join(into, path), { throwIfNoEntry: false });
        if (copy?.size === 0) rmSync(join(into, path));
      }
      for (const path of FOLDERS) {
        mkdirSync(dirname(join(into, path)), { recursive: true });
        await debugfs(`rdump ${path} .${dirname(path)}`);
        mkdirSync(join(into, path), { recursive: true });
        removeLinksOut(join(into, path), realpathSync(into));
      }
      if (existsSync(join(into, STATUS)) && /^Package: /m.test(readFileSync(join(into, STATUS), 'utf8')))
        return null;
    }
    return `no partition of it has the packages of a Debian or Ubuntu${said === '' ? '' : ` (debugfs: ${said})`}`;
  });
}

const HINT =
  '`lock_packages: versions` reads the packages of a base image out of its disk: a file system of ext4 that has /var/lib/dpkg.';

/** The partitions of a disk, the largest first; the whole disk if it has none. */
async function partitions(raw: string, how: How): Promise<Partition[]> {
  const { code, stdout } = await runProcess('sfdisk', ['--json', raw], how);
  if (code !== 0) return [{ start: 0, size: 0 }];
  const { partitiontable: table } = JSON.parse(stdout) as {
    partitiontable: { sectorsize?: number; partitions?: readonly Partition[] };
  };
  const sector = table.sectorsize ?? 512;
  return (table.partitions ?? [])
    .map(({ start, size }) => ({ start: start * sector, size: size * sector }))
    .sort((a, b) => b.size - a.size);
}

/** What an image links to is a matter of that image: a link must not lead to a file of this machine. */
function removeLinksOut(folder: string, root: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeLinksOut(path, root);
    else if (entry.isSymbolicLink() ? !leadsInside(path, root) : !entry.isFile()) rmSync(path);
  }
}

function leadsInside(path: string, root: string): boolean {
  try {
    return realpathSync(path).startsWith(root + sep);
  } catch {
    return false;
  }
}
