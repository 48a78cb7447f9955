import { bootRule } from '../rule.ts';

export default bootRule({
  id: 'systemd-is-init',
  topic: 'requirements',
  title: 'Systemd is the init system.',
  why: 'The platform’s agent and every service of the image are units of systemd.',
  source: 'Description, “Required Software Packages” and “Image Validation Checklist”',
  *verify() {
    yield {
      title: 'Systemd is init',
      look: 'cat /proc/1/comm',
      that: ["seen.stdout | trim == 'systemd'"],
      found: 'process 1 is {{ seen.stdout | trim }}',
    };
  },
});
