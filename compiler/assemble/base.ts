import type { Written } from '../evaluate/attributes.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Span } from '../../grammar/span.ts';
import { BUILD_DEFAULTS } from '../language/blocks.ts';
import type { Base, Image, RuntimeVariable, Target } from '../model/ir.ts';
import { formatSize } from '../model/text.ts';
import { string } from '../model/value.ts';

/** The image that another one is built on, and where that names it. */
export interface NamedBase {
  readonly image: Image;
  readonly span: Span;
}

interface Upper {
  readonly base: NamedBase | null;
  readonly named: { readonly os: Target['os']; readonly span: Span };
  readonly variant: { readonly name: string; readonly span: Span } | null;
}

/** The target of the base that a target is built on; null if there is none, which is reported. */
export function baseOfTarget({ base, named, variant }: Upper, context: EvalContext): Target | null {
  if (base === null) return null;
  const { image } = base;
  const wanted = variant?.name ?? null;
  const all = image.targets.filter(({ os }) => os.name === named.os.name);
  const found =
    all.find((target) => target.variant === wanted) ?? all.find((target) => target.variant === null);
  const report = (span: Span, problem: string, help: string) =>
    context.report('VK0521', span, { name: image.name, problem, help });
  if (all.length === 0) {
    const known = [...new Set(image.targets.map(({ os }) => os.name))].join(', ');
    report(
      named.span,
      `is not built for ${named.os.name}`,
      `Add \`${named.os.name}\` to its \`os\`, or leave it out here. It is built for: ${known}.`,
    );
    return null;
  }
  if (found === undefined) {
    const known = all.map((target) => target.variant).join(', ');
    report(
      variant?.span ?? named.span,
      `has no target on ${named.os.name} without a variant`,
      `Give this image a variant of the same name (${known}), or leave \`plain = false\` out there.`,
    );
    return null;
  }
  if (found.os.arch === named.os.arch) return found;
  report(
    base.span,
    `is built for ${found.os.arch} on ${named.os.name}, and this target for ${named.os.arch}`,
    `Write \`arch = ${found.os.arch}\` here, or a variant of the same name in both.`,
  );
  return null;
}

/** Takes over from the base what cannot be otherwise: its disk, unless a larger one is asked for, and its firmware. */
export function givenByBase(written: Map<string, Written>, target: Target, origin: Span): void {
  const { disk, firmware } = target.build;
  if (!written.has('disk') && disk.value !== BUILD_DEFAULTS.disk)
    written.set('disk', { value: { type: 'size', value: disk.value, origin }, origin });
  if (!written.has('firmware') && firmware.value !== BUILD_DEFAULTS.firmware)
    written.set('firmware', { value: string(firmware.value, origin), origin });
}

/** What does not go together in a target and the one that it is built on. */
export function reportBase(
  { image, span }: NamedBase,
  target: Target,
  build: Target['build'],
  sources: Image['sources'],
  context: EvalContext,
): void {
  const report = (at: Span, problem: string, help: string) =>
    context.report('VK0521', at, { name: image.name, problem, help });
  const { disk, firmware } = target.build;
  if (image.sources === 'external' || sources === 'external')
    report(
      span,
      `and this image need sources of their own`,
      'Leave `sources = external` out: with it, the pipeline decides what a build starts from.',
    );
  else if (build.builder.value !== 'qemu' || target.build.builder.value !== 'qemu')
    report(
      build.builder.value === 'qemu' ? span : build.builder.origin,
      'has no disk that this target could be built on: one of them is built in a cloud',
      'Build both with QEMU. An instance starts from an image in the cloud: `openstack { source_image_name = "…" }`.',
    );
  else if (build.disk.value < disk.value)
    report(
      build.disk.origin,
      `has a disk of ${formatSize(disk.value)}, and this one is smaller`,
      `Write at least \`disk = ${formatSize(disk.value)}\`, or leave \`disk\` out.`,
    );
  else if (build.firmware.value !== firmware.value)
    report(
      build.firmware.origin,
      `was installed for the firmware \`${firmware.value}\``,
      'Leave `firmware` out here, or write the same one in both images.',
    );
}

/** What a target is built on, as the IR has it, and what of the start phase it has from there. */
export interface Inherited {
  readonly base: Base | null;
  readonly start: Target['start'];
  readonly verifyStart: Target['verify_start'];
  readonly runtime: readonly RuntimeVariable[];
}

/** A role that the image runs itself takes the place of the one in the base. */
export function inherited(
  named: NamedBase | null,
  target: Target | null,
  own: Pick<Target, 'start' | 'verify_start'> & { readonly runtime: readonly RuntimeVariable[] },
): Inherited {
  if (named === null || target === null) return { base: null, start: [], verifyStart: [], runtime: [] };
  const { image, span: origin } = named;
  const isOwn = new Set(own.start.map(({ name }) => name));
  const start = target.start.filter(({ name }) => !isOwn.has(name));
  const folders = new Set(start.map(({ name }) => name.replace(/_start$/, '')));
  const ids = new Set(own.verify_start.flatMap(({ checks }) => checks.map(({ id }) => id)));
  const given = new Set(own.runtime.map(({ name }) => name));
  return {
    base: {
      image: image.name,
      target: target.name,
      format: image.export.format,
      below: target.base === null ? [] : [target.base.image, ...target.base.below],
      provision: [...(target.base?.provision ?? []), ...target.provision],
      start: start.map(({ name }) => name),
      origin,
    },
    start,
    verifyStart: target.verify_start
      .filter(({ role }) => role !== null && folders.has(role))
      .map((group) => ({
        ...group,
        checks: group.checks.map((each) => (ids.has(each.id) ? { ...each, id: `${each.id}-base` } : each)),
      })),
    runtime: start.length === 0 ? [] : image.runtime.filter(({ name }) => !given.has(name)),
  };
}
