import { EXIT } from '../../../shell/command.ts';
import type { PackageSolver } from '../manager.ts';
import { readBaseSystem } from './base-system.ts';
import { DnfRoot } from './dnf-root.ts';
import { missingTools } from './needed-tools.ts';
import { solve } from './solve.ts';

/** Solves with dnf of this machine. */
export const dnf: PackageSolver = {
  missingTools,
  readBaseSystem,
  async open({ folder, cache, arch, env, signal, fetcher, system }) {
    const root = await DnfRoot.make(folder, { arch, cache, env, signal, mirrors: fetcher.mirrors });
    if (typeof root === 'string')
      return {
        exit: EXIT.environment,
        message: `The package sources of ${system} cannot be read: ${root.replace(/\.$/, '')}.`,
        hint: 'They are those of its base image. `mirrors` in vkc.yaml names other servers, and dnf uses https_proxy.',
      };
    return (solving) => solve(solving, root.copy(solving.folder));
  },
};
