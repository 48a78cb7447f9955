import type { Image, Os } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { type Body, type Expression, hclString, list, object } from '../text/hcl.ts';

const kibi = 1024;
const mebi = kibi * kibi;

/** `50G`, or `512M` where it is no whole number of GiB. Bytes below a MiB count as one. */
export function sizeText(bytes: number): string {
  const mebibytes = Math.ceil(bytes / mebi);
  return mebibytes % kibi === 0 ? `${mebibytes / kibi}G` : `${mebibytes}M`;
}

export const megabytes = (bytes: number): number => Math.ceil(bytes / mebi);

/** `2h`, `30m`, `90s`, as Go reads durations. */
export function durationText(seconds: number): string {
  if (seconds !== 0 && seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds !== 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** The systems of an image, one for each Packer source that its targets use. */
export function systems(image: Image): Os[] {
  const found = new Map<string, Os>();
  for (const { os } of image.targets) if (!found.has(os.source)) found.set(os.source, os);
  return [...found.values()];
}

/** The beginning of the names of a system's variables: `ubuntu_24`. */
export function variablePrefix(os: Pick<Os, 'source'>): string {
  const name = os.source.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** `"${var.output_directory}/xaas-nginx/…"`. */
export function outputPath(...parts: readonly string[]): string {
  return `"\${var.output_directory}/${parts.join('/')}"`;
}

/** Text as it stands inside a quoted string. */
export const quotedPart = (text: string): string => hclString(text).slice(1, -1);

/** A raw setting. Text stays text for HCL; what Packer itself makes of `{{ }}` is the author's. */
export function rawExpression(value: Value): Expression {
  switch (value.type) {
    case 'string':
    case 'jinja':
    case 'mode':
      return hclString(value.value);
    case 'int':
    case 'bool':
      return String(value.value);
    case 'size':
      return hclString(sizeText(value.value));
    case 'duration':
      return hclString(durationText(value.value));
    case 'list':
      return list(value.items.map(rawExpression));
    case 'map':
      return object([...value.entries].map(([key, item]) => [key, rawExpression(item)] as const));
    case 'file':
    case 'record':
      return hclString(value.name);
    case 'unset':
    case 'bad':
      return 'null';
  }
}

export interface Setting {
  readonly name: string;
  readonly value: Expression;
  readonly origin: Span | null;
}

/**
 * Our settings with the author's raw ones laid over them: a list in `extended` is added to ours, anything else takes
 * the place of ours, and what we do not set follows.
 */
export function withRaw(
  settings: readonly Setting[],
  raw: ReadonlyMap<string, Value>,
  extended: readonly string[],
): Setting[] {
  const out = settings.map((setting): Setting => {
    const value = raw.get(setting.name);
    if (value === undefined) return setting;
    const written = rawExpression(value);
    const ours = setting.value;
    const joined =
      extended.includes(setting.name) && isList(ours) && isList(written)
        ? list([...ours.list, ...written.list])
        : written;
    return { name: setting.name, value: joined, origin: value.origin ?? setting.origin };
  });
  const known = new Set(settings.map(({ name }) => name));
  for (const [name, value] of raw) {
    if (!known.has(name)) out.push({ name, value: rawExpression(value), origin: value.origin });
  }
  return out;
}

/** Blocks that stand in a block. */
interface Blocks {
  readonly [name: string]: Blocks;
}

/** What Packer's builders have as blocks, in which a map of an author's goes. */
const BLOCKS: Blocks = { qemu_img_args: {}, source_image_filter: { filters: {} } };

export function addAll(body: Body, settings: readonly Setting[], blocks: Blocks = BLOCKS): void {
  for (const { name, value, origin } of settings) {
    const inner = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (inner !== undefined && typeof value !== 'string' && 'object' in value) {
      const entries = value.object.map(([key, item]) => ({ name: key, value: item, origin }));
      addAll(body.block(name, [], origin), entries, inner);
    } else body.attribute(name, value, origin);
  }
}

/** Settings that one place in the source causes. */
export function all(origin: Span, settings: Readonly<Record<string, Expression>>): Setting[] {
  return Object.entries(settings).map(([name, value]) => ({ name, value, origin }));
}

function isList(value: Expression): value is Extract<Expression, { list: unknown }> {
  return typeof value !== 'string' && 'list' in value;
}
