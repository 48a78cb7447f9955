import type { PackerSource } from '../model/packer.ts';
import type { System } from '../model/system.ts';

/** A source that starts from a file of this machine, where the import starts from what the vendor publishes. */
export function baseFileRemarks({ type, settings }: PackerSource, system: System): string[] {
  const { iso_url: url } = settings;
  if (type !== 'qemu' || typeof url !== 'string' || url === '' || /^https?:|\$\{/.test(url)) return [];
  return [
    `it starts from the file \`${url}\`, and the import from the base image of ${system.name}: if another image of the project makes that file, write \`base = image.NAME\`, else give an \`os\` of your own that \`image.url\``,
  ];
}
