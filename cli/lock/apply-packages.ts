import type { BootCheck, Image, RoleRun, Task } from '../../compiler/model/ir.ts';
import { distributionOf } from './archives.ts';
import type { Lockfile } from './lockfile.ts';
import { baseImageName } from './needs.ts';
import { cloudInitDone, isWait, snapshotGone, snapshotTasks, sourcesBack } from './snapshot-tasks.ts';
import * as apt from './versions/apt/tasks.ts';
import * as dnf from './versions/dnf/tasks.ts';

type Target = Image['targets'][number];

/** Gives targets the packages of a lock, from before the first package until cleanup begins: its snapshots, and its versions. */
export function pinningPackages(lock: Lockfile): (target: Target, image: Image) => Target {
  const runs = new Map<string, WeakMap<RoleRun, RoleRun>>();
  return (target, image) => {
    const { os } = target;
    const system = baseImageName(os);
    const distribution = distributionOf(os);
    const snapshot = distribution === null ? undefined : lock.snapshots[system];
    const versions = lock.packages[target.name];
    if (snapshot === undefined && versions === undefined) return target;
    const key = JSON.stringify([snapshot === undefined ? null : system, versions]);
    const known = runs.get(key) ?? new WeakMap<RoleRun, RoleRun>();
    runs.set(key, known);
    // Targets that share a run still share it afterwards.
    const changed = (run: RoleRun, change: (run: RoleRun) => readonly Task[]): RoleRun => {
      const found = known.get(run) ?? { ...run, tasks: [...change(run)] };
      known.set(run, found);
      return found;
    };
    const { first, last } = image.implicit_roles;
    const by = os.package_manager === 'dnf' ? dnf : apt;
    const provision = [...target.provision];
    if (!isOf(provision[0], [`${first}_prepare`, first]))
      provision.unshift(
        snapshot === undefined
          ? ownRun(image, 'package_versions', 'Install the versions of vkc.lock')
          : ownRun(image, 'package_snapshot', 'Take packages from the snapshot'),
      );
    provision[0] = changed(provision[0]!, (run) => {
      const [wait, ...rest] = run.tasks;
      const set = [
        ...(snapshot === undefined ? [] : snapshotTasks(snapshot, distribution!, run, sourcesOfBase(target))),
        ...(versions === undefined
          ? []
          : by === dnf
            ? dnf.versionTasks(versions, run)
            : apt.versionTasks(versions, os.arch, run, snapshot !== undefined)),
      ];
      const waits = wait !== undefined && isWait(wait);
      return waits ? [wait, ...set, ...rest] : [cloudInitDone(run), ...set, ...run.tasks];
    });
    if (!isOf(provision.at(-1), [last]))
      provision.push(
        snapshot === undefined
          ? ownRun(image, 'package_sources', 'Let packages have other versions again')
          : ownRun(image, 'package_sources', "Take packages from the distribution's own sources again"),
      );
    const end = provision.length - 1;
    provision[end] = changed(provision[end]!, (run) => [
      ...(versions === undefined ? [] : by.versionsCompared(run)),
      ...(snapshot === undefined ? [] : [sourcesBack(run)]),
      ...run.tasks,
    ]);
    const checks = [
      ...(snapshot === undefined ? [] : [snapshotGone(target.origin)]),
      ...(versions === undefined ? [] : [by.versionsAsLocked(versions, target.origin)]),
    ];
    return { ...target, provision, verify: withChecks(target, checks) };
  };
}

/** Files of sources that the image wrote that a target is built on: its repositories are used as they are. */
function sourcesOfBase({ base }: Target): string[] {
  const tasks = base?.provision.flatMap((run) => run.tasks) ?? [];
  const paths = tasks.map(({ module, args }) => {
    const text = (key: string) => {
      const value = args.entries.get(key);
      return value?.type === 'string' ? value.value : '';
    };
    if (module.endsWith('.apt_repository')) return `${SOURCES}${text('filename')}.list`;
    if (module.endsWith('.deb822_repository'))
      return `${SOURCES}${text('name').replace(/\s+/g, '-')}.sources`;
    return text('dest') || text('path');
  });
  return [
    ...new Set(paths.filter((path) => /^\/etc\/apt\/sources\.list\.d\/[^/]+\.(?:list|sources)$/.test(path))),
  ].sort();
}

const SOURCES = '/etc/apt/sources.list.d/';

/** Whether a run is of one of these roles, and its tasks are known. */
const isOf = (run: RoleRun | undefined, names: readonly string[]): boolean =>
  run !== undefined && run.foreign === null && names.includes(run.name);

const ownRun = ({ origin }: Image, name: string, title: string): RoleRun => ({
  name,
  title,
  doc: null,
  resources: [],
  tasks: [],
  handlers: [],
  assets: [],
  foreign: null,
  collections: [],
  allows: [],
  origin,
});

function withChecks({ verify, origin }: Target, checks: BootCheck[]): Target['verify'] {
  const rules = verify.find(({ from }) => from === 'rules');
  if (rules === undefined)
    return [{ from: 'rules', role: null, expectations: [], checks, origin }, ...verify];
  return verify.map((group) =>
    group === rules ? { ...group, checks: [...group.checks, ...checks] } : group,
  );
}
