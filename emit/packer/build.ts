import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { type Body, type Expression, hclString, list, object, packerText } from '../text/hcl.ts';
import { galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';
import { askedFor, type Machine } from './machine.ts';
import { addAll, megabytes, outputPath, quotedPart, type Setting, sizeText, withRaw } from './settings.ts';

/** The `build` block: a source block for each target, the provisioner, the post-processors. */
export function addBuild(root: Body, image: Image, machine: Machine): void {
  const build = root.block('build', [], image.origin);
  build.attribute('name', hclString(image.name), image.origin);
  for (const target of image.targets) addTarget(build, image, target, machine);
  addProvisioner(build, image);
  addPostProcessors(build, image);
}

function addTarget(build: Body, image: Image, target: Target, machine: Machine): void {
  const body = build.block('source', [`qemu.${target.os.source}`], target.origin);
  const { disk, memory, cpus } = target.build;
  const origin = target.origin;
  const name = quotedPart(target.name);
  const settings: Setting[] = [
    { name: 'name', value: hclString(target.name), origin },
    {
      name: 'disk_size',
      value: `coalesce(var.disk_size, ${hclString(sizeText(disk.value))})`,
      origin: disk.origin,
    },
    {
      name: 'memory',
      value: `coalesce(var.memory, ${megabytes(memory.value)})`,
      origin: memory.origin,
    },
    {
      name: 'cpus',
      value: `coalesce(var.cpus, ${cpus.value})`,
      origin: cpus.origin,
    },
    { name: 'output_directory', value: outputPath(name), origin },
    {
      name: 'vm_name',
      value: hclString(`${target.name}.${image.export.format}`),
      origin: image.export.origin,
    },
  ];
  if (image.sources === 'external') {
    addAll(body, withRaw([...settings, ...askedFor(target)], image.packer, ['qemuargs']));
  } else {
    // What the author set for every source must not be set a second time here.
    const open = [...settings, ...machine.ofTarget(target)];
    addAll(
      body,
      open.filter((setting) => setting.name === 'qemuargs' || !image.packer.has(setting.name)),
    );
  }
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
 * file of an earlier build, and `sha256sum -c` finds the files that its list names.
 */
function addPostProcessors(build: Body, image: Image): void {
  const { checksum, compress, manifest, format, origin } = image.export;
  const [only, ...others] = image.targets;
  const name = others.length === 0 ? quotedPart(only!.name) : '${source.name}';
  const file = `${name}/${name}.${format}`;
  const archive = `${name}/${name}.tar.gz`;
  if (checksum.length > 0) addChecksum(build, checksum, file, origin);
  if (compress) {
    const chain = checksum.length > 0 ? build.block('post-processors', [], origin) : build;
    chain
      .block('post-processor', ['compress'], origin)
      .attribute('output', outputPath(archive), origin)
      .attribute('keep_input_artifact', 'true', origin);
    if (checksum.length > 0) addChecksum(chain, checksum, archive, origin);
  }
  if (manifest) {
    build
      .block('post-processor', ['manifest'], origin)
      .attribute('output', outputPath(`${name}/manifest.json`), origin)
      .attribute('strip_path', 'true', origin)
      .attribute('custom_data', object(manifestData(image)), origin);
  }
}

/** Packer's manifest names the source, which targets share. */
function manifestData({ name, version, targets }: Image): (readonly [string, Expression])[] {
  return [
    ['image', hclString(name)],
    ['target', targets.length === 1 ? hclString(targets[0]!.name) : 'source.name'],
    ...(version === null ? [] : [['version', hclString(packerText(version))] as const]),
  ];
}

function addChecksum(body: Body, types: readonly string[], file: string, origin: Span): void {
  body
    .block('post-processor', ['checksum'], origin)
    .attribute('checksum_types', list(types.map(hclString)), origin)
    .attribute('output', outputPath(`${file}.{{ .ChecksumType }}`), origin);
}
