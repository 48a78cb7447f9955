import type { Written } from '../evaluate/attributes.ts';
import type { Span } from '../../grammar/span.ts';
import type { Target } from '../model/ir.ts';
import { formatSize, textOf } from '../model/text.ts';
import { string } from '../model/value.ts';
import type { Value } from '../model/value.ts';

/** What Glance keeps of every image itself, so that no property can have its name; and what sets it, where something does. */
const GLANCE: Readonly<Record<string, string>> = {
  name: 'Set it with `publish { name = "…" }`.',
  visibility: 'Set it with `publish { visibility = … }`.',
  protected: 'Set it with `publish { protected = true }`.',
  tags: 'Set them with `publish { tags = ["…"] }`.',
  min_disk: 'Set it with `publish { min_disk = … }`.',
  min_ram: 'Set it with `publish { min_ram = … }`.',
  disk_format: 'Set it with `publish { format = … }`.',
  os_hidden: 'Hide old versions with `publish { old_versions = hide }`.',
  ...Object.fromEntries(
    [
      'id status checksum os_hash_algo os_hash_value owner size virtual_size container_format',
      'created_at updated_at direct_url self file schema locations stores',
    ]
      .flatMap((line) => line.split(' '))
      .map((name) => [name, 'Leave it out.']),
  ),
};

/** Why a property cannot have a name, and what to do; null when it can. */
export function propertyProblem(name: string): { reason: string; remedy: string } | null {
  if (Object.hasOwn(GLANCE, name)) {
    return { reason: 'Glance keeps that of every image itself', remedy: GLANCE[name]! };
  }
  if (name.startsWith('vkc_')) {
    const remedy = 'Choose another name.';
    return { reason: '`vkc publish` finds its images by those that begin with `vkc_`', remedy };
  }
  if (!/^[A-Za-z0-9_.:-]{1,255}$/.test(name)) {
    const remedy = 'Use letters, digits, `_`, `-`, `.` and `:`.';
    return { reason: 'Glance and its client do not take every sign', remedy };
  }
  return null;
}

/** What a value has to be where Glance refuses others; null when it is. */
export const PUBLISH_LIMITS: Readonly<Record<string, (value: Value) => string | null>> = {
  name: (value) =>
    value.type === 'string' && !/^\P{Cc}{1,255}$/u.test(value.value)
      ? 'one line of 1 to 255 characters'
      : null,
  tags: (value) =>
    value.type === 'list' && !value.items.every((item) => /^[^\p{Cc},]{1,255}$/u.test(textOf(item) ?? ''))
      ? 'a list of words of 1 to 255 characters, without commas'
      : null,
  members: (value) =>
    value.type === 'list' && !value.items.every((item) => /^[\w-]{1,255}$/.test(textOf(item) ?? ''))
      ? 'a list of project IDs, as `openstack project list` prints them'
      : null,
};

/** What does not fit together in the blocks `publish` of a target. `disk` is the size of the image's disk in bytes. */
export function* publishProblems(
  written: ReadonlyMap<string, Written>,
  disk: number,
): Generator<{ span: Span; what: string; rule: string }> {
  const members = written.get('members');
  const visibility = textOf(written.get('visibility')?.value ?? string('private', null));
  if (members?.value.type === 'list' && members.value.items.length > 0 && visibility !== 'shared')
    yield { span: members.origin, what: '`members`', rule: 'left out unless `visibility = shared`' };
  const smallest = written.get('min_disk');
  if (smallest?.value.type === 'size' && smallest.value.value < disk)
    yield {
      span: smallest.origin,
      what: '`min_disk`',
      rule: `at least ${formatSize(disk)}, the size of the disk`,
    };
}

interface PublishInput {
  readonly target: string;
  /** Of the image; null when it has none. */
  readonly version: string | null;
  readonly written: ReadonlyMap<string, Written>;
  /** What caused the target. */
  readonly origin: Span;
}

/** How a target becomes an image in the cloud. */
export function publishOf({ target, version, written, origin }: PublishInput): Target['publish'] {
  const text = (name: string) => {
    const found = written.get(name);
    return found === undefined ? null : textOf(found.value);
  };
  const flag = written.get('protected')?.value;
  const texts = (name: string) => {
    const value = written.get(name)?.value;
    return value?.type === 'list' ? value.items.map((item) => textOf(item) ?? '') : [];
  };
  const size = (name: string) => {
    const value = written.get(name)?.value;
    return value?.type === 'size' ? value.value : null;
  };
  const store = written.get('store');
  const properties = written.get('properties')?.value;
  const name = written.get('name');
  return {
    name: {
      value: text('name') ?? [target, ...(version === null ? [] : [version])].join('-'),
      origin: name?.origin ?? origin,
    },
    visibility: (text('visibility') ?? 'private') as Target['publish']['visibility'],
    protected: flag?.type === 'bool' && flag.value,
    old_versions: text('old_versions') === 'hide' ? 'hide' : 'keep',
    format: text('format') === 'qcow2' ? 'qcow2' : 'raw',
    tags: texts('tags'),
    members: texts('members'),
    min_disk: size('min_disk'),
    min_ram: size('min_ram'),
    properties: new Map([
      ...(text('store') === 'none'
        ? []
        : [['store', { value: text('store') ?? 's3', origin: store?.origin ?? origin }] as const]),
      ...(properties?.type === 'map'
        ? [...properties.entries].map(
            ([key, value]) =>
              [
                key,
                { value: textOf(value) ?? '', origin: value.origin ?? properties.origin ?? origin },
              ] as const,
          )
        : []),
    ]),
  };
}
