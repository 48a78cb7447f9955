import { builders } from '../../../compiler/language/builders.ts';
import { fieldNames } from '../../../compiler/model/schema.ts';

const own = fieldNames(builders.openstack.block!.schema).map(
  (name) => [name, `Write it straight into \`openstack\`: \`openstack { ${name} = … }\`.`] as const,
);
const floating = 'Leave it out: it is of older clouds. Write `openstack { floating_ip_network = "…" }`.';

/** Raw settings of the builder for OpenStack that vkc decides, or has words of its own for, and where they are decided. */
export const TAKEN_IN_OPENSTACK: Readonly<Record<string, string>> = {
  ...Object.fromEntries(own),
  communicator: 'Leave it out: Ansible needs `ssh`.',
  ssh_wait_timeout: 'Write `build { timeout = 30m }`.',
  skip_create_image: 'Leave it out: nothing would be left of the build.',
  image_auto_accept_members:
    'Leave it out: `vkc publish` shares the image once it was verified, and its members accept it.',
  floating_ip_pool: floating,
  use_floating_ip: floating,
};
