import { installedPackages } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'cloud-init-done',
  topic: 'requirements',
  title: 'Cloud-init finishes its first boot without an error.',
  why: 'Cloud-init puts keys, network and the user’s data on every new machine. Whether it gets through its stages on this image is only to be seen when the image boots.',
  sources: ['cloud-init', 'network-of-the-platform', 'first-boot'],
  *verify() {
    yield {
      title: 'Cloud-init is done without an error',
      look: 'cloud-init status --long --wait',
      // 2 is for warnings, which 23.4 and later tell apart from errors.
      that: ['seen.rc in [0, 2]', "'status: done' in seen.stdout"],
      found: '{{ (seen.stdout ~ seen.stderr) | trim }}',
    };
  },
  *evidence(context) {
    yield* installedPackages(context, 'cloud-init');
  },
});
