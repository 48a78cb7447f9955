import type { Os } from '../../compiler/ir.ts';
import type { RightName } from '../../compiler/library.ts';
import { pairs } from './pairs.ts';

/** A name that is wrong in one family. */
interface Mistake {
  /** Right names, with the systems that have another. */
  readonly right: readonly string[];
  readonly note: string | null;
  readonly vendor: boolean;
  /** Wrong even where a package of the name exists. */
  readonly always: boolean;
}

type Side = ReadonlyMap<string, Mistake>;

let sides: { readonly debian: Side; readonly redhat: Side } | null = null;

/** What a wrong name means on a system, or null when it is no known mistake. */
export function mistakeOf(name: string, os: Os): (RightName & { readonly always: boolean }) | null {
  sides ??= readPairs();
  const mistake = (isDebian(os) ? sides.debian : sides.redhat).get(name);
  if (mistake === undefined) return null;
  const { right, note, vendor, always } = mistake;
  const names = namesFor(right, os);
  return names.includes(name) ? null : { names, note, vendor, always };
}

/** Every name that is right in a family. */
export function rightNames(family: 'debian' | 'redhat'): string[] {
  return pairs
    .split('\n')
    .filter((line) => line.includes(' | '))
    .flatMap((line) =>
      line.replace(/^\*/, '').split(' | ')[family === 'debian' ? 0 : 1]!.split(' < ')[0]!.split(' '),
    )
    .flatMap((name) => name.replace(/^.*:|~$/g, '').split('&'))
    .filter((name) => name !== '-');
}

export const isDebian = ({ family }: Os): boolean => family.ansible === 'Debian';

/** The names in general, or those of the system: `el10:valkey`. */
function namesFor(right: readonly string[], { distro, version }: Os): readonly string[] {
  const [general, ...others] = right;
  const own = others.find((each) => [distro, `el${version}`].includes(each.split(':')[0]!));
  const names = own === undefined ? general! : own.slice(own.indexOf(':') + 1);
  return names === '-' ? [] : names.split('&');
}

function readPairs() {
  const debian = new Map<string, Mistake>();
  const redhat = new Map<string, Mistake>();
  for (const line of pairs.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const vendor = line.startsWith('*');
    const [left, right, note = null] = line.slice(vendor ? 1 : 0).split(' | ') as [string, string, string?];
    const here = side(left);
    const there = side(right);
    add(debian, [...here.wrong, ...there.foreign], { right: here.right, note, vendor });
    add(redhat, [...there.wrong, ...here.foreign], { right: there.right, note, vendor });
  }
  return { debian, redhat };
}

/** One side of a pair; `foreign` are those of its right names that do not work on the other side. */
function side(text: string) {
  const [right, wrong = ''] = text.split(' < ') as [string, string?];
  const names = right.split(' ');
  const foreign = names
    .filter((name) => !/[~&]/.test(name) && name !== '-')
    .map((name) => name.replace(/^.*:/, ''));
  return {
    right: names.map((name) => name.replace(/~$/, '')),
    wrong: wrong.split(' ').filter(Boolean),
    foreign,
  };
}

/** The first pair that knows a name decides. Where some systems have a name of their own, the general one is wrong there. */
function add(map: Map<string, Mistake>, wrong: readonly string[], mistake: Omit<Mistake, 'always'>): void {
  const general = mistake.right.length > 1 ? [mistake.right[0]!] : [];
  for (const each of [...wrong, ...general]) {
    const name = each.replace(/^!/, '');
    if (!map.has(name)) map.set(name, { ...mistake, always: each.startsWith('!') });
  }
}
