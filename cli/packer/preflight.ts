import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ansibleFor, commonAnsible, inWindow, windowText } from '../../compiler/model/ansible-core.ts';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { enumerate } from '../../compiler/model/text.ts';
import type { Io } from '../shell/io.ts';
import { builderNeeds, needsSeed, qemuFor } from '../host/builders.ts';
import { cloudAccess } from '../host/cloud-access.ts';
import { tryAccelerator } from '../host/kvm.ts';
import type { Accelerator } from '../host/kvm.ts';
import { findTool, howToInstall, tools } from '../host/tools.ts';
import type { FoundTool, ToolName } from '../host/tools.ts';

/** Returns the tools that building the targets needs. */
function neededTools(targets: readonly BuiltTarget[]): ToolName[] {
  const trees = [...new Set(targets.map(({ tree }) => tree))];
  const builders = [...new Set(targets.map(({ builder }) => builder))];
  const needed: ToolName[] = [
    'packer',
    'ansible',
    'ssh',
    ...qemuFor(targets.filter(({ builder }) => builderNeeds[builder].boots)),
    ...builders.flatMap((each) => builderNeeds[each].tools),
  ];
  if (targets.some((each) => needsSeed(each.tree.image, [each]))) needed.push('sshKeygen');
  if (trees.some(({ dir }) => existsSync(join(dir, 'playbook/requirements.yml')))) needed.push('galaxy');
  return needed;
}

/** Returns the family of this machine's system; null if os-release does not tell it. */
export function ownFamily(path = '/etc/os-release'): 'debian' | 'redhat' | null {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const ids = [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((found) => found[1]!.split(' '));
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) return 'debian';
  return ids.some((id) => id === 'rhel' || id === 'fedora' || id === 'centos') ? 'redhat' : null;
}

/**
 * Returns the version of Packer if all tools for these targets are installed. Otherwise returns a failure
 * with a remedy for each missing tool.
 */
export async function checkTools(
  targets: readonly BuiltTarget[],
  env: Io['env'],
): Promise<string | Failure[]> {
  const found = await Promise.all(neededTools(targets).map((name) => findTool(name, env)));
  const ansible = found.find(({ tool }) => tool === 'ansible')!;
  const failures = [...failuresOf(found), ...withoutCloud(targets, env)];
  if (ansible.problem === null) failures.push(...checkAnsible(ansible.version, targets));
  const { version } = found.find(({ tool }) => tool === 'packer')!;
  return failures.length > 0 ? failures : (version ?? '1.6.0');
}

/** Returns one failure for each cloud that targets are built in and whose credentials are not here. */
function withoutCloud(targets: readonly BuiltTarget[], env: Io['env']): Failure[] {
  const failures = targets.flatMap(({ builder, cloud, name, tree }): Failure[] => {
    if (builder !== 'openstack') return [];
    const { detail, remedy } = cloudAccess(cloud, tree.dir, env);
    if (remedy === null) return [];
    const hint = `${remedy.slice(0, 1).toUpperCase()}${remedy.slice(1)}.`;
    return [{ exit: EXIT.environment, message: `${name} is built in a cloud: ${detail}.`, hint }];
  });
  return [...new Map(failures.map((each) => [each.hint, each])).values()];
}

/**
 * Returns one failure for each Python version that this ansible-core does not support; an empty list if it
 * supports all targets.
 */
export function checkAnsible(version: string | null, targets: readonly BuiltTarget[]): Failure[] {
  if (version === null) return [];
  const common = commonAnsible(targets.map(({ python }) => python));
  return [...new Set(targets.map(({ python }) => python))].flatMap((python) => {
    const needed = ansibleFor(python);
    const where = inWindow(version, needed);
    if (where === 'fits') return [];
    const titles = enumerate([
      ...new Set(targets.flatMap((each) => (each.python === python ? [each.title] : []))),
    ]);
    return {
      exit: EXIT.environment,
      message: `ansible-core ${version} is too ${where === 'older' ? 'old' : 'new'} for ${titles}, which has Python ${python}: it needs ansible-core ${windowText(needed)}.`,
      hint:
        common === null
          ? 'No version works with all of these targets: build them one system at a time, each with its own ansible-core.'
          : `Install one that works with all of these targets: pip install 'ansible-core==${common.last ?? common.first}.*'`,
    };
  });
}

/** Returns a failure with a remedy for each of these tools that is missing. */
export async function missingTools(names: readonly ToolName[], env: Io['env']): Promise<Failure[]> {
  return failuresOf(await Promise.all(names.map((name) => findTool(name, env))));
}

const failuresOf = (found: readonly FoundTool[]): Failure[] =>
  found.filter(({ problem }) => problem !== null).map(missing);

function missing({ tool, problem }: FoundTool): Failure {
  const { name, purpose } = tools[tool];
  const message = `${name}, which ${purpose}, ${problem}.`;
  return { exit: EXIT.environment, message, hint: `${howToInstall(tool, ownFamily())}` };
}

export interface Chosen {
  readonly accelerator: Accelerator;
  /** A note on the choice; null if it was requested, or is the best. */
  readonly note: string | null;
}

/** Returns the accelerator of --accel, or the best one that works. */
export async function chooseAccelerator(
  asked: string,
  env: Io['env'],
  signal: AbortSignal,
): Promise<Chosen | Failure> {
  if (asked === 'tcg') return { accelerator: 'tcg', note: null };
  const boots = await tryAccelerator('kvm', env, signal);
  if (boots.works) return { accelerator: 'kvm', note: null };
  if (asked === 'kvm') {
    return {
      exit: EXIT.environment,
      message: `KVM does not work here: ${boots.reason}.`,
      hint: 'Without it, --accel tcg emulates the machine, which takes about ten times as long.',
    };
  }
  return {
    accelerator: 'tcg',
    note: `KVM does not work here (${boots.reason}): machines are emulated, which takes about ten times as long.`,
  };
}

/**
 * Checks that the template of an image with `sources = external` finds its sources. Returns null if it does.
 */
export function checkSources(tree: BuiltTree, packer: string, templates: readonly string[]): Failure | null {
  const { name, sources } = tree.image;
  if (sources === 'own') return null;
  const brought = templates.some((file) => file !== `${name}.pkr.hcl` && file !== 'plugins.pkr.hcl');
  if (brought && !packer.startsWith('1.6.')) return null;
  return {
    exit: EXIT.environment,
    message: brought
      ? `${name}: Packer ${packer} reads only one file, but the sources are in another.`
      : `${name}: the tree contains no sources, because sources = external leaves them to a pipeline.`,
    hint: brought
      ? 'Packer 1.7 or newer reads all files of a folder.'
      : 'Put a .pkr.hcl file with the sources into its folder, or let vkc write them: sources = own.',
  };
}
