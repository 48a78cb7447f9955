import { bootRule } from '../rule.ts';

export default bootRule({
  id: 'virtio-drivers',
  topic: 'requirements',
  title: 'The virtio drivers are there.',
  why: 'Disk, network and shared folders of the platform’s machines are virtio devices.',
  source: 'Description, “Required Software Packages” and “Image Validation Checklist”',
  *verify({ target }) {
    yield {
      title: 'The drivers virtio_net and virtio_blk are loaded',
      look: 'for name in virtio_net virtio_blk; do test -d /sys/bus/virtio/drivers/$name || echo $name; done',
      that: ["seen.stdout | trim == ''"],
      found: "not there: {{ seen.stdout_lines | join(', ') }}",
    };
    // The kernel of CentOS 7 is older than virtiofs.
    if (target.os.distro === 'centos' && target.os.version === '7') return;
    yield {
      id: 'virtiofs',
      title: 'The driver virtiofs is there',
      look: 'grep --quiet virtiofs /proc/filesystems || modprobe --dry-run --quiet virtiofs',
      that: ['seen.rc == 0'],
      found: 'this kernel has no virtiofs',
    };
  },
});
