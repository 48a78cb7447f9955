import { bootRule } from '../rule.ts';
import { bool, string } from '../value.ts';

export default bootRule({
  id: 'cloud-init-done',
  topic: 'requirements',
  title: 'Cloud-init finishes its first boot without an error.',
  why: 'Cloud-init puts keys, network and the user’s data on every new machine. Whether it gets through its stages on this image is only to be seen when the image boots.',
  source: 'Description, “Required Software Packages” and “Image Validation Checklist”',
  *verify({ target }) {
    yield {
      title: 'Cloud-init is done',
      origin: target.origin,
      tasks: [
        {
          title: 'Wait until cloud-init is done',
          module: 'ansible.builtin.command',
          args: { cmd: string('cloud-init status --wait', null) },
          keywords: {
            register: string('cloud_init_status', null),
            changed_when: bool(false, null),
            // 2 is for warnings, which 23.4 and later tell apart from errors.
            failed_when: string('cloud_init_status.rc not in [0, 2]', null),
          },
        },
      ],
    };
  },
});
