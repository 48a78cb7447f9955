import type { Builder } from './builder.ts';

/** A virtual machine on the machine that runs Packer. */
export const qemu: Builder = {
  title: 'QEMU',
  doc: 'A virtual machine on the machine that runs Packer, on a disk that the build leaves as a file.',
  block: null,
  refuses: () => undefined,
  refusedExport: {},
  problems: () => [],
};
