/** What Packer builds images with, by the names of its builders. The first is taken where the author says nothing. */
export const BUILDER_NAMES = ['qemu', 'openstack'] as const;
export type BuilderName = (typeof BUILDER_NAMES)[number];
