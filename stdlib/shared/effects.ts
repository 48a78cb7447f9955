import type { Need, Thing } from '../../compiler/sdk/effects.ts';
import type { ListValue, Value } from '../../compiler/model/value.ts';
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
