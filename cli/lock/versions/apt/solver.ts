import { EXIT } from '../../../shell/command.ts';
import { distributionOf } from '../../archives.ts';
import { snapshotSources } from '../../snapshot-tasks.ts';
import type { PackageSolver } from '../manager.ts';
import { AptRoot } from './apt-root.ts';
import { readBaseSystem } from './base-system.ts';
import { missingTools } from './needed-tools.ts';
import { refresh, solve } from './solve.ts';

/** Solves with apt of this machine. */
export const apt: PackageSolver = {
  missingTools,
  readBaseSystem,
  async open({ folder, arch, env, signal, fetcher, snapshot, distribution, system }) {
    const root = await AptRoot.make(folder, { arch, env, signal, address: (url) => fetcher.address(url) });
    const archives = distribution === null ? null : distributionOf(distribution);
    if (snapshot !== undefined && archives !== null) {
      for (const path of root.sources()) root.delete(path);
      root.write('/etc/apt/sources.list.d/snapshot.sources', snapshotSources(snapshot, archives));
    }
    const failed = await refresh(root);
    if (failed !== null)
      return {
        exit: EXIT.environment,
        message: `The package sources of ${system} cannot be read: ${failed}.`,
        hint: 'They are those of its base image. `mirrors` in vkc.yaml names other servers, and apt uses http_proxy.',
      };
    return (solving) => solve(solving, root.copy(solving.folder));
  },
};
