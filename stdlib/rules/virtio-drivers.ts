import { writtenFiles } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { textsOf } from './shared/texts.ts';

export default rule({
  id: 'virtio-drivers',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'Nothing keeps the VirtIO drivers from being loaded.',
  message: '`{path}` keeps the driver `{driver}` from being loaded.',
  help: 'Leave the drivers virtio_net, virtio_blk, virtio_scsi and virtiofs out of it.',
  why: 'Disk and network of a machine on the platform are VirtIO devices. Hardening guides turn drivers off that they take for unused, this one among them.',
  sources: ['virtio-drivers', 'kvm'],
  *check(context) {
    for (const { at, path, text, span } of textsOf(context)) {
      if (!path.startsWith('/etc/modprobe.d/')) continue;
      const [, driver] =
        /^\s*(?:blacklist|install)\s+(virtio(?:[_-](?:net|blk|pci|scsi)|fs)?)\b(?!\s+\/sbin\/modprobe)/m.exec(
          text,
        ) ?? [];
      if (driver !== undefined) yield { at, span, params: { path, driver } };
    }
  },
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
  *evidence(context) {
    yield* writtenFiles(context, ({ text }) => text.includes('virtio_blk'));
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/modprobe.d/hardening.conf" { content = «"install virtiofs /bin/false\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/modprobe.d/hardening.conf" { content = "install cramfs /bin/false\\n" }\n}\n',
});
