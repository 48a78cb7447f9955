import type { Need, Thing } from '../../compiler/sdk/effects.ts';
import type { ListValue, Value } from '../../compiler/model/value.ts';
import { shellWords } from './shell-words.ts';
import { fullName } from './systemd.ts';

/** The folder in which a path is. */
export const folderOf = (path: string): string => path.replace(/\/+[^/]*\/*$/, '') || '/';

export const folder = (name: string): Thing => ({ what: 'folder', name });
export const file = (name: string): Thing => ({ what: 'file', name });
export const unit = (name: string): Thing => ({ what: 'unit', name: fullName(name) });

/** The folder that a file needs. */
export const inFolder = (path: string): Need => ({ what: 'folder', name: folderOf(path), span: null });

/** What a value names, as long as the compiler knows it: a number is no name. */
export function named(what: 'user' | 'group' | 'folder' | 'file', value: Value | undefined): Need[] {
  if (value?.type !== 'string' || /^\d*$/.test(value.value)) return [];
  return [{ what, name: value.value, span: value.origin }];
}

export const namedAll = (what: 'user' | 'group', values: ListValue | undefined): Need[] =>
  (values?.items ?? []).flatMap((value) => named(what, value));

/** The accounts to which something is to belong. */
export const owners = (given: { owner?: Value | undefined; group?: Value | undefined }): Need[] => [
  ...named('user', given.owner),
  ...named('group', given.group),
];

/** Accounts that the text of a unit names: systemd looks for them when it starts the unit. */
export function accountsIn(text: Value | undefined): Need[] {
  if (text?.type !== 'string' || /^\s*DynamicUser\s*=\s*(yes|true|on|1)\b/im.test(text.value)) return [];
  return [...text.value.matchAll(/^[ \t]*(User|Group)[ \t]*=[ \t]*([\w.-]+)[ \t]*$/gm)].flatMap(
    ([, key, name]): Need[] =>
      /^\d+$/.test(name!)
        ? []
        : [{ what: key === 'User' ? 'user' : 'group', name: name!, span: text.origin, atEnd: true }],
  );
}

/** Programs that run the one that comes after them. */
const RUNNERS = /^(?:\/usr)?\/bin\/(?:env|sh|bash|python[\d.]*|perl|ruby|node|nice|ionice)$/;
/** Where programs are that no package of a distribution brings. */
const OWN_PLACE = /^\/(?:opt|srv|usr\/local|home|root)\/[\w./+-]+$/;

/** A program of one's own that a command runs once the image is built. */
export function ownProgram(command: string, span: Need['span']): Need[] {
  const [first, second] = shellWords(command);
  const program = first !== undefined && RUNNERS.test(first) ? second : first;
  if (program === undefined || !OWN_PLACE.test(program)) return [];
  return [{ what: 'path', name: program, span, atEnd: true }];
}

/** A unit that waits for a disk, or does not start before a file is there. */
const WAITS = /^[ \t]*(?:RequiresMountsFor|(?:Condition|Assert)(?:Path|File|Directory)\w*)[ \t]*=/m;

/** The programs of one's own that the text of a unit names, and without which it fails. */
export function programsOfUnit(text: Value | undefined): Need[] {
  if (text?.type !== 'string' || WAITS.test(text.value)) return [];
  return [...text.value.matchAll(/^[ \t]*ExecStart(?:Pre|Post)?[ \t]*=[ \t]*[@:+!]*(.*)$/gm)].flatMap(
    ([, line]) => ownProgram(line!, text.origin),
  );
}
