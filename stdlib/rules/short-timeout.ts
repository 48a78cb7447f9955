import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'short-timeout',
  topic: 'build',
  severity: 'warning',
  title: 'Packer waits long enough for a machine to boot.',
  message: 'Packer waits {time} for SSH, and a cloud image can take longer to boot.',
  help: 'Leave `timeout` out, for 15m, or write `timeout = 5m` at least.',
  why: 'The first boot makes host keys and runs cloud-init; without KVM it takes minutes. Packer gives up with `timeout waiting for SSH`.',
  sources: ['ssh-never-answers', 'the-build-hangs'],
  *check({ target: { build } }) {
    const { timeout } = build;
    if (timeout !== null && timeout.value < 180)
      yield { span: timeout.origin, params: { time: `${timeout.value}s` } };
  },
  wrong: 'image a {\n  os = [debian12]\n  build { timeout = «30s» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  build { timeout = 10m }\n  package jq\n}\n',
});
