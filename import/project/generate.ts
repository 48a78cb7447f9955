import type { Settings } from '../model/packer.ts';
import type { ImagePlan, TargetPlan } from './plan.ts';
import type { RoleResult } from './roles/role-result.ts';
import { labelText, quoted } from '../lift/text.ts';
import { oneLine, placeText, remark } from '../model/place.ts';
import { standsOn } from './bases.ts';
import { machineOf } from './machine.ts';
import { openstackOf, propertiesOf } from './openstack.ts';
import { metadataOf } from './images-yaml.ts';
import { variablesIn } from '../expand/scope.ts';
import type { Raw } from '../model/data.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { Expectations } from '../expect/expectations.ts';
import type { Written } from '../lift/arrange.ts';
import type { Exceptions } from '../lift/exceptions.ts';
import type { Readme } from '../read/readme.ts';
import { library } from '../../stdlib/index.ts';

/** A metadata field that the image would not have by itself, by target name. */
export type ExtraMetadata = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A collection of Ansible Galaxy that the tasks need. */
export interface Collection {
  readonly name: string;
  readonly version: string;
  /** Whether the tree names this very version. */
  readonly isPinned: boolean;
}

export interface GenerateInput {
  readonly plan: ImagePlan;
  readonly roles: readonly RoleResult[];
  readonly tree: Tree;
  readonly metadata: ExtraMetadata;
  readonly collections: readonly Collection[];
  /** The role that gathers facts first, or null. */
  readonly facts: string | null;
  /** What the role that brings the start phase is given. */
  readonly start: readonly string[];
  readonly readme: Readme;
  readonly exceptions: Exceptions;
  readonly expectations: Expectations;
}

/** The text of an image. */
export function imageText({
  plan,
  roles,
  tree,
  metadata,
  collections,
  facts,
  start,
  readme,
  exceptions,
  expectations,
}: GenerateInput): string {
  const { targets, name } = plan;
  const systems = [...new Set(targets.map(({ system }) => system.name))];
  const { title, version } = sharedFacts(tree, plan);
  const { description } = readme;
  const doc =
    readme.doc === null
      ? (roles.find((role) => role.name === null && role.grade === 'language')?.doc ?? null)
      : readme.doc;
  const lines: string[] = [
    ...(doc ?? '').split('\n').flatMap((line) => (doc === null ? [] : [`# ${line}`.trimEnd()])),
    `image ${labelText(name)} {`,
    `os = [${systems.join(', ')}]`,
  ];
  if (plan.base !== null) lines.push(`base = image.${plan.base.name}`);
  if (title !== null && title !== name) lines.push(`title = ${quoted(title)}`);
  if (description !== null) lines.push(`description = ${quoted(description)}`);
  if (version !== null) lines.push(`version = ${quoted(version)}`);
  const variants = [...new Set(targets.flatMap(({ variant }) => variant ?? []))];
  if (variants.length > 0 && !targets.some(({ variant }) => variant === null)) lines.push('plain = false');
  if (plan.external) lines.push('sources = external');
  const first = (targets.find(({ variant }) => variant === null) ?? targets[0]!).system;
  if (first.arch !== 'amd64') lines.push(`arch = ${first.arch}`);
  const team = metadata.get(name)?.get('team');
  const sid = metadata.get(name)?.get('sid');
  if (team !== undefined) lines.push(`team = ${quoted(team)}`);
  if (sid !== undefined) lines.push(`sid = ${quoted(sid)}`);
  lines.push(...targetNames(plan));
  const machines = targets.map((target) => ({
    target,
    attributes: new Map(machineOf(target, entryOf(tree, plan, target.source?.as ?? name))),
  }));
  const base = machines.filter(({ target }) => target.variant === null);
  const shared = base.length > 0 ? base : machines.slice(0, 1);
  lines.push(
    ...buildBlock(
      attributesOf(
        shared.map(({ target, attributes }) => ({
          system: target.system.name,
          attributes: withoutInherited(attributes, target, plan, tree),
        })),
      ),
      plan.userData,
    ),
    ...block(
      'publish',
      attributesOf(
        shared.map(({ target: { system, source } }) => ({
          system: system.name,
          attributes: new Map(source?.type === 'openstack' ? openstackOf(source.settings).publish : []),
        })),
      ),
    ),
  );
  const fields = targets.map((target) => ({
    system: target.system.name,
    attributes: new Map(
      [...(metadata.get(target.source?.as ?? name) ?? [])]
        .filter(([key]) => key !== 'team' && key !== 'sid')
        .map(([key, value]) => [/^[A-Za-z_]\w*$/.test(key) ? key : quoted(key), quoted(value)] as const),
    ),
  }));
  lines.push(
    ...block(
      'metadata',
      attributesOf(fields.filter((_, i) => targets[i]!.variant === null || base.length === 0)),
    ),
  );
  for (const { name, version, isPinned } of collections) {
    lines.push('');
    if (!isPinned) lines.push('# The tree does not say which version: try this one, or name another.');
    lines.push(`collection "${name}" { version = "${version}" }`);
  }
  const remarks = plan.remarks.map(remark);
  if (remarks.length > 0) lines.push('', ...remarks);
  lines.push('', ...exceptions.of('image', null), '');
  if (facts !== null) lines.push(`use ${facts}`);
  for (const role of roles) lines.push(...useOf(role, name));
  if (start.length > 0) lines.push(`use ${library.implicitRoles.start} {\n${start.join('\n')}\n}`);
  lines.push(...expectBlock(expectations.image));
  for (const variant of variants) {
    const own = machines.filter(({ target }) => target.variant === variant);
    const all = targets.filter((target) => target.variant === null);
    const differing = own.map(({ target, attributes }) => {
      const plain =
        shared.find((each) => each.target.system.name === target.system.name)?.attributes ??
        new Map<string, string>();
      const changed = new Map([...attributes].filter(([key, value]) => plain.get(key) !== value));
      return { system: target.system.name, attributes: changed };
    });
    const some =
      all.length > 0 && own.length < systems.length
        ? [`os = [${own.map(({ target }) => target.system.name).join(', ')}]`]
        : [];
    lines.push(
      '',
      `variant ${labelText(variant)} {`,
      ...some,
      ...(own[0]!.target.system.arch === first.arch ? [] : [`arch = ${own[0]!.target.system.arch}`]),
      ...buildBlock(attributesOf(differing), null),
      ...exceptions.of('variant', variant),
      ...expectBlock(expectations.ofVariant(variant)),
      ...cloudBlocks(own.map(({ target }) => target)),
      '}',
    );
  }
  lines.push(...exportOf(plan));
  lines.push('}');
  return lines.join('\n');
}

/** What an image in a cloud is called there, and its properties. */
function cloudBlocks(targets: readonly TargetPlan[]): string[] {
  const of = (attributes: (settings: Settings) => readonly (readonly [string, string])[]) =>
    attributesOf(
      targets.map(({ system: { name: system }, source }) => ({
        system,
        attributes: new Map(source?.type === 'openstack' ? attributes(source.settings) : []),
      })),
    );
  return [
    ...block(
      'publish',
      of((settings) => openstackOf(settings).publish),
    ),
    ...block(
      'metadata',
      of((settings) =>
        Object.entries(propertiesOf(settings)).map(([key, value]) => [
          /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key),
          quoted(value),
        ]),
      ),
    ),
  ];
}

/** Attributes that a target would not have from the disk that it is built on. */
function withoutInherited(
  attributes: ReadonlyMap<string, string>,
  target: ImagePlan['targets'][number],
  { base }: ImagePlan,
  tree: Tree,
): ReadonlyMap<string, string> {
  const below = base === null ? undefined : standsOn(target, base);
  if (base === null || below === undefined) return attributes;
  const own = new Map(machineOf(below, entryOf(tree, base, below.source?.as ?? base.name)));
  return new Map(
    [...attributes].filter(([name, value]) => !(INHERITED.has(name) && own.get(name) === value)),
  );
}

const INHERITED: ReadonlySet<string> = new Set(['disk', 'firmware']);

/** The block `build`, with those that stand in it. */
function buildBlock(attributes: readonly string[], userData: string | null): string[] {
  const own = attributes.filter((each) => !each.startsWith(CLOUD));
  const cloud = attributes.flatMap((each) => (each.startsWith(CLOUD) ? [each.slice(CLOUD.length)] : []));
  const raw = cloud.flatMap((each) => (each.startsWith(RAW) ? [each.slice(RAW.length)] : []));
  const inside = cloud.filter((each) => !each.startsWith(RAW));
  return block('build', [
    ...own,
    ...(userData === null ? [] : [`user_data = ${userData}`]),
    ...block('openstack', [...inside, ...block('packer', raw)]),
  ]);
}

const CLOUD = 'openstack.';
const RAW = 'packer.';

function entryOf(tree: Tree, plan: ImagePlan, name: string) {
  return metadataOf(tree, folderOf(plan.place.file), name);
}

/** Names of targets that differ from those that the compiler gives. */
function targetNames({ targets, name }: ImagePlan): string[] {
  const usual = (target: (typeof targets)[number]) =>
    targets.length === 1
      ? name
      : `${name}-${target.system.short}${target.variant === null ? '' : `-${target.variant}`}`;
  const given = targets.map((target) => target.source?.as ?? null);
  if (
    given.some(
      (each, i) => each === null || !/^[a-z][a-z0-9-]*$/.test(each) || targets[i]!.variant !== null,
    ) ||
    new Set(given).size < given.length
  )
    return [];
  if (targets.every((target, i) => given[i] === usual(target)) || targets.length === 1) return [];
  return [
    `name = match os {\n${targets.map(({ system }, i) => `${system.name} => "${given[i]!}"`).join('\n')}\n}`,
  ];
}

/** Title and version, where a tree that was compiled has them. */
function sharedFacts(tree: Tree, { place }: ImagePlan) {
  const file = joinPath(folderOf(place.file), 'playbook/common_roles/variables/defaults/main.yml');
  const { image_title: title, image_version: version } = variablesIn(
    tree.exists(file) ? (tree.yaml(file)?.value ?? null) : null,
  );
  const textOf = (value: Raw | undefined) =>
    typeof value === 'string' && !/\{[{%#]/.test(value) ? value : null;
  return { title: textOf(title), version: textOf(version) };
}

interface Of {
  readonly system: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Attributes that are the same for all, or chosen by system. */
function attributesOf(all: readonly Of[]): string[] {
  const names = [...new Set(all.flatMap(({ attributes }) => [...attributes.keys()]))];
  return names.map((name) => {
    const values = new Set(all.map(({ attributes }) => attributes.get(name)));
    const [value] = values;
    if (values.size === 1) return `${name} = ${value!}`;
    const arms = all
      .filter(({ attributes }) => attributes.has(name))
      .map(({ system, attributes }) => `${system} => ${attributes.get(name)!}`);
    return `${name} = match os {\n${arms.join('\n')}${arms.length < all.length ? '\nelse => unset' : ''}\n}`;
  });
}

const block = (name: string, attributes: readonly string[]): string[] =>
  attributes.length === 0 ? [] : ['', `${name} {`, ...attributes, '}'];

function useOf(role: RoleResult, _image: string): string[] {
  const { grade, name, as, items, reason, from, use } = role;
  if (grade === 'missing')
    return [`# ${placeText(reason!.place)}: \`${from}\` is not imported: ${oneLine(reason!.message)}.`];
  if (name === null) return items.length === 0 ? [] : ['', ...items.map(({ text }) => text)];
  const head = as === null ? `use ${name}` : `use ${name} as ${as}`;
  return use.length === 0 ? [head] : [`${head} {\n${use.join('\n')}\n}`];
}

const expectBlock = (items: readonly Written[]): string[] =>
  block(
    'expect',
    items.map(({ text }) => text),
  );

/** The declaration of a role. */
export function roleText(role: RoleResult, expectations: Expectations): string {
  const { grade, name, doc, items, head, start, reason, from } = role;
  const comment =
    grade === 'language'
      ? doc
      : `${doc ?? `Run ${from}`}${/[.!?]$/.test(doc ?? '') ? '' : '.'} It is taken as it is: ${placeText(reason!.place)}: ${reason!.message}.`;
  const top =
    comment === null
      ? ''
      : `${comment
          .split('\n')
          .map((line) => `# ${line}`)
          .join('\n')}\n`;
  const started = [
    ...start.map(({ text }) => text),
    expectBlock(expectations.ofRole(from, 'start')).join('\n'),
  ].filter((text) => text !== '');
  const body = [
    ...head,
    ...items.map(({ text }) => text),
    expectBlock(expectations.ofRole(from, 'provision')).join('\n'),
    ...(started.length > 0 ? [`start {\n${started.join('\n\n')}\n}`] : []),
  ].filter((text) => text !== '');
  return `${top}role ${name!} {\n${body.join('\n\n')}\n}`;
}

/** `export { }` from the post-processors. */
function exportOf({ postProcessors }: ImagePlan): string[] {
  const lines: string[] = [];
  const sums = postProcessors
    .filter(({ type }) => type === 'checksum')
    .flatMap(({ settings }) =>
      Array.isArray(settings.checksum_types) ? (settings.checksum_types as readonly string[]) : ['md5'],
    );
  const known = [...new Set(sums)].filter((each) => /^(md5|sha1|sha256|sha512)$/.test(each));
  if (known.length > 0 && known.join() !== 'sha256') lines.push(`checksum = [${known.join(', ')}]`);
  if (postProcessors.some(({ type }) => type === 'compress')) lines.push('compress = true');
  if (postProcessors.some(({ type }) => type === 'manifest')) lines.push('manifest = true');
  return block('export', lines);
}
