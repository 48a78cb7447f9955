import type { PackerSource } from '../model/packer.ts';
import type { Note } from '../model/place.ts';
import type { System } from '../model/system.ts';

/** A source that starts from a file of this machine, where the import starts from what the vendor publishes; else null. */
export function remarkOf(source: PackerSource | null, system: System): Note | null {
  if (source?.type !== 'qemu') return null;
  const { iso_url: url } = source.settings;
  if (typeof url !== 'string' || url === '' || /^https?:|\$\{/.test(url)) return null;
  return {
    place: source.place,
    message: `it starts from the file \`${url}\`, and the import from the base image of ${system.name}: if another image of the project makes that file, write \`base = image.NAME\`, else give an \`os\` of your own that \`image.url\``,
  };
}
