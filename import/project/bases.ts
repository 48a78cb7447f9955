import { remarkOf } from './base-file.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { ImagePlan } from './plan.ts';

type Target = ImagePlan['targets'][number];

/** Images of the tree, with the one that each is built on: all its sources start from the disks that the other makes. */
export function withBases(plans: readonly ImagePlan[]): ImagePlan[] {
  const disks = new Map(
    plans.flatMap((plan) =>
      plan.targets.flatMap((target) => {
        const disk = diskOf(plan, target);
        return disk === null ? [] : [[disk, { plan, target }] as const];
      }),
    ),
  );
  const baseOf = (plan: ImagePlan): ImagePlan | null => {
    const found = plan.targets.map((target) => {
      const start = startOf(plan, target);
      const from = start === null ? undefined : disks.get(start);
      return from !== undefined && from.plan !== plan && from.target === standsOn(target, from.plan)
        ? from.plan
        : null;
    });
    return new Set(found).size === 1 ? found[0]! : null;
  };
  const bases = new Map(plans.map((plan) => [plan, baseOf(plan)]));
  return plans.map((plan) => {
    const base = endsSomewhere(plan, bases) ? bases.get(plan)! : null;
    const remarks =
      base === null ? plan.targets.flatMap(({ source, system }) => remarkOf(source, system) ?? []) : [];
    return { ...plan, base, remarks: [...remarks, ...plan.remarks] };
  });
}

/** Images so that each comes after what it is built on. */
export function basesFirst(plans: readonly ImagePlan[]): ImagePlan[] {
  const byName = new Map(plans.map((plan) => [plan.name, plan]));
  const out = new Set<ImagePlan>();
  const add = (plan: ImagePlan): void => {
    if (plan.base !== null) add(byName.get(plan.base.name)!);
    out.add(plan);
  };
  for (const plan of plans) add(plan);
  return [...out];
}

/** The target of the other image that the language has a target stand on. */
export const standsOn = ({ system, variant }: Target, { targets }: ImagePlan): Target | undefined => {
  const same = targets.filter((each) => each.system.name === system.name && each.system.arch === system.arch);
  return same.find((each) => each.variant === variant) ?? same.find((each) => each.variant === null);
};

/** The file that a source starts from. */
function startOf({ place }: ImagePlan, { source }: Target): string | null {
  const url = source?.type === 'qemu' ? source.settings.iso_url : null;
  return typeof url === 'string' ? inTree(place.file, url) : null;
}

/** The file that a source makes, by the names that Packer gives where the template gives none. */
function diskOf({ place }: ImagePlan, { source }: Target): string | null {
  if (source?.type !== 'qemu') return null;
  const name = source.as ?? source.name;
  const { output_directory: folder = `output-${name}`, vm_name: file = `packer-${name}` } = source.settings;
  return typeof folder === 'string' && typeof file === 'string'
    ? inTree(place.file, `${folder}/${file}`)
    : null;
}

/** A path as Packer reads it, which runs beside the template. */
const inTree = (template: string, path: string): string | null =>
  path === '' || /^\w+:\/\/|^\/|\$\{/.test(path) ? null : joinPath(folderOf(template), path);

function endsSomewhere(plan: ImagePlan, bases: ReadonlyMap<ImagePlan, ImagePlan | null>): boolean {
  const seen = new Set<ImagePlan>();
  for (let at: ImagePlan | null = plan; at !== null; at = bases.get(at)!) {
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return true;
}
