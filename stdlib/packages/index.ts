import type { PackageNames, RightName } from '../../compiler/sdk/package-names.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { distance } from '../../compiler/model/suggest.ts';
import { debianHas, debianNear, isProgram } from './debian.ts';
import { javaName } from './java.ts';
import { isDebian, mistakeOf } from './names.ts';
import { redhatKnown, redhatOffered } from './redhat.ts';

/** What packages are called on which system. */
export const packages: PackageNames = {
  right: once(rightName),
  doubtful: once((name, os) => {
    if (!isKnownFamily(os) || name.length < 2) return null;
    if (isDebian(os)) {
      if (name.endsWith('-devel')) return { near: null };
      return debianHas(name, os) === false ? { near: nearest(name, debianNear(name, os)) } : null;
    }
    if (redhatKnown().has(name)) return null;
    if (name.endsWith('-dev')) return { near: `${name}el` };
    // Not all names of this family are known here, so only a name that is nearly a known one is doubted; not even then if a
    // program of that name exists: EPEL has many.
    const near = name.length < 5 ? null : nearest(name, redhatOffered(os.version));
    return near === null || isProgram(name) ? null : { near };
  }),
};

/** Answers that were given before: the targets of a system ask for the same names, in all images. */
function once<T>(ask: (name: string, os: Os) => T): (name: string, os: Os) => T {
  const known = new Map<string, Map<string, T>>();
  return (name, os) => {
    const { family, distro, name: id, release, version, versions } = os;
    const system = [family.ansible, distro, id, release, version, ...versions].join(' ');
    let answers = known.get(system);
    if (answers === undefined) known.set(system, (answers = new Map()));
    let answer = answers.get(name);
    if (answer === undefined) answers.set(name, (answer = ask(name, os)));
    return answer;
  };
}

function rightName(name: string, os: Os): RightName | null {
  if (!isKnownFamily(os)) return null;
  const has = (each: string) => (isDebian(os) ? debianHas(each, os) : null);
  const java = javaName(name, os, has);
  if (java !== null) return { names: [java], note: null, vendor: true };
  const mistake = mistakeOf(name, os);
  return mistake === null || (!mistake.always && has(name) === true) ? null : mistake;
}

const isKnownFamily = ({ family }: Os): boolean => ['Debian', 'RedHat'].includes(family.ansible);

/** A name with one letter more, fewer or other, or with two in the other order; a version is another thing. */
function nearest(name: string, names: Iterable<string>): string | null {
  const letters = (text: string) => text.replace(/[\d.]+/g, '');
  for (const each of names) {
    if (letters(each) !== letters(name) && distance(name, each, 2) < 2) return each;
  }
  return null;
}
