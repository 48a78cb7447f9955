import type { RightName } from '../../compiler/sdk/package-names.ts';
import type { Os } from '../../compiler/model/ir.ts';
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

/** What a wrong name means on a system, or null when it is no known mistake; the first pair that knows it decides. */
export function mistakeOf(name: string, os: Os): (RightName & { readonly always: boolean }) | null {
  // The few lines with the name are read, not the whole table.
  for (let at = pairs.indexOf(name); at >= 0; at = pairs.indexOf(name, at)) {
    const start = pairs.lastIndexOf('\n', at) + 1;
    at = pairs.indexOf('\n', at);
    const mistake = mistakeIn(pairs.slice(start, at), name, isDebian(os));
    if (mistake === null) continue;
    const { right, note, vendor, always } = mistake;
    const names = namesFor(right, os);
    return names.includes(name) ? null : { names, note, vendor, always };
  }
  return null;
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
  const own = others.find((each) =>
    [distro, `${distro}${version}`, `el${version}`].includes(each.split(':')[0]!),
  );
  const names = own === undefined ? general! : own.slice(own.indexOf(':') + 1);
  return names === '-' ? [] : names.split('&');
}

/** What one line says of a name that is wrong in a family. */
function mistakeIn(line: string, name: string, debian: boolean): Mistake | null {
  if (line.startsWith('#')) return null;
  const vendor = line.startsWith('*');
  const [left, right, note = null] = line.slice(vendor ? 1 : 0).split(' | ') as [string, string, string?];
  const own = side(debian ? left : right);
  const other = side(debian ? right : left);
  const always = own.wrong.includes(`!${name}`);
  // Where some systems have a name of their own, the general one is wrong there.
  const general = own.right.length > 1 && own.right[0] === name;
  if (!always && !general && !own.wrong.includes(name) && !other.foreign.includes(name)) return null;
  return { right: own.right, note, vendor, always };
}

/** One side of a pair; `foreign` are those of its right names that do not work on the other side. */
function side(text: string) {
  const [right, wrong = ''] = text.split(' < ') as [string, string?];
  const names = right.split(' ');
  const foreign = names
    .filter((name) => !/[~&]/.test(name) && name !== '-')
    .map((name) => name.replace(/^.*:/, ''));
  return { right: names.map((name) => name.replace(/~$/, '')), wrong: wrong.split(' '), foreign };
}
