import * as z from 'zod/mini';
import { required, t } from '../model/schema.ts';
import { ARCHITECTURES } from '../model/hardware.ts';
import { TEXT, listOf, mapOf } from '../model/types.ts';
import type { BlockKind } from './block-kind.ts';

/** Blocks that can stand in a system. */
export const osBlocks: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  [
    'image',
    {
      doc: 'The cloud image that builds start from. A system has one for each processor that it is built for.',
      schema: z.object({
        url: required(t.text('Where it is, or a local path.')),
        checksum: t.text('As Packer takes it: `sha256:…`, `file:URL`, or `none`.', '"none"'),
        arch: t.oneOf(
          ARCHITECTURES,
          'Processor that it is for.',
          'what its address says, or that of the system',
        ),
      }),
      label: 'none',
    },
  ],
]);

/** What a system says of itself. `managers` are the package managers that the kinds of the library know. */
export const osSchema = schemaOf((managers) => ({
  family: required(t.family('The family whose package manager and unit names it has.')),
  title: required(t.text('Name for people: `Ubuntu 24.04 LTS`.')),
  distro: required(t.text('Distribution: `ubuntu`.')),
  release: required(t.text('Release: `24.04`.')),
  version: required(t.text('Version as the metadata has it: `24`.')),
  codename: t.text('Code name that repositories use: `noble`.', '""'),
  short: required(t.text('Short name for targets: `ubuntu24`.')),
  user: required(t.text('Admin user of the cloud image.')),
  source: required(t.text('Name of the Packer source: `ubuntu-24`.')),
  python: required(t.text('Version of Python on the system.')),
  end_of_life: t.text('Month in which its support ends, if that is known: `2029-05`.', '""'),
  package_manager: t.oneOf(managers, 'Package manager, where it is not the family’s.'),
  arch: t.oneOf(
    ARCHITECTURES,
    'Processor that images are for which do not say another.',
    '`amd64`, or what its only base image is for',
  ),
  versions: t.map(
    mapOf(TEXT),
    'Versions that its own repositories have of software that comes in several, the usual one first, each with what the distribution calls it: `{ java = { "8" = "1.8.0" } }`.',
  ),
  packages: t.map(
    listOf(TEXT),
    'Packages of software that is called otherwise on other systems, or is not on all of them: `{ docker = ["docker.io"] }`.',
  ),
  streams: t.map(listOf(TEXT), 'Streams of the modules of dnf, by module: `{ postgresql = ["15", "16"] }`.'),
}));

/** What the systems of a family have in common. */
export const familySchema = schemaOf((managers) => ({
  title: required(t.text('Name for people.')),
  ansible: required(t.text('What Ansible calls the family: `Debian`.')),
  package_manager: required(t.oneOf(managers, 'Package manager.')),
  ssh_unit: required(t.text('Unit of the ssh server.')),
  firewall_unit: required(t.text('Unit of the firewall that the family comes with.')),
  sftp_server: required(t.text('Path of sftp-server.')),
}));

/** A schema that depends on the package managers that there are; one for each list of them. */
function schemaOf<S extends z.core.$ZodLooseShape>(shape: (managers: readonly string[]) => S) {
  const known = new Map<readonly string[], z.ZodMiniObject<S>>();
  return (managers: readonly string[]) => {
    let schema = known.get(managers);
    if (schema === undefined) known.set(managers, (schema = z.object(shape(managers))));
    return schema;
  };
}
