import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { variablePrefix } from '../../emit/packer/settings.ts';
import { PLUGINS, vendoredPath } from '../lock/vendored.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { isInCloud } from '../tree/cloud-image.ts';
import { declaredDefault } from './cache/cache-key.ts';

/** What `vkc vendor` brought, for builds without the internet. */
export interface VendorFolder {
  /** Variables for Packer that name the files there. They say where from and not what, so no fingerprint has them. */
  readonly variables: (target: BuiltTarget) => ReadonlyMap<string, string>;
  /** With the plugins there, unless others are chosen. */
  readonly env: Io['env'];
}

/** The folder of --vendor. A failure if a base image is not in it. */
export function vendorFolder(targets: readonly BuiltTarget[], args: Args, io: Io): VendorFolder | Failure {
  const given = args.value('vendor');
  if (given === null) return { variables: () => new Map(), env: io.env };
  const folder = resolve(io.cwd, given);
  const variables = new Map<BuiltTarget, ReadonlyMap<string, string>>();
  for (const target of targets) {
    if (isInCloud(target) || target.base !== null || target.tree.image.sources === 'external') continue;
    const name = `${variablePrefix(target)}_image`;
    const url = declaredDefault(target, name);
    if (url === null || !URL.canParse(url)) continue;
    const path = vendoredPath(folder, url);
    if (!existsSync(path))
      return {
        exit: EXIT.environment,
        message: `${given} does not have the base image of ${target.name}: ${url}.`,
        hint: `Where the internet is: vkc vendor --into ${given}`,
      };
    variables.set(target, new Map([[name, path]]));
  }
  const plugins = join(folder, PLUGINS);
  const own = io.env['PACKER_PLUGIN_PATH'] === undefined && existsSync(plugins);
  return {
    variables: (target) => variables.get(target) ?? new Map(),
    env: own ? { ...io.env, PACKER_PLUGIN_PATH: plugins } : io.env,
  };
}
