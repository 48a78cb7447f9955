import type { Written } from '../evaluate/attributes.ts';
import type { Span } from '../../grammar/span.ts';
import type { Target } from '../model/ir.ts';
import { textOf } from '../model/text.ts';
import type { Value } from '../model/value.ts';

/** What Glance keeps of every image itself, so that no property can have its name; and what sets it, where something does. */
const GLANCE: Readonly<Record<string, string>> = {
  name: 'Set it with `publish { name = "…" }`.',
  visibility: 'Set it with `publish { visibility = … }`.',
  protected: 'Set it with `publish { protected = true }`.',
  tags: 'Set them with `publish { tags = ["…"] }`.',
  disk_format: 'Set it with `publish { format = … }`.',
  os_hidden: 'Hide old versions with `publish { old_versions = hide }`.',
  ...Object.fromEntries(
    [
      'id status checksum os_hash_algo os_hash_value owner size virtual_size container_format',
      'created_at updated_at direct_url min_ram min_disk self file schema locations stores',
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
};

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
  const tags = written.get('tags')?.value;
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
    tags: tags?.type === 'list' ? tags.items.map((item) => textOf(item) ?? '') : [],
    properties: new Map(
      properties?.type === 'map'
        ? [...properties.entries].map(([key, value]) => [
            key,
            { value: textOf(value) ?? '', origin: value.origin ?? properties.origin ?? origin },
          ])
        : [],
    ),
  };
}
