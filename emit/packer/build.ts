import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { type Body, type Expression, hclString, list, object, packerText } from '../text/hcl.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';
import type { Sources } from './builder.ts';
import { builderOf } from './builders.ts';
import { addAll, outputPath, quotedPart, type Setting, withRaw } from './settings.ts';
import type { UsedSources } from './sources.ts';

/** The `build` block: a source block for each target, the provisioner, the post-processors. */
export function addBuild(root: Body, image: Image, used: readonly UsedSources[]): void {
  const build = root.block('build', [], image.origin);
  build.attribute('name', hclString(image.name), image.origin);
  const sources = new Map(used.map(({ name, sources }) => [name, sources]));
  for (const target of image.targets) addTarget(build, target, sources.get(target.build.builder.value)!);
  addFolders(build, image);
  addProvisioner(build, image);
  addPostProcessors(build, image);
}

function addTarget(build: Body, target: Target, sources: Sources): void {
  const { name, os, origin } = target;
  const body = build.block('source', [`${target.build.builder.value}.${os.source}`], origin);
  addAll(body, [{ name: 'name', value: hclString(name), origin }, ...sources.ofTarget(target)]);
}

/** Folders for what is built in a cloud: a disk makes its own. */
function addFolders(build: Body, image: Image): void {
  const clouds = image.targets.filter((target) => !builderOf(target).leavesDisk);
  if (clouds.length === 0) return;
  const { origin } = image;
  const name = image.targets.length === 1 ? quotedPart(clouds[0]!.name) : '${source.name}';
  build.comment('The manifest is written to this folder, and does not make it.', origin);
  const body = build.block('provisioner', ['shell-local'], origin);
  addAll(body, onlyFor(clouds, image));
  body.attribute('inline', list([`"mkdir -p '\${var.output_directory}/${name}'"`]), origin);
}

function addProvisioner(build: Body, image: Image): void {
  const { origin } = image;
  const settings: Setting[] = [
    { name: 'playbook_file', value: '"./playbook/provision.yml"', origin },
    { name: 'user', value: 'build.User', origin },
    { name: 'use_proxy', value: 'false', origin },
  ];
  if (image.targets.length > 1) {
    const value = list(['"--extra-vars"', '"@playbook/targets/${source.name}.yml"']);
    settings.push({ name: 'extra_arguments', value, origin });
  }
  const needs = galaxyNeeds(image);
  if (needs.length > 0) {
    settings.push({ name: 'galaxy_file', value: '"./playbook/requirements.yml"', origin });
    for (const kind of needs) {
      settings.push({ name: `${kind}_path`, value: hclString(`./playbook/${galaxyFolders[kind]}`), origin });
    }
  }
  const environment = list([
    '"ANSIBLE_CONFIG=./playbook/ansible.cfg"',
    // The ssh of whoever builds may be configured in ways that do not fit.
    '"ANSIBLE_SSH_COMMON_ARGS=-F /dev/null"',
  ]);
  settings.push({ name: 'ansible_env_vars', value: environment, origin });
  const body = build.block('provisioner', ['ansible'], origin);
  addAll(body, withRaw(settings, image.ansible, ['extra_arguments', 'ansible_env_vars']));
}

/**
 * Everything lands in the target's own folder, which a build with -force empties first: no checksum is added to a
 * file of an earlier build, and `sha256sum -c` finds the files that its list names. An image in a cloud is no file, and its
 * ID is in the manifest.
 */
function addPostProcessors(build: Body, image: Image): void {
  const { checksum, compress, manifest, format, origin } = image.export;
  const [only, ...others] = image.targets;
  const name = others.length === 0 ? quotedPart(only!.name) : '${source.name}';
  const file = `${name}/${name}.${format}`;
  const archive = `${name}/${name}.tar.gz`;
  const disks = image.targets.filter((target) => builderOf(target).leavesDisk);
  const clouds = image.targets.filter((target) => !builderOf(target).leavesDisk);
  const ofDisks = onlyFor(disks, image);
  if (checksum.length > 0 && disks.length > 0) addChecksum(build, checksum, file, origin, ofDisks);
  if (compress && disks.length > 0) {
    const chain = checksum.length > 0 ? build.block('post-processors', [], origin) : build;
    const archived = chain.block('post-processor', ['compress'], origin);
    addAll(archived, ofDisks);
    archived
      .attribute('output', outputPath(archive), origin)
      .attribute('keep_input_artifact', 'true', origin);
    if (checksum.length > 0) addChecksum(chain, checksum, archive, origin, ofDisks);
  }
  if (manifest || clouds.length > 0) {
    const body = build.block('post-processor', ['manifest'], origin);
    addAll(body, manifest ? [] : onlyFor(clouds, image));
    body
      .attribute('output', outputPath(`${name}/manifest.json`), origin)
      .attribute('strip_path', 'true', origin)
      .attribute('custom_data', object(manifestData(image)), origin);
  }
}

/** Nothing where it is for every target. */
function onlyFor(targets: readonly Target[], image: Image): Setting[] {
  if (targets.length === image.targets.length) return [];
  const names = targets.map(({ name, build }) => hclString(`${build.builder.value}.${name}`));
  return [{ name: 'only', value: list(names), origin: image.origin }];
}

/** Packer's manifest names the source, which targets share. */
function manifestData({ name, version, targets }: Image): (readonly [string, Expression])[] {
  return [
    ['image', hclString(name)],
    ['target', targets.length === 1 ? hclString(targets[0]!.name) : 'source.name'],
    ...(version === null ? [] : [['version', hclString(packerText(version))] as const]),
  ];
}

function addChecksum(
  body: Body,
  types: readonly string[],
  file: string,
  origin: Span,
  only: readonly Setting[],
): void {
  const checksum = body.block('post-processor', ['checksum'], origin);
  addAll(checksum, only);
  checksum
    .attribute('checksum_types', list(types.map(hclString)), origin)
    .attribute('output', outputPath(`${file}.{{ .ChecksumType }}`), origin);
}
