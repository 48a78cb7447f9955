// The root file system of a raw image, for debugfs: nothing is mounted, nothing booted.
import { must } from './machine.mjs';

/** The largest partition of a raw image, as debugfs takes it. */
export async function rootOf(raw) {
  const { partitiontable: table } = JSON.parse(await must('/sbin/sfdisk', ['--json', raw]));
  const root = table.partitions.reduce((one, other) => (other.size > one.size ? other : one));
  return `${raw}?offset=${root.start * table.sectorsize}`;
}
