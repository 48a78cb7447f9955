import { debianBeginning, often } from './debian.ts';
import { redhatKnown } from './redhat.ts';

export interface KnownPackage {
  readonly name: string;
  /** Names of the families that have it. */
  readonly families: readonly string[];
}

/** Known names that begin with a text, those that images often have first; without a text only these. */
export function packageNames(prefix: string, families: ReadonlySet<string>, most: number): KnownPackage[] {
  const debian = new Set(prefix === '' ? often : debianBeginning(prefix));
  const redhat = new Set(
    [...redhatKnown()].filter((name) => (prefix === '' ? often.has(name) : name.startsWith(prefix))),
  );
  const wanted = (family: string) => families.size === 0 || families.has(family);
  const names = new Set([...(wanted('debian') ? debian : []), ...(wanted('redhat') ? redhat : [])]);
  const rank = (name: string) => (often.has(name) ? 0 : 1);
  return [...names]
    .sort((a, b) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1))
    .slice(0, most)
    .map((name) => ({
      name,
      families: [...(debian.has(name) ? ['debian'] : []), ...(redhat.has(name) ? ['redhat'] : [])],
    }));
}
