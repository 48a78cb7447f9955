import type { Image } from './ir.ts';
import { compareVersions } from './text.ts';

/** Releases of ansible-core, `2.14`, from the first to the last that works. No last one: the newest works too. */
export interface AnsibleWindow {
  readonly first: string;
  readonly last: string | null;
}

/** The oldest ansible-core that runs the playbooks of a tree at all. */
export const oldestAnsible = '2.14';

/**
 * The last ansible-core whose modules run on a Python: 2.16 dropped 3.5, 2.17 dropped 2.7 and 3.6, 2.18 dropped 3.7,
 * 2.20 dropped 3.8. Each line says up to which Python it holds.
 */
const LAST: readonly (readonly [python: string, core: string])[] = [
  ['2.7', '2.16'],
  ['3.5', '2.15'],
  ['3.6', '2.16'],
  ['3.7', '2.17'],
  ['3.8', '2.19'],
];

/**
 * The first ansible-core whose modules run on a Python. Python 3.12 removed `cert_file` from `HTTPSConnection`, which
 * 2.14 still passes whenever it downloads over https. 3.14 is in the support matrix from 2.20 on.
 */
const FIRST: readonly (readonly [python: string, core: string])[] = [
  ['3.14', '2.20'],
  ['3.12', '2.15'],
];

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

/** The releases of ansible-core that work with a Python on the target; a text that is no version stands for the newest. */
export function ansibleFor(python: string): AnsibleWindow {
  const version = /^\d/.test(python) ? minor(python) : '3.99';
  const first = FIRST.find(([from]) => compareVersions(version, from) >= 0)?.[1] ?? oldestAnsible;
  const last = LAST.find(([upTo]) => compareVersions(version, upTo) <= 0)?.[1] ?? null;
  return { first, last };
}

/** The releases that work with all of these; null where there are none. */
export function commonAnsible(pythons: readonly string[]): AnsibleWindow | null {
  const windows = pythons.map(ansibleFor);
  const first =
    windows
      .map((each) => each.first)
      .sort(compareVersions)
      .at(-1) ?? oldestAnsible;
  const last = windows.flatMap((each) => each.last ?? []).sort(compareVersions)[0] ?? null;
  return last !== null && compareVersions(first, last) > 0 ? null : { first, last };
}

/** The releases that work with all targets of an image; null where there are none. */
export const ansibleOf = ({ targets }: Image): AnsibleWindow | null =>
  commonAnsible(targets.map(({ os }) => os.python));

/** Where a version stands to a window. */
export function inWindow(version: string, { first, last }: AnsibleWindow): 'older' | 'fits' | 'newer' {
  const release = minor(version);
  if (compareVersions(release, first) < 0) return 'older';
  return last !== null && compareVersions(release, last) > 0 ? 'newer' : 'fits';
}

/** `2.15 or newer`, `2.15 to 2.16`, `2.16`. */
export function windowText({ first, last }: AnsibleWindow): string {
  if (last === null) return `${first} or newer`;
  return first === last ? first : `${first} to ${last}`;
}
