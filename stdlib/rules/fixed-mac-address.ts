import { rule } from '../../compiler/sdk/rule.ts';
import { textsOf } from './shared/texts.ts';

const PLACES =
  /^\/etc\/(netplan|network|systemd\/network|NetworkManager|sysconfig\/network-scripts|udev\/rules\.d|cloud)\//;

export default rule({
  id: 'fixed-mac-address',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'No network configuration names a MAC address.',
  message: '`{path}` holds for the network card {mac} only.',
  help: 'Match by name or driver, or leave the network to cloud-init.',
  why: 'Every machine has a network card with an address of its own. What is written for the one of the build machine leaves all others without a network.',
  sources: ['no-fixed-mac-addresses', 'network-of-the-platform'],
  *check(context) {
    for (const { at, path, text, span } of textsOf(context)) {
      if (!PLACES.test(path)) continue;
      const [mac] = /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/i.exec(text) ?? [];
      // Nothing but zeros or ones is no card’s address.
      if (mac !== undefined && !/^(00.){5}00$|^(ff.){5}ff$/i.test(mac))
        yield { at, span, params: { path, mac } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/systemd/network/10-lan.link" {\n    content = «"[Match]\\nMACAddress=52:54:00:12:34:56\\n\\n[Link]\\nName=lan0\\n"»\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/systemd/network/10-lan.link" { content = "[Match]\\nDriver=virtio_net\\n\\n[Link]\\nName=lan0\\n" }\n}\n',
});
