import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisionOn } from '../locking/provision.ts';
import type { DebianArchive } from './archive.ts';

/** Provisions a copy of this machine that has the packages of an archive. */
export const provision = (cwd: string, { address, keyring }: DebianArchive) =>
  provisionOn(
    {
      packages: 'deb',
      program: join(import.meta.dirname, 'machine'),
      args: [address],
      prepare: (folder) => copyFileSync(keyring, join(folder, 'keyring.gpg')),
    },
    cwd,
  );
