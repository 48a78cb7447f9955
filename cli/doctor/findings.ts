import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ansibleFor, commonAnsible, inWindow, windowText } from '../../compiler/model/ansible-core.ts';
import { enumerate } from '../../compiler/model/text.ts';
import type { TreeImage } from '../../emit/tree/manifest-image.ts';
import type { Io } from '../shell/io.ts';
import { BUILDER_NAMES } from '../../compiler/model/builder-names.ts';
import type { BuilderName } from '../../compiler/model/builder-names.ts';
import { builderNeeds, buildersOf, needsSeed, qemuFor } from '../host/builders.ts';
import { cloudAccess } from '../host/cloud-access.ts';
import { FIRMWARE_KINDS, firmwareOf } from '../host/firmware.ts';
import { tryAccelerator } from '../host/kvm.ts';
import { findTool, howToInstall, knowsInit, tools } from '../host/tools.ts';
import type { FoundTool, ToolName } from '../host/tools.ts';

/**
 * The result of one check of this machine: a tool, a device or a setting that building, verifying or
 * publishing needs.
 */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly state: 'ok' | 'missing' | 'wanted';
  readonly version: string | null;
  /** The version found, or the problem, as a sentence without its full stop. */
  readonly detail: string;
  /** How to mend it; null if nothing has to be done. */
  readonly remedy: string | null;
}

/** The needs of the given images beyond those of every build; null if no images are given. */
export interface Needs {
  readonly images: readonly TreeImage[];
  readonly galaxy: boolean;
}

const GENERAL: readonly ToolName[] = ['packer', 'ansible', 'ssh'];

/** Runs all checks in parallel. `like` is the distribution family of this machine. */
export async function findings(
  needs: Needs | null,
  like: 'debian' | 'redhat' | null,
  env: Io['env'],
): Promise<Finding[]> {
  // What is said without an image is of what the language builds with unless an image says otherwise.
  const builders = needs === null ? BUILDER_NAMES.slice(0, 1) : buildersOf(needs.images);
  const boots = builders.some((name) => builderNeeds[name].boots);
  const needed = new Set<ToolName>([...GENERAL, ...builders.flatMap((name) => builderNeeds[name].tools)]);
  for (const name of needs === null ? (['qemu'] as const) : qemuFor(bootedOf(needs))) needed.add(name);
  if (needs === null || needs.images.some((image) => needsSeed(image, image.targets)))
    needed.add('sshKeygen');
  if (needs?.galaxy === true) needed.add('galaxy');
  const names = (Object.keys(tools) as ToolName[]).filter(
    (name) => (name !== 'galaxy' && name !== 'qemuArm') || needed.has(name),
  );
  const [found, kvm, tcg] = await Promise.all([
    Promise.all(names.map((name) => findTool(name, env))),
    boots ? tryAccelerator('kvm', env) : null,
    boots ? tryAccelerator('tcg', env) : null,
  ]);
  const rows = found.map((each) => toolFinding(each, needed.has(each.tool), like));
  if (needs !== null) fitAnsible(rows, needs);
  const packer = found.find(({ tool }) => tool === 'packer')!;
  const at = rows.findIndex(({ id }) => id === 'ansible');
  rows.splice(at, 0, ...pluginFinding(packer, builders, env));
  const qemu = found.find(({ tool }) => tool === 'qemu')!;
  if (qemu.problem === null && kvm !== null && tcg !== null) rows.push(...machineFindings(kvm, tcg));
  if (needs !== null) rows.push(...cloudFindings(needs, env));
  if (needs !== null) rows.push(...firmwareFinding(needs, like));
  return rows;
}

function toolFinding(
  { tool, command, version, problem }: FoundTool,
  needed: boolean,
  like: 'debian' | 'redhat' | null,
): Finding {
  const { name, purpose } = tools[tool];
  if (problem === null) {
    const other = command !== null && command !== tools[tool].commands[0][0] ? `${command}, which ` : '';
    return { id: tool, title: name, state: 'ok', version, detail: `${other}${purpose}`, remedy: null };
  }
  return {
    id: tool,
    title: name,
    state: needed ? 'missing' : 'wanted',
    version,
    detail: `${problem}; it ${purpose}`,
    remedy: howToInstall(tool, like),
  };
}

/** Checks that the installed ansible-core supports the Python versions of the given images. */
function fitAnsible(rows: Finding[], { images }: Needs): void {
  const at = rows.findIndex(({ id }) => id === 'ansible');
  const { state, version, detail } = rows[at]!;
  if (state !== 'ok' || version === null) return;
  const targets = images.flatMap((image) => image.targets);
  const unfit = targets.filter(({ python }) => inWindow(version, ansibleFor(python)) !== 'fits');
  if (unfit.length === 0) return;
  const common = commonAnsible(targets.map(({ python }) => python));
  const systems = [...new Set(unfit.map(({ title, python }) => `${title} (Python ${python})`))];
  rows[at] = {
    ...rows[at]!,
    state: 'missing',
    detail: `does not work with ${enumerate(systems)}; it ${detail}`,
    remedy:
      common === null
        ? 'no version works with all of these systems: build one system at a time, each with its own ansible-core'
        : `ansible-core ${windowText(common)} works with all of these systems: pip install 'ansible-core==${common.last ?? common.first}.*'`,
  };
}

/** Since 1.7, Packer loads its plugins from separate files, which `packer init` downloads. */
function pluginFinding(
  { problem, version }: FoundTool,
  builders: readonly BuilderName[],
  env: Io['env'],
): Finding[] {
  if (problem !== null || version === null) return [];
  const title = "Packer's plugins";
  const all = [...builders, 'ansible'];
  if (!knowsInit(version)) {
    const detail = `this version has ${enumerate(all)} built in, and has no \`packer init\``;
    return [{ id: 'plugins', title, state: 'ok', version: null, detail, remedy: null }];
  }
  const there = pluginFolders(env).flatMap((folder) => all.filter((name) => hasPlugin(folder, name)));
  const absent = all.filter((name) => !there.includes(name));
  if (absent.length === 0) {
    const detail = `${enumerate(all)} are installed`;
    return [{ id: 'plugins', title, state: 'ok', version: null, detail, remedy: null }];
  }
  const detail = `not installed yet: ${absent.join(', ')}; \`vkc build\` runs \`packer init\`, which downloads them from GitHub`;
  const remedy = absent.map((name) => `packer plugins install github.com/hashicorp/${name}`).join(' && ');
  return [{ id: 'plugins', title, state: 'wanted', version: null, detail, remedy }];
}

function pluginFolders(env: Io['env']): string[] {
  const set = env['PACKER_PLUGIN_PATH'];
  if (set !== undefined && set !== '') return set.split(':');
  const home = env['PACKER_CONFIG_DIR'] ?? env['HOME'];
  const config =
    env['XDG_CONFIG_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.config'));
  return [
    ...(home === undefined ? [] : [join(home, '.packer.d/plugins')]),
    ...(config === undefined ? [] : [join(config, 'packer/plugins')]),
  ];
}

function hasPlugin(folder: string, name: string): boolean {
  const path = join(folder, 'github.com/hashicorp', name);
  const files = existsSync(path) ? readdirSync(path) : [];
  return files.some((file) => file.startsWith(`packer-plugin-${name}_`) && !file.endsWith('SHA256SUM'));
}

type Boots = Awaited<ReturnType<typeof tryAccelerator>>;

/** Both accelerators were tried by booting a machine: /dev/kvm can exist on hosts where KVM does not work. */
function machineFindings(kvm: Boots, tcg: Boots): Finding[] {
  const time = (boots: Boots) => `a machine was booted on it in ${boots.seconds.toFixed(1)} s`;
  return [
    {
      id: 'kvm',
      title: 'KVM',
      state: kvm.works ? 'ok' : 'wanted',
      version: null,
      detail: kvm.works ? time(kvm) : `does not work: ${kvm.reason}`,
      remedy: kvm.works
        ? null
        : 'without KVM, machines are emulated (--accel tcg), about ten times slower; KVM needs a physical machine and membership in the group of /dev/kvm',
    },
    {
      id: 'tcg',
      title: 'emulation',
      state: tcg.works ? 'ok' : kvm.works ? 'wanted' : 'missing',
      version: null,
      detail: tcg.works ? time(tcg) : `does not work: ${tcg.reason}`,
      remedy: tcg.works ? null : 'reinstall QEMU',
    },
  ];
}

/** Whether the credentials of the clouds are here that images are built in. Nothing is asked of a cloud. */
function cloudFindings({ images }: Needs, env: Io['env']): Finding[] {
  const clouds = new Set(
    images.flatMap(({ targets }) =>
      targets.flatMap(({ builder, cloud }) => (builder === 'openstack' ? [cloud] : [])),
    ),
  );
  return [...clouds].map((cloud) => {
    const { detail, remedy } = cloudAccess(cloud, '.', env);
    const title = cloud === null ? 'OpenStack cloud' : `OpenStack cloud ${cloud}`;
    const state = remedy === null ? 'ok' : 'missing';
    const says = remedy === null ? `credentials: ${detail}; nothing was asked of it` : detail;
    return { id: 'cloud', title, state, version: null, detail: says, remedy };
  });
}

/** Targets that are built on a machine here. */
const bootedOf = ({ images }: Needs): TreeImage['targets'][number][] =>
  images.flatMap(({ targets }) => targets.filter(({ builder }) => builderNeeds[builder].boots));

function firmwareFinding(needs: Needs, like: 'debian' | 'redhat' | null): Finding[] {
  const used = new Set(bootedOf(needs).map(({ machine }) => firmwareOf(machine)));
  return FIRMWARE_KINDS.filter((kind) => used.has(kind)).map(
    ({ id, title, code: [path], machines, debian, redhat }): Finding => {
      const there = existsSync(path);
      return {
        id,
        title,
        state: there ? 'ok' : 'missing',
        version: null,
        detail: there ? `${path}, the firmware of ${machines}` : `${path} is missing; it boots ${machines}`,
        remedy: there ? null : like === 'redhat' ? redhat : `apt-get install ${debian}`,
      };
    },
  );
}
