import { rule } from '../../compiler/sdk/rule.ts';
import { cloudConfigs } from './shared/cloud-config.ts';
import { kernelWords } from './shared/kernel-line.ts';

export default rule({
  id: 'cloud-init-network',
  topic: 'requirements',
  severity: 'warning',
  eachRun: true,
  title: 'The network is configured by cloud-init.',
  message: '{what} keeps cloud-init from configuring the network.',
  help: 'Leave it out. If the image brings a network configuration that fits every machine, say so: `allow cloud-init-network { reason = "…" }`.',
  why: 'The platform says in its metadata what addresses, routes and MTU a machine has. Cleanup removes what was configured for the machine of the build, so without cloud-init nothing may be left.',
  sources: ['cloud-init', 'network-of-the-platform'],
  *check(context) {
    for (const { at, span, says } of cloudConfigs(context)) {
      const network = says['network'] as { config?: unknown } | null | undefined;
      if (network !== null && typeof network === 'object' && network.config === 'disabled')
        yield { at, span, params: { what: '`network: {config: disabled}`' } };
    }
    for (const { at, span, word } of kernelWords(context)) {
      if (word === 'network-config=disabled')
        yield { at, span, params: { what: `The kernel argument \`${word}\`` } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/99-network.cfg" { content = «"network: {config: disabled}\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/90-hosts.cfg" { content = "manage_etc_hosts: true\\n" }\n}\n',
});
