import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { variablePrefix } from '../../../emit/packer/settings.ts';
import { version } from '../../../emit/version.generated.ts';
import { fileDigest } from '../../host/file-digest.ts';
import { runProcess } from '../../host/process.ts';
import { findTool, knowsInit } from '../../host/tools.ts';
import type { Failure } from '../../shell/command.ts';
import type { Io } from '../../shell/io.ts';
import type { BuiltTarget, BuiltTree } from '../../tree/built.ts';
import { isInCloud } from '../../tree/cloud-image.ts';
import { hashOf, NOT_INPUTS, isOfOtherSystem, localFile } from '../fingerprint.ts';
import { missingTools } from '../preflight.ts';
import { packerEnvironment } from '../target-run.ts';
import { templatesOf } from '../variables.ts';

/** The versions of what builds images, other than `vkc`'s. */
export interface BuildTools {
  readonly packer: string;
  readonly ansible: string;
  /** `github.com/hashicorp/qemu 1.1.3`; none for a Packer that has them built in. */
  readonly plugins: readonly string[];
}

/** Asks the tools. The plugins of the trees have to be there already. */
export async function buildTools(packer: string, env: Io['env']): Promise<BuildTools> {
  const [ansible, plugins] = await Promise.all([
    findTool('ansible', env),
    knowsInit(packer)
      ? runProcess('packer', ['plugins', 'installed'], {
          env: { ...env, ...packerEnvironment(env) },
          timeout: 20_000,
        })
      : null,
  ]);
  return { packer, ansible: ansible.version ?? '', plugins: pluginsIn(plugins?.stdout ?? '') };
}

/** The same, for whoever does not build; the tools that are missing if there are any. */
export async function toolsHere(env: Io['env']): Promise<BuildTools | Failure[]> {
  const missing = await missingTools(['packer', 'ansible'], env);
  if (missing.length > 0)
    return missing.map((each) => ({
      ...each,
      message: `${each.message} Its version is part of what an image is called in the cache.`,
    }));
  const { version: packer } = await findTool('packer', env);
  return buildTools(packer ?? '1.6.0', env);
}

/** Reads what `packer plugins installed` prints: the paths of the plugins. */
export function pluginsIn(output: string): string[] {
  const found = output.matchAll(/([\w.-]+\/[\w-]+\/[\w-]+)\/packer-plugin-[\w-]+?_v([\d.]+[\w.+-]*?)_x\d/g);
  return [...new Set([...found].map(([, name, number]) => `${name} ${number}`))].sort();
}

/** The name of an image in a cache, or why it has none, in a sentence without its full stop. */
export type CacheKey = { readonly key: string } | { readonly reason: string; readonly hint: string };

/**
 * What images are called in a cache that several machines share: two builds have the same key only if they are from the same sources,
 * settings and pins, with the same versions of the tools. What is not pinned has no key, because an old image would be taken for a new one.
 */
export class CacheKeys {
  readonly tools: BuildTools;
  readonly #env: Io['env'];
  /** Digests of base images that are files, by path: targets share them. */
  readonly #digests = new Map<string, string>();

  constructor(tools: BuildTools, env: Io['env']) {
    this.tools = tools;
    this.#env = env;
  }

  /** @param below the key of the image of the project that it starts from */
  async of(
    target: BuiltTarget,
    variables: ReadonlyMap<string, string>,
    below: string | null = null,
  ): Promise<CacheKey> {
    const { tools } = this;
    const env = this.#env;
    if (isInCloud(target))
      return { reason: 'it is built in a cloud', hint: 'There is no disk that could be kept.' };
    const { tree } = target;
    if (tree.image.sources === 'external')
      return {
        reason: 'its Packer sources are from elsewhere',
        hint: 'Only trees with `sources = own` are kept.',
      };
    const unseen = setElsewhere(tree, env);
    if (unseen !== null)
      return { reason: `${unseen} sets variables of Packer`, hint: 'Set them with --var.' };
    const files = await this.#filesIn(variables, target);
    if (below === null && !isPinned(target, variables, files))
      return {
        reason: 'nothing pins its base image',
        hint: 'Run `vkc lock`, which writes down its checksum.',
      };
    const secret = env['VKC_CACHE_SECRET'] ?? '';
    let isSecret = false;
    const inputs = hashOf(target, variables, env, {
      disk: below ?? '',
      secret: () => {
        isSecret = true;
        return secret;
      },
      file: (name) => [name, files.get(name)!],
    });
    if (isSecret && secret === '')
      return {
        reason:
          'its playbook reads the environment, whose values could be guessed from the name in the cache',
        hint: 'Set VKC_CACHE_SECRET to the same random text wherever it is built.',
      };
    const used = knowsInit(tools.packer) ? pluginsOf(tree, tools) : [];
    const parts = [1, version, target.name, inputs, tools.packer, tools.ansible, used];
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return { key: `vkc-${version.replace(/[^\w.-]/g, '_')}-${hash}` };
  }

  /** The digests of files that variables name, by variable. */
  async #filesIn(
    variables: ReadonlyMap<string, string>,
    target: BuiltTarget,
  ): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    for (const [name, value] of variables) {
      const file = isOfOtherSystem(name, target) ? null : localFile(target.tree, value);
      if (file === null) continue;
      const digest = this.#digests.get(file.path) ?? (await fileDigest(file.path)).sha256;
      this.#digests.set(file.path, digest);
      files.set(name, digest);
    }
    return files;
  }
}

/** What sets variables of Packer and is not part of the tree; null if nothing does. */
function setElsewhere({ dir }: BuiltTree, env: Io['env']): string | null {
  const variable = Object.keys(env).find(
    (name) => name.startsWith('PKR_VAR_') && !NOT_INPUTS.has(name.slice('PKR_VAR_'.length)),
  );
  return variable ?? readdirSync(dir).find((name) => /\.auto\.pkrvars\.(?:hcl|json)$/.test(name)) ?? null;
}

/** The plugins that a tree is built with: as it pins them, or those that are installed. */
function pluginsOf(tree: BuiltTree, { plugins }: BuildTools): string[] {
  const texts = templatesOf(tree).map((name) => readFileSync(join(tree.dir, name), 'utf8'));
  const asked = texts.flatMap((text) => [...text.matchAll(/source += "(.*)"\n\s*version += "(.*)"/g)]);
  return asked
    .flatMap(([, source, range]) => {
      const exact = /^= *([\d.]+)$/.exec(range!)?.[1];
      return exact === undefined
        ? plugins.filter((each) => each.startsWith(`${source} `))
        : [`${source} ${exact}`];
    })
    .sort();
}

const CHECKSUM = /^(?:(?:md5|sha1|sha256|sha512):)?[0-9a-f]{32,128}$/i;

/** Whether the base image is always the same: a file of this machine, or one with a literal checksum. */
function isPinned(
  target: BuiltTarget,
  variables: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
): boolean {
  const prefix = variablePrefix(target);
  if (files.has(`${prefix}_image`)) return true;
  const name = `${prefix}_checksum`;
  return CHECKSUM.test(variables.get(name) ?? declaredDefault(target, name) ?? '');
}

/** The text that a variable of a target's template has unless someone gives it another one. */
export function declaredDefault({ tree }: BuiltTarget, name: string): string | null {
  const text = readFileSync(join(tree.dir, `${tree.image.name}.pkr.hcl`), 'utf8');
  const found = new RegExp(`^variable "${name}" \\{\\n(?: .*\\n)*?  default += "(.*)"$`, 'm').exec(text);
  return found?.[1] ?? null;
}
