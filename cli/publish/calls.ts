import type { Changes, Wanted } from './wanted.ts';
import { contentProperty } from './wanted.ts';

/** The command lines of the openstack client. No others are ever run, and `--dry-run` prints these. */

const words = (text: string): string[] => text.split(' ');

function propertyArgs(properties: Readonly<Record<string, string>>): string[] {
  return Object.entries(properties).flatMap(([key, value]) => ['--property', `${key}=${value}`]);
}

const tagArgs = (tags: readonly string[]): string[] => tags.flatMap((tag) => ['--tag', tag]);
const leastArgs = ({ min_disk, min_ram }: Pick<Changes, 'min_disk' | 'min_ram'>): string[] => [
  ...(min_disk === undefined ? [] : ['--min-disk', String(min_disk)]),
  ...(min_ram === undefined ? [] : ['--min-ram', String(min_ram)]),
];
const protectedArg = (value: boolean): string => (value ? '--protected' : '--unprotected');

/** The new image is private and can be deleted until it is checked. The command prints its id. */
export function createArgs(wanted: Wanted, file: string, content: string): string[] {
  return [
    ...words('image create --private --unprotected --container-format bare'),
    '--disk-format',
    wanted.format,
    '--file',
    file,
    ...leastArgs(wanted),
    ...propertyArgs({ ...wanted.properties, [contentProperty]: content }),
    ...tagArgs(wanted.tags),
    ...words('-f value -c id'),
    wanted.name,
  ];
}

/** Returns null if the image needs no change after the check. */
export function releaseArgs(wanted: Wanted, id: string): string[] | null {
  const options = [
    ...(wanted.visibility === 'private' ? [] : [`--${wanted.visibility}`]),
    ...(wanted.protected ? ['--protected'] : []),
  ];
  return options.length === 0 ? null : ['image', 'set', ...options, id];
}

export function changeArgs(changes: Changes, id: string): string[] {
  return [
    ...words('image set'),
    ...(changes.name === undefined ? [] : ['--name', changes.name]),
    ...propertyArgs(changes.properties),
    ...tagArgs(changes.tags),
    ...(changes.visibility === undefined ? [] : [`--${changes.visibility}`]),
    ...(changes.protected === undefined ? [] : [protectedArg(changes.protected)]),
    ...leastArgs(changes),
    ...(changes.show === true ? ['--unhidden'] : []),
    id,
  ];
}

/** Without such an option a cloud does not list hidden images and community images, even one's own. */
export type Among = 'hidden' | 'community';

export function listArgs(tag: string, ...among: readonly Among[]): string[] {
  return [...words('image list'), ...among.map((each) => `--${each}`), '--tag', tag];
}
/** Lets a project use a shared image. Somebody in that project has to accept it. */
export const shareArgs = (id: string, project: string): string[] => [
  ...words('image add project'),
  id,
  project,
];
export const membersArgs = (id: string): string[] => ['image', 'member', 'list', id];
export const acceptArgs = (id: string): string[] => ['image', 'set', '--accept', id];
export const showArgs = (id: string): string[] => ['image', 'show', id];
export const hideArgs = (id: string): string[] => ['image', 'set', '--hidden', id];
export const deleteArgs = (id: string): string[] => ['image', 'delete', id];

/** Converts a disk to or from raw. A raw file has holes where the disk is empty. */
export function convertArgs(from: string, to: string, file: string, made: string): string[] {
  return ['convert', '-f', from, '-O', to, file, made];
}
