import type { Architecture } from '../../compiler/model/hardware.ts';
import type { BuilderName } from '../../compiler/model/builder-names.ts';
import type { ToolName } from './tools.ts';
import type { TreeImage } from '../../emit/tree/manifest-image.ts';

/** What the machine needs that runs a build with one of Packer's builders. */
export interface BuilderNeeds {
  /** Programs besides Packer, Ansible, ssh and QEMU itself, which depends on the processor. */
  readonly tools: readonly ToolName[];
  /** Whether the build boots a machine here, with KVM or emulated. */
  readonly boots: boolean;
}

export const builderNeeds: Readonly<Record<BuilderName, BuilderNeeds>> = {
  qemu: { tools: ['qemuImg', 'seedCd'], boots: true },
  openstack: { tools: [], boots: false },
};

/** The QEMU that runs machines of these targets. */
export const qemuFor = (
  targets: readonly { readonly machine: { readonly arch: Architecture } }[],
): ToolName[] => [
  ...new Set(targets.map(({ machine: { arch } }) => (arch === 'arm64' ? 'qemuArm' : 'qemu'))),
];

/** The builders of images, each once. */
export const buildersOf = (images: readonly TreeImage[]): BuilderName[] => [
  ...new Set(images.flatMap(({ targets }) => targets.map(({ builder }) => builder))),
];

/** Whether builds of these targets of an image need the key and the seed that a script of its tree makes. */
export const needsSeed = (
  { sources }: Pick<TreeImage, 'sources'>,
  targets: readonly { readonly builder: BuilderName }[],
): boolean => sources === 'own' && targets.some(({ builder }) => builderNeeds[builder].boots);
