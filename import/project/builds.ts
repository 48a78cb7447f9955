import { library } from '../../stdlib/index.ts';
import type { PackerBuild, PackerSource, Setting } from '../model/packer.ts';
import type { Note } from '../model/place.ts';
import type { System } from '../model/system.ts';
import { nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { isMap } from '../model/data.ts';
import { imageName } from './plan.ts';
import type { ImagePlan, TargetPlan } from './plan.ts';
import { architectureOf } from './hardware.ts';
import { openstackOf } from './openstack.ts';
import { userDataOf } from './user-data.ts';
import { provision } from './provision/provisioners.ts';
import { detectSystem, namesOther, nearest, otherRelease } from './systems.ts';
import { metadataOf } from './images-yaml.ts';

/** Builders without a machine. */
const NO_MACHINE: ReadonlySet<string> = new Set(['null', 'file', 'docker', 'lxc', 'lxd', 'podman']);

/** What a build makes: its targets, each with what is done to it. Null if nothing of it can be built. */
export function planBuild(
  tree: Tree,
  build: PackerBuild,
  systems: readonly System[],
  taken: ReadonlySet<string>,
  root: string,
): ImagePlan | Note[] {
  const remarks: Note[] = [];
  const chosen: { source: PackerSource; system: System }[] = [];
  const machines = build.sources.filter(({ type }) => !NO_MACHINE.has(type));
  const named = machines.map((source) => ({ source, texts: textsOf(source, tree, build) }));
  for (const { source, texts } of named) {
    // One that says nothing is what another one of its name is.
    const label = `${source.type}.${source.name}`;
    const found = detectSystem(texts, systems) ?? detectSystem(sameName(source, named), systems);
    const windows = saysWindows(source, build, found !== null);
    if (windows !== null) {
      const message = `the source \`${label}\` is of Windows (\`${windows}\`), for which the language makes no images; it is left out`;
      remarks.push({ place: source.place, message });
      continue;
    }
    if (found === null) {
      const release = otherRelease(texts);
      const why = namesOther(texts)
        ? 'is of a system that the library does not have: declare an `os` for it'
        : release === null
          ? 'does not say which system it is: write it into `os`'
          : `is of \`${release}\`, which the library does not have: declare an \`os\` for it`;
      remarks.push({ place: source.place, message: `the source \`${label}\` ${why}` });
    } else chosen.push({ source, system: { ...found, arch: architectureOf(source) } });
  }
  if (machines.length === 0 && build.sources.length > 0)
    return [{ place: build.place, message: 'the build makes no image: its sources have no machine' }];
  const able = machines.filter((source) => saysWindows(source, build, false) === null);
  const unknown = able.find(({ type }) => BUILDERS.has(type)) ?? able[0];
  let guessed: string | null = null;
  if (chosen.length === 0 && unknown !== undefined && !named.every(({ texts }) => namesOther(texts))) {
    guessed = otherRelease(named.find(({ source }) => source === unknown)!.texts);
    const system =
      guessed === null ? systems.find(({ name }) => name === INSTEAD)! : nearest(guessed, systems);
    chosen.push({ source: unknown, system });
  }
  if (chosen.length === 0)
    return remarks.length > 0 ? remarks : [{ place: build.place, message: 'the build has no source' }];
  const name = nameFor(
    build,
    chosen.map(({ source }) => source),
    taken,
    root,
  );
  const targets = targetsOf(chosen, name, remarks);
  let userData: string | null = null;
  for (const { source } of targets) {
    const found = userDataOf(tree, build.folder, source);
    userData ??= found?.text ?? null;
    const own = source!.type === 'openstack' ? openstackOf(source!.settings).remarks : [];
    for (const message of [...own, ...(found?.remarks ?? [])])
      remarks.push({ place: source!.place, message });
  }
  return {
    name,
    place: build.place,
    comment: null,
    targets: targets.map((plan) => {
      const expansion = provision({
        tree,
        folder: build.folder,
        provisioners: build.provisioners,
        source: plan.source,
        system: plan.system,
      });
      const message = `it was read as if \`${guessed}\` were ${plan.system.name}`;
      const doubts =
        guessed === null ? expansion.doubts : [...expansion.doubts, { place: build.place, message }];
      const target = { system: plan.system, variant: plan.variant, expansion: { ...expansion, doubts } };
      return { ...plan, target };
    }),
    postProcessors: build.postProcessors,
    remarks,
    userData,
    base: null,
    external: targets.every(({ source }) => /^(qemu|openstack)$/.test(source!.type) && !source!.declared),
  };
}

/** What stands in the result where nothing says what the system is. */
const INSTEAD = 'ubuntu2404';

/** Builders that the language has. */
const BUILDERS: ReadonlySet<string> = new Set(['qemu', 'openstack']);
/** The variant of a disk that is built in a cloud. */
const CLOUD = 'cloud';

/** What about a source says that its machine runs Windows; null if nothing. */
function saysWindows(
  { settings }: PackerSource,
  { provisioners }: PackerBuild,
  isKnown: boolean,
): string | null {
  if (settings.communicator === 'winrm') return 'communicator = "winrm"';
  const guest = settings.guest_os_type ?? settings.os_type;
  if (typeof guest === 'string' && /^win/i.test(guest))
    return `${settings.guest_os_type === undefined ? 'os_type' : 'guest_os_type'} = "${guest}"`;
  if (isKnown) return null;
  const own = provisioners.find(({ type }) => /^(powershell|windows-)/.test(type));
  const unix = provisioners.some(({ type }) => /^(shell|ansible|ansible-local)$/.test(type));
  return own === undefined || unix ? null : `provisioner "${own.type}"`;
}

const sameName = (
  { name }: PackerSource,
  all: readonly { readonly source: PackerSource; readonly texts: readonly string[] }[],
): string[] => all.flatMap((each) => (each.source.name === name ? each.texts : []));

/** One target for each system, and variants where a system comes twice. */
function targetsOf(
  chosen: readonly { source: PackerSource; system: System }[],
  image: string,
  remarks: Note[],
): TargetPlan[] {
  const out: TargetPlan[] = [];
  const qemu = new Set(
    chosen.filter(({ source }) => source.type === 'qemu').map(({ system }) => system.name),
  );
  for (const { source, system } of chosen) {
    const onBoth = new Set(
      chosen.flatMap((each) => (each.system.name === system.name ? [each.system.arch] : [])),
    );
    const same = out.filter((each) => each.system.name === system.name);
    const label = `${source.type}.${source.as ?? source.name}`;
    const other = !BUILDERS.has(source.type);
    if (other)
      remarks.push({
        place: source.place,
        message: `the source \`${label}\` is built with QEMU here: the language has no builder \`${source.type}\``,
      });
    if (other && qemu.has(system.name)) continue;
    const rest = (source.as ?? '')
      .replace(new RegExp(`^${image}-?`), '')
      .replace(new RegExp(`^(${system.short}|${system.source}|${system.name})-?`), '');
    const variant =
      rest !== '' && source.as !== null && source.as.startsWith(image) && /^[a-z][a-z0-9-]*$/.test(rest)
        ? rest
        : null;
    // A cloud next to a disk of the same system is a variant of it.
    const inCloud = source.type === 'openstack' && variant === null && qemu.has(system.name);
    if (onBoth.size > 1 && system.arch === 'arm64' && variant === null && !inCloud) {
      if (!same.some((each) => each.variant === system.arch))
        out.push({ system, variant: system.arch, source });
      continue;
    }
    if (same.some((each) => each.variant === (inCloud ? CLOUD : variant))) {
      const message = `the source \`${label}\` is the same system as one before it`;
      if (!other) remarks.push({ place: source.place, message });
      continue;
    }
    if (inCloud) {
      out.push({ system, variant: CLOUD, source });
      continue;
    }
    out.push({
      system,
      variant:
        same.length === 0 &&
        !chosen.some(
          (each) =>
            each.system.name === system.name && each.source.as === plainName(image, system, chosen.length),
        ) &&
        !isVariantOnly(variant)
          ? null
          : variant,
      source,
    });
  }
  return out;
}

const isVariantOnly = (variant: string | null) => variant !== null;
const plainName = (image: string, system: System, count: number) =>
  count === 1 ? image : `${image}-${system.short}`;

/** What about a source may name its system, the surest first. */
function textsOf(source: PackerSource, tree: Tree, build: PackerBuild): string[] {
  const { settings } = source;
  const yaml = metadataOf(tree, build.folder, source.as ?? source.name);
  const distro = yaml?.metadata.os_distro;
  const pick = (...names: string[]) =>
    names.map((name) => settings[name]).flatMap((value) => stringsIn(value ?? null));
  return [
    ...(typeof distro === 'string' ? [distro] : []),
    source.name,
    source.as ?? '',
    ...pick(
      'iso_url',
      'iso_urls',
      'iso_target_path',
      'source_path',
      'source_image',
      'source_image_family',
      'source_image_name',
      'image',
      'guest_os_type',
      'vm_name',
      'box_name',
      'source_ami_filter',
      'source_image_filter',
      'ami_name',
      'snapshot_name',
      'image_family',
      'base_image',
      'clone_vm',
      'image_name',
      'template_name',
      'iso_file',
      'iso_paths',
      'output_directory',
    ),
    build.name ?? '',
    nameOf(build.place.file),
    build.folder,
  ].filter((text) => text !== '');
}

function stringsIn(value: Setting): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Setting[]).flatMap(stringsIn);
  return isMap<Setting>(value as Readonly<Record<string, Setting>>) && value !== null
    ? Object.values(value as Readonly<Record<string, Setting>>).flatMap(stringsIn)
    : [];
}

const PLAIN =
  /^(build|main|packer|template|templates|image|images|sources?|variables|default|config|index|box)$/;

function nameFor(
  build: PackerBuild,
  sources: readonly PackerSource[],
  taken: ReadonlySet<string>,
  root: string,
): string {
  const [first] = sources;
  const file = nameOf(build.place.file).replace(/\.pkr\.(hcl|json)$|\.json$/, '');
  const wanted = [
    build.name,
    sources.length === 1 ? (first!.as ?? null) : commonName(sources),
    PLAIN.test(file) ? null : file,
    nameOf(build.folder),
    root,
  ];
  const found =
    wanted.find((each) => each !== null && each !== '' && /[a-z]/i.test(each) && !each.includes('${')) ??
    'image';
  const base = imageName(found);
  // Names of what the language brings along are taken by it.
  let name = Object.hasOwn(library.sources, `vkc:systems/${base.replaceAll('-', '')}.vkimage`)
    ? `${base}-image`
    : base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  return name;
}

/** What names of several sources have in common. */
function commonName(sources: readonly PackerSource[]): string | null {
  const names = sources.map(({ as }) => as);
  if (names.length === 0 || names.includes(null)) return null;
  const [first, ...others] = names as string[];
  const parts = first!.split('-');
  while (
    parts.length > 0 &&
    !others.every((name) => name === parts.join('-') || name.startsWith(`${parts.join('-')}-`))
  )
    parts.pop();
  return parts.length === 0 ? null : parts.join('-');
}
