import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { provisionOn } from '../locking/provision.ts';
import type { BaseSystem } from './base-disk.ts';

/** Provisions a machine with the packages and repositories of a base image. */
export const provision = (cwd: string, { root }: BaseSystem) =>
  provisionOn(
    {
      packages: 'rpm',
      program: join(import.meta.dirname, 'machine'),
      args: [],
      prepare: (folder) => cpSync(root, join(folder, 'root'), { recursive: true }),
    },
    cwd,
  );
