import type { Image } from './ir.ts';

/** Releases of ansible-core, `2.14`, from the first to the last that works. No last one: the newest works too. */
export interface AnsibleWindow {
  readonly first: string;
  readonly last: string | null;
}

const OLDEST = 214;

/**
 * The last ansible-core whose modules run on a Python: 2.16 dropped 3.5, 2.17 dropped 2.7 and 3.6, 2.18 dropped 3.7,
 * 2.20 dropped 3.8. Each line says up to which Python it holds.
 */
const LAST: readonly (readonly [python: number, core: number])[] = [
  [207, 216],
  [305, 215],
  [306, 216],
  [307, 217],
  [308, 219],
];

/**
 * The first ansible-core whose modules run on a Python. Python 3.12 removed `cert_file` from `HTTPSConnection`, which
 * 2.14 still passes whenever it downloads over https. 3.14 is in the support matrix from 2.20 on.
 */
const FIRST: readonly (readonly [python: number, core: number])[] = [
  [314, 220],
  [312, 215],
];

/** `3.12` as 312; what is no version is taken for the newest. */
const number = (version: string): number => {
  const [major, minor] = version.split('.').map(Number);
  return Number.isInteger(major) && major! > 0 ? major! * 100 + (minor ?? 0) : 399;
};
const text = (core: number): string => `${Math.floor(core / 100)}.${core % 100}`;

/** The oldest ansible-core that runs the playbooks of a tree at all. */
export const oldestAnsible = text(OLDEST);

/** The releases of ansible-core that work with a Python on the target. */
export function ansibleFor(python: string): AnsibleWindow {
  const version = number(python);
  const first = FIRST.find(([from]) => version >= from)?.[1] ?? OLDEST;
  const last = LAST.find(([upTo]) => version <= upTo)?.[1];
  return { first: text(first), last: last === undefined ? null : text(last) };
}

/** The releases that work with all of these; null where there are none. */
export function commonAnsible(pythons: readonly string[]): AnsibleWindow | null {
  const windows = pythons.map(ansibleFor);
  const first = Math.max(OLDEST, ...windows.map((each) => number(each.first)));
  const last = Math.min(...windows.map((each) => (each.last === null ? Infinity : number(each.last))));
  if (first > last) return null;
  return { first: text(first), last: last === Infinity ? null : text(last) };
}

/** The releases that work with all targets of an image; null where there are none. */
export const ansibleOf = ({ targets }: Image): AnsibleWindow | null =>
  commonAnsible(targets.map(({ os }) => os.python));

/** Where a version stands to a window. */
export function inWindow(version: string, { first, last }: AnsibleWindow): 'older' | 'fits' | 'newer' {
  const release = number(version);
  if (release < number(first)) return 'older';
  return last !== null && release > number(last) ? 'newer' : 'fits';
}

/** `2.15 or newer`, `2.15 to 2.16`, `2.16`. */
export function windowText({ first, last }: AnsibleWindow): string {
  if (last === null) return `${first} or newer`;
  return first === last ? first : `${first} to ${last}`;
}
