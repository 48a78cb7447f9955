import { ansibleOf, windowText } from '../../compiler/model/ansible-core.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import { enumerate, textOf } from '../../compiler/model/text.ts';
import { unset } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { EXCEPTIONS, exceptions } from '../ansible/readme-exceptions.ts';
import { contents } from '../ansible/readme-contents.ts';
import { Lines } from '../text/lines.ts';
import { code, markdownText, tableLines } from '../text/markdown.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';
import { usedBuilders } from '../packer/builders.ts';
import { needsSeed } from './seed.ts';
import { sizeText, systems, variablePrefix } from '../packer/settings.ts';
import { hasTargetFiles } from './targets.ts';

const output: Output = {
  name: 'readme',
  doc: 'A page for people: what is in the image and how to build it.',
  render(image) {
    const lines = new Lines();
    lines.add(`# ${markdownText(image.title)}`, image.origin).blank();
    // As a quotation it is told from the comment, and no part of what is built: another one does not build the image anew.
    if (image.description !== null) lines.add(`> ${markdownText(image.description)}`, image.origin).blank();
    if (image.doc !== null && image.doc !== image.description)
      lines.add(image.doc.trim(), image.origin).blank();
    lines.add(`Made by vkc from ${code(image.origin.file)}: edit that file, not this folder.`, image.origin);
    addTargets(lines, image);
    addContents(lines, image);
    addExceptions(lines, image);
    addBuild(lines, image);
    addVerify(lines, image);
    addPublish(lines, image);
    addStart(lines, image);
    return [lines.file('README.md', image.origin)];
  },
};

function addTargets(lines: Lines, image: Image): void {
  const { origin } = image;
  const version = image.version === null ? '' : `, version ${markdownText(image.version)}`;
  const heading = image.targets.length === 1 ? 'Image' : 'Images';
  lines.blank().add(`## ${heading}${version}`, origin).blank();
  const rows = image.targets.map(({ name, os, variant, build }) => [
    code(name),
    markdownText(variant === null ? os.title : `${os.title}, ${variant}`),
    ...machineCells(build),
    code(os.user),
  ]);
  const table = tableLines(['Name', 'System', 'Disk', buildHeading(image), 'Admin user'], rows);
  table.forEach((text, i) => lines.add(text, image.targets[i - 2]?.origin ?? origin));
}

const inCloud = ({ build }: Target): boolean => build.builder.value === 'openstack';

function buildHeading({ targets }: Image): string {
  if (!targets.some(inCloud)) return 'Memory of the build';
  return targets.every(inCloud) ? 'Flavor of the build' : 'Memory or flavor of the build';
}

/** The disk, and the machine that builds. */
function machineCells({ builder, disk, memory, settings }: Target['build']): string[] {
  if (builder.value === 'qemu') return [sizeText(disk.value), sizeText(memory.value)];
  const flavor = textOf(settings.get('flavor') ?? unset(null));
  return [disk.given ? sizeText(disk.value) : '', flavor === null ? '' : code(flavor)];
}

function addContents(lines: Lines, image: Image): void {
  const { provision } = mergeImage(image);
  if (provision.imports.length === 0) return;
  lines.blank().add('## What is in it', image.origin).blank();
  for (const { text, origin } of contents(image, 'provision', provision.imports)) lines.add(text, origin);
}

function addExceptions(lines: Lines, image: Image): void {
  const rows = exceptions(image);
  if (rows.length === 0) return;
  lines.blank().add(EXCEPTIONS, image.origin).blank();
  const table = tableLines(
    ['Rule', 'Where', 'Reason'],
    rows.map(({ cells }) => cells),
  );
  table.forEach((text, i) => lines.add(text, rows[i - 2]?.origin ?? image.origin));
}

function addBuild(lines: Lines, image: Image): void {
  const { origin } = image;
  const own = image.sources === 'own';
  const say = (text: string): void => void lines.blank().add(text, origin);
  const run = (...commands: readonly string[]): void => say(['```sh', ...commands, '```'].join('\n'));

  const others = image.targets.slice(1);
  const disks = image.targets.filter((target) => !inCloud(target));
  const clouds = image.targets.filter(inCloud);
  say('## Build');
  say(`The machine that builds needs ${needs(image, disks)}:`);
  const [below] = image.targets.flatMap(({ base }) => base ?? []);
  if (below !== undefined) {
    const folder = code(`../${below.image}`);
    say(
      `It is built on the image ${code(below.image)}: build that first, in ${folder}. ${code('vkc build')} does it by itself.`,
    );
  }
  run(...(needsSeed(image) ? ['./seed.sh'] : []), 'packer init .', 'packer validate .', 'packer build .');
  say(
    `Packer before 1.7 has no ${code('packer init')} and takes one file: ${code(`packer build ${image.name}.pkr.hcl`)}.`,
  );
  if (needsSeed(image)) {
    say(
      `${code('seed.sh')} makes the key pair that Packer logs in with, in ${code('seed/')}. The image does not keep it.`,
    );
  }
  if (!own) {
    const names = usedBuilders(image).flatMap(({ name, image: part }) =>
      systems(part).map((os) => code(`${name}.${os.source}`)),
    );
    say(`The sources are not in this folder: the pipeline brings ${names.join(', ')}.`);
  }
  if (disks.length > 0) {
    const { name } = disks[0]!;
    const file = code(`output/${name}/${name}.${image.export.format}`);
    say(
      image.targets.length === 1
        ? `The result is ${file}. Building again takes ${code('packer build -force .')}.`
        : `Each has a folder of its own, as in ${file}. Building again takes ${code('packer build -force .')}.`,
    );
  }
  if (clouds.length > 0) addCloud(lines, image, clouds);
  if (others.length > 0) {
    const last = image.targets.at(-1)!;
    say('Only one of them:');
    run(`packer build -only=${shellWord(`${image.name}.${last.build.builder.value}.${last.name}`)} .`);
  }
  if (!own || disks.length === 0) return;
  const disk = below === undefined ? 'cloud.img' : `${below.image}.${below.format}`;
  const from = below === undefined ? 'a cloud image' : `a disk of ${code(below.image)}`;
  say(`Without hardware virtualisation, and from ${from} that is there already:`);
  const prefix = variablePrefix(disks[0]!.os);
  run(`packer build -var accelerator=tcg -var ${prefix}_image=./${disk} -var ${prefix}_checksum=none .`);
}

/** Targets that are built in a cloud: who logs in there, and where the image is afterwards. */
function addCloud(lines: Lines, image: Image, clouds: readonly Target[]): void {
  const say = (text: string): void => void lines.blank().add(text, image.origin);
  const names = enumerate(clouds.map(({ name }) => code(name)));
  const verb = clouds.length === 1 ? 'is' : 'are';
  const manifest = code(`output/${clouds[0]!.name}/manifest.json`);
  say(
    `${names} ${verb} built in an OpenStack cloud: Packer starts an instance there, which becomes the image. It reads the credentials from the ${code('OS_*')} variables of the environment or from ${code('clouds.yaml')}; ${code('packer validate')} logs in with them too, unless it is called with ${code('-syntax-only')}. The ID of the image is in ${manifest}. Each build makes a new image.`,
  );
}

/** What has to be on the machine that builds. */
function needs(image: Image, disks: readonly Target[]): string {
  const window = ansibleOf(image);
  const ansible = window === null ? 'the ansible-core of each system' : `ansible-core ${windowText(window)}`;
  if (disks.length === 0)
    return `Packer, an ssh client and Ansible (${ansible}), and has to reach the instance in the cloud with ssh`;
  const disk = disks.map(({ build }) => build.disk.value);
  const room = sizeText(Math.max(...disk));
  return `Packer, QEMU, qemu-img, xorriso, an ssh client and Ansible (${ansible}); membership in the group of ${code('/dev/kvm')}; and up to ${room} of free disk space for each target that is being built`;
}

function addVerify(lines: Lines, image: Image): void {
  const { verify, verify_start: afterwards } = mergeImage(image);
  if (verify.imports.length === 0) return;
  const { origin } = image;
  const [target] = image.targets;
  const values = hasTargetFiles(image) ? ` --extra-vars @playbook/targets/${target!.name}.yml` : '';
  const user = shellWord(target!.os.user);
  const say = (text: string): void => void lines.blank().add(text, origin);
  say('## Verify');
  if (image.targets.every(inCloud))
    say(
      `${code('vkc verify --download')} downloads the image from the cloud, and verifies it as if it had been built here.`,
    );
  say(
    `${code('vkc verify')} boots the built image, goes through all points of ${code('tests/verify.yml')}, and again after a reboot and a reset; its reports, and what is installed as SPDX and CycloneDX, are in ${code('reports/')}. The image stays as it is.`,
  );
  say(
    `By hand: ${code('tests/verify.yml')} looks at a machine that was booted from the image, at ${code('192.0.2.10')} here. It changes nothing, goes through all points, and names in the end those that do not hold:`,
  );
  say(
    [
      '```sh',
      'export ANSIBLE_CONFIG=playbook/ansible.cfg',
      `ansible-playbook -i 192.0.2.10, -u ${user} --private-key KEY${values} tests/verify.yml`,
      '```',
    ].join('\n'),
  );
  say(
    `Every point has a tag: ${code('--list-tasks')} shows them, and ${code('--tags ssh-at-boot')} looks at one.`,
  );
  if (afterwards.imports.length > 0) {
    say(
      `When the start phase was run on it, ${code('tests/verify_start.yml')} does the same for what then holds.`,
    );
  }
}

function addPublish(lines: Lines, image: Image): void {
  const { origin } = image;
  const target = shellWord(image.targets.at(-1)!.name);
  const say = (text: string): void => void lines.blank().add(text, origin);
  const disks = image.targets.some((each) => !inCloud(each));
  say('## Publish');
  say(
    disks
      ? `${code('vkc publish')} uploads a built image with what ${code('.images.yaml')} says of it, and checks what arrived. It can be repeated; ${code('--dry-run')} only shows the commands of the openstack client.`
      : `${code('vkc publish')} gives the image that was built in the cloud its properties, its visibility and its members. It can be repeated; ${code('--dry-run')} only shows the commands of the openstack client.`,
  );
  say(['```sh', `vkc publish ${target}`, '```'].join('\n'));
}

function addStart(lines: Lines, image: Image): void {
  const { start } = mergeImage(image);
  if (start.imports.length === 0) return;
  const { origin } = image;
  lines.blank().add('## On the deployed machine', origin).blank();
  for (const { text, origin: at } of contents(image, 'start', start.imports)) lines.add(text, at);
  const runtime = [...image.runtime].sort((a, b) => (a.name < b.name ? -1 : 1));
  const command = `ansible-playbook start.yml${runtime.length > 0 ? ' --extra-vars @values.yml' : ''}`;
  lines.blank().add(['```sh', `cd ${shellWord(startFolder(image))}`, command, '```'].join('\n'), origin);
  if (runtime.length === 0) return;
  lines
    .blank()
    .add(`${code('values.yml')} is yours, with what the machine is given:`, origin)
    .blank();
  const rows = runtime.map(({ name, type, initial, doc }) => [
    code(name),
    code(type),
    initial === null ? '' : code(inlineValue(initial)),
    markdownText(doc ?? ''),
  ]);
  tableLines(['Variable', 'Type', 'Otherwise', 'Meaning'], rows).forEach((text, i) =>
    lines.add(text, runtime[i - 2]?.origin ?? origin),
  );
}

/** Where the playbook of the start phase is in the image. */
function startFolder(image: Image): string {
  const run = image.targets[0]!.provision.find(({ name }) => name === image.implicit_roles.start);
  const made = run?.tasks.find(
    ({ module, args }) =>
      module === 'ansible.builtin.file' && textOf(args.entries.get('state') ?? unset(null)) === 'directory',
  );
  return textOf(made?.args.entries.get('path') ?? unset(null)) ?? 'playbook';
}

/** A value given at deployment as one would write it for `--extra-vars`. */
function inlineValue(value: Value): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map(inlineValue).join(', ')}]`;
    case 'map':
      return `{${[...value.entries].map(([key, item]) => `${key}: ${inlineValue(item)}`).join(', ')}}`;
    case 'string':
      return JSON.stringify(value.value);
    default:
      return textOf(value) ?? '';
  }
}

export default output;
