import type { Image, Os, Target } from '../../../compiler/model/ir.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { type Expression, hclString, list, object, packerText } from '../../text/hcl.ts';
import { type Builder, instead, outputDirectory, type Sources, type Variable } from '../builder.ts';
import { all, durationText, rawExpression, type Setting } from '../settings.ts';

const GIB = 1024 ** 3;

/** An instance in a cloud, which becomes an image there. Packer's manifest has the ID of the image. */
export const openstack: Builder = {
  plugin: '~> 1.1',
  leavesDisk: false,
  artifact: (_, { name }) => `${name}/manifest.json`,
  variables,
  sources,
};

function variables(image: Image): Variable[] {
  const given = image.targets.find(({ build }) => build.settings.has('flavor'));
  const flavor: Variable = {
    name: 'flavor',
    type: 'string',
    default: 'null',
    description: `Name or ID of the flavor of the instance, ${instead(image)}.`,
    origin: given?.origin ?? image.origin,
  };
  return [...(given === undefined ? [] : [flavor]), outputDirectory(image)];
}

/** What all targets of a system say alike stands in its source, the rest with the target. */
function sources(image: Image): Sources {
  const shared = (os: Os): Setting[] => {
    const [first, ...others] = image.targets
      .filter((target) => target.os.source === os.source)
      .map((target) => settingsOf(image, target));
    const alike = (setting: Setting) => others.every((each) => each.some((other) => same(setting, other)));
    return first!.filter(alike);
  };
  return {
    locals: [],
    ofSource: shared,
    ofTarget: (target) => {
      const own = ofImage(target);
      if (image.sources === 'external') return [...own, ...asked(target)];
      const open = shared(target.os);
      return [
        ...own,
        ...settingsOf(image, target).filter((each) => !open.some((other) => same(each, other))),
      ];
    },
  };
}

const same = (a: Setting, b: Setting): boolean =>
  a.name === b.name && JSON.stringify(a.value) === JSON.stringify(b.value);

/** The finished image. Packer leaves it private; `vkc publish` shows it to others once it was verified. */
function ofImage(target: Target): Setting[] {
  const { build, publish, metadata, origin } = target;
  const { min_disk: least, tags } = publish;
  const size = least ?? (build.disk.given ? build.disk.value : null);
  const properties = [...metadata].map(([key, { value }]) => [key, hclString(packerText(value))] as const);
  return [
    { name: 'image_name', value: hclString(packerText(publish.name.value)), origin: publish.name.origin },
    ...(size === null ? [] : all(build.disk.origin, { image_min_disk: String(Math.ceil(size / GIB)) })),
    ...(tags.length === 0
      ? []
      : all(publish.name.origin, { image_tags: list(tags.map((tag) => hclString(packerText(tag)))) })),
    ...all(origin, { metadata: object(properties) }),
  ];
}

/** Settings of the instance: what the author says, and what follows from the rest of the image. */
function settingsOf(image: Image, target: Target): Setting[] {
  const { os, build, publish, origin } = target;
  const volume = build.settings.get('use_blockstorage_volume');
  const onVolume = volume?.type === 'bool' && volume.value;
  const user = image.user_data;
  const own = [
    ...(onVolume && build.disk.given
      ? all(build.disk.origin, { volume_size: String(Math.ceil(build.disk.value / GIB)) })
      : []),
    ...(onVolume ? all(volume.origin!, { image_disk_format: hclString(publish.format) }) : []),
    ...(user === null ? [] : all(user.origin, { user_data_file: '"user-data"' })),
    ...all(origin, { ssh_username: hclString(packerText(os.user)) }),
    ...all(build.timeout.origin, { ssh_timeout: hclString(durationText(build.timeout.value)) }),
  ];
  const said = asked(target);
  const settings = [...said, ...own.filter(({ name }) => !said.some((each) => each.name === name))];
  return [...settings.filter((each) => !isBlock(each)), ...settings.filter(isBlock)];
}

/** The filter is a block, which stands behind the attributes. */
const isBlock = ({ name }: Setting): boolean => name === 'source_image_filter';

/** What the author says in the block of the builder, and as raw settings. */
function asked({ build: { settings, packer } }: Target): Setting[] {
  return [...settings, ...packer].map(([name, value]) => ({
    name,
    value: expressionOf(name, value),
    origin: value.origin,
  }));
}

/** The fields of the filter that are not in its own block. */
const OF_FILTER: ReadonlySet<string> = new Set(['most_recent']);

function expressionOf(name: string, value: Value): Expression {
  if (name === 'flavor') return `coalesce(var.flavor, ${textual(value) as string})`;
  if (name !== 'source_image_filter' || value.type !== 'map' || value.entries.has('filters'))
    return textual(value);
  const fields = [...value.entries].filter(([, field]) => field.type !== 'unset');
  const filters = fields
    .filter(([key]) => !OF_FILTER.has(key))
    .map(([key, field]) => [key, textual(field)] as const);
  const others = fields
    .filter(([key]) => OF_FILTER.has(key))
    .map(([key, field]) => [key, textual(field)] as const);
  return object([['filters', object(filters)], ...others]);
}

/** Text is text for Packer too, which would fill in what it takes for a template. */
function textual(value: Value): Expression {
  if (value.type === 'string') return hclString(packerText(value.value));
  if (value.type === 'list') return list(value.items.map(textual));
  if (value.type === 'map')
    return object([...value.entries].map(([key, item]) => [key, textual(item)] as const));
  return rawExpression(value);
}
