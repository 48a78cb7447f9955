import type { BuilderName } from '../model/builder-names.ts';
import type { Builder } from './builders/builder.ts';
import { openstack } from './builders/openstack.ts';
import { qemu } from './builders/qemu.ts';

/** What Packer builds images with. Another one is a file in `builders`, and a name in `compiler/model/builder-names.ts`. */
export const builders: Readonly<Record<BuilderName, Builder>> = { qemu, openstack };
