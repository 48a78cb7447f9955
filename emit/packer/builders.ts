import { BUILDER_NAMES, type BuilderName } from '../../compiler/model/builder-names.ts';
import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Builder } from './builder.ts';
import { openstack } from './builders/openstack.ts';
import { qemu } from './builders/qemu.ts';

/** How each builder's sources are written. */
const builders: Readonly<Record<BuilderName, Builder>> = { qemu, openstack };

export const builderOf = ({ build }: Target): Builder => builders[build.builder.value];

/** The builders of an image, each with the image as if it had no other targets. */
export function usedBuilders<I extends Image>(
  image: I,
): { readonly name: BuilderName; readonly builder: Builder; readonly image: I }[] {
  return BUILDER_NAMES.flatMap((name) => {
    const targets = image.targets.filter(({ build }) => build.builder.value === name);
    return targets.length === 0 ? [] : [{ name, builder: builders[name], image: { ...image, targets } }];
  });
}
