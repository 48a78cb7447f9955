import type { ImportTarget } from '../model/target.ts';
import { labelText } from './text.ts';

/** The condition that holds on exactly these targets; null if it holds on all. */
export function conditionFor(targets: readonly ImportTarget[], all: readonly ImportTarget[]): string | null {
  if (targets.length === all.length) return null;
  const systems = distinct(targets.map(({ system }) => system.name));
  const variants = distinct(targets.map(({ variant }) => variant));
  const ofSystems = all.filter(({ system }) => systems.includes(system.name));
  if (ofSystems.length === targets.length) return systemCondition(systems, all);
  const ofVariants = all.filter(({ variant }) => variants.includes(variant));
  if (ofVariants.length === targets.length) return variantCondition(variants, all);
  // Neither alone tells them apart: each system with its variants.
  return systems
    .map((name) => {
      const own = targets.filter(({ system }) => system.name === name).map(({ variant }) => variant);
      const every = all.filter(({ system }) => system.name === name).length === own.length;
      return every ? `os == ${name}` : `(os == ${name} && ${variantCondition(distinct(own), all)})`;
    })
    .join(' || ');
}

function systemCondition(systems: readonly string[], all: readonly ImportTarget[]): string {
  const of = (field: 'family' | 'distro') => {
    const values = distinct(
      all.filter(({ system }) => systems.includes(system.name)).map(({ system }) => system[field]),
    );
    const [value] = values;
    const same = distinct(
      all.filter(({ system }) => system[field] === value).map(({ system }) => system.name),
    );
    return values.length === 1 && same.length === systems.length ? value! : null;
  };
  const family = of('family');
  if (family !== null) return `os.family == ${family}`;
  const distro = of('distro');
  if (distro !== null) return `os.distro == "${distro}"`;
  return systems.length === 1 ? `os == ${systems[0]!}` : `os in [${systems.join(', ')}]`;
}

function variantCondition(variants: readonly (string | null)[], all: readonly ImportTarget[]): string {
  const text = (variant: string | null) =>
    variant === null ? 'variant == ""' : `variant == ${labelText(variant)}`;
  const others = distinct(all.map(({ variant }) => variant)).filter((each) => !variants.includes(each));
  if (others.length === 1 && variants.length > 1) return text(others[0]!).replace('==', '!=');
  return variants.map(text).join(' || ');
}

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];
