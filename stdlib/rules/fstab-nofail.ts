import { rule } from '../../compiler/sdk/rule.ts';
import line from '../resources/line.ts';
import mount from '../resources/mount.ts';
import { textsIn } from '../../compiler/model/value.ts';

/** What is mounted without a device of the machine. */
const NO_DEVICE = /^(?:tmpfs|proc|sysfs|devpts|overlay|none|bind|swap)$/;
/** Options with which a boot goes on. */
const GOES_ON = /(?:^|,)(?:nofail|noauto|bind|x-systemd\.automount)(?:,|$)/;
const DEVICE = /^(?:\/dev\/(?!root\b)|(?:PART)?(?:UUID|LABEL)=)/;

export default rule({
  id: 'fstab-nofail',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'A machine boots without the disks that the image would mount.',
  message: '`{path}` is mounted from `{device}`, and a machine without it does not boot.',
  help: 'Add `nofail` to the options.',
  why: 'An image is started on machines with other disks than the one that it was built on. systemd waits for a device in `/etc/fstab` and then stops at a prompt for the password of root, where nobody can log in.',
  sources: ['services-after-a-reboot'],
  *check({ resources }) {
    for (const at of resources(line)) {
      if (at.resource.label !== '/etc/fstab') continue;
      const { line: text, state } = at.attributes;
      if (text === undefined || state?.value === 'absent') continue;
      const [device = '', path = '', type = '', options = ''] = text.value.trim().split(/\s+/);
      if (!DEVICE.test(device) || path === '/' || path.startsWith('/boot') || NO_DEVICE.test(type)) continue;
      if (!GOES_ON.test(options)) yield { at, span: text.origin, params: { path, device } };
    }
    for (const at of resources(mount)) {
      const { source, fstype, options } = at.attributes;
      const given = textsIn(options).map(({ value }) => value);
      if (options === undefined || GOES_ON.test(given.join(',')) || !DEVICE.test(source.value)) continue;
      if (fstype !== undefined && NO_DEVICE.test(fstype.value)) continue;
      yield { at, span: options.origin, params: { path: at.resource.label, device: source.value } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  line "/etc/fstab" { line = «"/dev/vdb /srv/data ext4 defaults 0 2"» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  mount "/srv/data" { source = "/dev/vdb"  fstype = "ext4" }\n}\n',
});
