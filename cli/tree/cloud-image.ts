import { readFileSync } from 'node:fs';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { BuiltTarget } from './built.ts';

/** Whether the target is built in a cloud: its image is there, and no disk is here. */
export const isInCloud = ({ builder }: BuiltTarget): boolean => builder === 'openstack';

interface Manifest {
  readonly builds?: readonly {
    readonly artifact_id?: unknown;
    readonly packer_run_uuid?: unknown;
  }[];
  readonly last_run_uuid?: unknown;
}

/** Returns the ID of the image that the last build of a target made, which Packer's manifest has. */
export function cloudImageId(target: BuiltTarget, shown: string): string | Failure {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(target.artifact, 'utf8')) as Manifest;
  } catch {
    manifest = {};
  }
  const builds = manifest.builds ?? [];
  const last = builds.findLast((each) => each.packer_run_uuid === manifest.last_run_uuid) ?? builds.at(-1);
  const id = last?.artifact_id;
  if (typeof id === 'string' && /^[0-9a-f-]{32,36}$/i.test(id)) return id;
  return {
    exit: EXIT.source,
    message: `${target.name}: ${shown} names no image.`,
    hint: `Build it again: vkc build --force --only ${target.name}`,
  };
}

/** Why something cannot be done with a target whose image is in the cloud. */
export const noDisk = ({ name }: BuiltTarget, remedy: string): Failure => ({
  exit: EXIT.environment,
  message: `${name} is built in a cloud, so there is no disk of it here.`,
  hint: remedy,
});
