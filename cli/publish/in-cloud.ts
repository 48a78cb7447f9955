import { shellWord } from '../../compiler/model/shell-word.ts';
import { isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { changeArgs, hideArgs, listArgs, shareArgs } from './calls.ts';
import { cloudArgs } from './client.ts';
import { applyChanges, finish, imagesOf, read } from './publish.ts';
import type { Published, Work } from './publish.ts';
import { propertiesOf, tagOf } from './wanted.ts';
import type { Wanted } from './wanted.ts';

/** The image of a target that Packer built in the cloud, as it has to be. What only an upload decides is left out. */
function wantedInCloud(target: BuiltTarget, least: Pick<Wanted, 'min_disk' | 'min_ram'>): Wanted {
  const { publish } = target;
  const { store: _, ...properties } = propertiesOf(target);
  return {
    name: publish.name,
    visibility: publish.visibility,
    protected: publish.protected,
    format: publish.format,
    min_disk: publish.min_disk ?? least.min_disk,
    min_ram: publish.min_ram ?? least.min_ram,
    members: publish.members,
    tags: [tagOf(target), ...publish.tags],
    properties,
  };
}

/** Gives the image with this ID its properties, its visibility and its members. Its disk is not looked at. */
export async function publishInCloud(work: Omit<Work, 'wanted'>, id: string): Promise<Published | Failure> {
  const { target, say } = work;
  const least = { min_disk: 0, min_ram: 0 };
  const image = await read({ ...work, wanted: wantedInCloud(target, least) }, id);
  if (isFailure(image)) return image;
  const whole = { ...work, wanted: wantedInCloud(target, image) };
  const { format } = whole.wanted;
  if (image.disk_format !== format)
    say(`note: the cloud keeps ${id} as ${image.disk_format}, not ${format}; a build on a volume decides it`);
  const settled = await applyChanges(whole, image);
  if (isFailure(settled)) return settled;
  const found = await imagesOf(whole);
  return isFailure(found) ? found : finish(whole, settled, found);
}

/** Returns the commands that publish it for the first time. */
export function dryRunInCloud(
  target: BuiltTarget,
  id: string,
  cloud: string | null,
  hideOld: boolean,
): string {
  const client = ['openstack', ...cloudArgs(cloud)];
  const wanted = wantedInCloud(target, { min_disk: 0, min_ram: 0 });
  const { min_disk: disk, min_ram: ram } = wanted;
  const changes = {
    name: wanted.name,
    properties: wanted.properties,
    tags: wanted.tags,
    ...(wanted.visibility === 'private' ? {} : { visibility: wanted.visibility }),
    ...(wanted.protected ? { protected: true } : {}),
    ...(disk === 0 ? {} : { min_disk: disk }),
    ...(ram === 0 ? {} : { min_ram: ram }),
  };
  const line = (...args: readonly string[]) => [...client, ...args].map(shellWord).join(' ');
  const lines = [
    `# ${target.name}`,
    line(...changeArgs(changes, id)),
    ...wanted.members.map((project) => line(...shareArgs(id, project))),
    ...(hideOld
      ? [
          `${line(...listArgs(tagOf(target)), '-f', 'value', '-c', 'ID')} | grep -vxF ${shellWord(id)} | ` +
            `xargs -r -n 1 ${line(...hideArgs('').slice(0, -1))}`,
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
