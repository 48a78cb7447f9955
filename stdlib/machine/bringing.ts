import type { Thing } from '../../compiler/sdk/effects.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { debianHas, isProgram } from '../packages/debian.ts';
import { isDebian } from '../packages/names.ts';
import { redhatKnown } from '../packages/redhat.ts';
import { unitsOf, knownPackages } from './package-data.ts';

/** Folders in which no package of a distribution puts anything. */
const LOCAL = /^\/(?:opt|srv|home|root|mnt|tmp|var\/tmp|usr\/local)(?:\/|$)/;
/** Top folders of the system itself. */
const SYSTEM = /^\/(?:etc|usr|var|run|lib|boot)\//;
/** Settings of one unit beside it: only few packages bring such a folder. */
const DROP_IN = /^\/etc\/systemd\/system\/[^/]+\.d(?:\/|$)/;

/** A package, and whether the library installs it: all that it does not name itself is known there. */
export interface Installed {
  readonly name: string;
  readonly ofLibrary: boolean;
}

/** Whether a package may bring a thing. `own` is what tells its name from all others: the part of a path that is missing. */
export function mayBring(
  { name, ofLibrary }: Installed,
  { what, name: thing }: Thing,
  own: string,
  os: Os,
): boolean {
  const { plain, other } = knownPackages();
  if (plain.has(name)) return false;
  const words = other.get(name);
  const related = [...wordsOf(name), ...(words ?? [])].some((word) => alike(word, own));
  if (ofLibrary) return related;
  if (what !== 'folder' && what !== 'file') return related || (words === undefined && !isOfSystem(name, os));
  if (DROP_IN.test(thing)) return related && (/mysql|maria/.test(name) || !isOfSystem(name, os));
  if (related) return true;
  // Of the few that are known by all their names nothing else comes.
  if (words !== undefined) return false;
  if (!isOfSystem(name, os)) return true;
  if (LOCAL.test(thing) || !SYSTEM.test(thing)) return false;
  // A metapackage brings what is called otherwise, but never what no package is called.
  return parts(own).some((part) => isProgram(part));
}

/** Whether a package is one that brings what has this very name. */
export function surelyBrings(name: string, own: string): boolean {
  const { plain, other } = knownPackages();
  if (plain.has(name)) return false;
  const [first = ''] = own.split('/');
  if (unitsOf(name).includes(first)) return true;
  // A short word, such as that of all web servers, is no name.
  return name === first || (first.length > 3 && (other.get(name) ?? []).includes(first));
}

const ofSystems = new WeakMap<Os, Map<string, boolean>>();

/** Whether a package comes from the system's own repositories. It is asked again for each thing that is needed. */
function isOfSystem(name: string, os: Os): boolean {
  let known = ofSystems.get(os);
  if (known === undefined) ofSystems.set(os, (known = new Map()));
  let answer = known.get(name);
  if (answer === undefined) {
    answer = isDebian(os) ? debianHas(name, os) !== false : redhatKnown().has(name);
    known.set(name, answer);
  }
  return answer;
}

/** Words that say nothing of what a package brings. */
const COMMON =
  /^(?:server|client|common|core|tools?|utils?|plugin|plugins|dev|devel|lib|data|base|full|extras?|all|bin|cli|daemon|the|for|and|doc|docs|community|enterprise|oss|release|latest|module|modules)$/;

const parts = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length > 1);

const wordsOf = (name: string): string[] => [
  name.toLowerCase(),
  ...name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2 && !COMMON.test(word)),
];

/** Whether a name has a word in it, or is part of it. */
function alike(word: string, name: string): boolean {
  return parts(name).some(
    (part) => part.includes(word) || (part.length > 2 && word.includes(part) && !COMMON.test(part)),
  );
}
