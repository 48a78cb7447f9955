import type { Image, RoleRun, Task } from '../../compiler/model/ir.ts';
import { string } from '../../compiler/model/value.ts';
import { pinningPackages } from './apply-packages.ts';
import { baseImageName } from './needs.ts';
import type { Lockfile } from './lockfile.ts';

/** Gives images as a lock pins them. What it does not name stays as the source says, and what images share stays so. */
export function pinning(lock: Lockfile): (image: Image) => Image {
  const runs = new WeakMap<RoleRun, RoleRun>();
  const systems = new WeakMap<object, Image['targets'][number]['os']>();
  const pinned = (run: RoleRun) => {
    let found = runs.get(run);
    if (found === undefined) runs.set(run, (found = lockRun(run, lock)));
    return found;
  };
  const withPackages = pinningPackages(lock);
  return (image) => ({
    ...image,
    requirements: {
      roles: image.requirements.roles.map((each) => ({
        ...each,
        version: (each.git === undefined ? lock.roles[each.name]?.version : undefined) ?? each.version,
      })),
      collections: image.requirements.collections.map((each) => ({
        ...each,
        version: (each.git === undefined ? lock.collections[each.name]?.version : undefined) ?? each.version,
      })),
    },
    targets: image.targets.map((target) => {
      const { os } = target;
      const base = lock.base_images[baseImageName(os)];
      const known =
        systems.get(os) ??
        (base === undefined ? os : { ...os, image: { url: base.url, checksum: base.checksum } });
      systems.set(os, known);
      const withLocked = {
        ...target,
        os: known,
        provision: target.provision.map(pinned),
        start: target.start.map(pinned),
      };
      return withPackages(withLocked, image);
    }),
  });
}

/** Gives downloads without a checksum the locked one. The run itself if there are none, so that what is shared stays so. */
function lockRun(run: RoleRun, { downloads }: Lockfile): RoleRun {
  const tasks = run.tasks.map((task): Task => {
    const url = task.args.entries.get('url');
    const locked = url?.type === 'string' ? downloads[url.value] : undefined;
    const fits = task.module === 'ansible.builtin.get_url' && !task.args.entries.has('checksum');
    if (locked === undefined || !fits) return task;
    const entries = new Map([
      ...task.args.entries,
      ['checksum', string(locked.checksum, url!.origin)] as const,
    ]);
    return { ...task, args: { ...task.args, entries } };
  });
  return tasks.every((task, i) => task === run.tasks[i]) ? run : { ...run, tasks };
}

/** Exact versions of Packer's plugins by address. */
export const pluginVersions = ({ plugins }: Lockfile): ReadonlyMap<string, string> =>
  new Map(Object.entries(plugins).map(([name, { version }]) => [name, version]));
