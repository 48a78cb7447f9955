import type { Span } from '../../grammar/span.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import { isBaseKnown, stepsOf } from '../machine/history.ts';
import kernelModule from '../resources/kernel_module.ts';
import sysctl from '../resources/sysctl.ts';
import task from '../resources/task.ts';
import { writtenOf } from './shared/bash-lines.ts';

/** Parameters that are there only once a module is loaded, which no base image loads of its own accord. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/^-?net[./]bridge[./]/, 'br_netfilter'],
  [/^-?net[./](netfilter[./])?nf_conntrack/, 'nf_conntrack'],
  [/^-?net[./]ipv4[./]vs[./]/, 'ip_vs'],
];

interface Parameter {
  readonly at: PlacedResource;
  readonly name: string;
  readonly span: Span | null;
}

/** What `sysctl` sets, and what is written into the files that are read at boot. */
function* parameters(context: RuleContext): Generator<Parameter> {
  for (const at of context.resources(sysctl)) yield { at, name: at.resource.label, span: null };
  for (const { at, path, text, span } of writtenOf(context)) {
    if (!/^\/etc\/sysctl(\.d\/[^/]+)?\.conf$/.test(path)) continue;
    for (const [, name] of text.matchAll(/^\s*(-?[\w./*-]+)\s*=/gm)) yield { at, name: name!, span };
  }
}

const underscored = (name: string) => name.replace(/-/g, '_');

/** Whether a module is loaded at boot, also with one that needs it and begins with its name; or something may load it. */
function isLoaded(module: string, context: RuleContext): boolean {
  const named = new RegExp(`\\b${module}(?![a-z0-9])`);
  const isNamed = (text: string) => named.test(underscored(text));
  for (const { resource, attributes } of context.resources(kernelModule)) {
    if (!isNamed(resource.label)) continue;
    if (attributes.state?.value !== 'blocked') return true;
    if (underscored(resource.label) === module) return false;
  }
  return (
    writtenOf(context).some(({ path, text }) => !path.startsWith('/etc/sysctl') && isNamed(text)) ||
    stepsOf(context).some(({ at, effects }) => at.resource.kind === task.name && isNamed(effects.told ?? ''))
  );
}

export default rule({
  id: 'sysctl-without-module',
  topic: 'build',
  wholeImage: true,
  severity: 'warning',
  title: 'Kernel parameters of a module are set after the module is loaded.',
  message: '`{name}` is there only once the module `{module}` is loaded, and nothing loads it at boot.',
  help: 'Write `kernel_module {module}`.',
  why: 'systemd-sysctl leaves out a parameter that is not there, and says so in the journal only; the module that comes later starts with its own value. Kubernetes then refuses the machine.',
  sources: ['order-of-tasks'],
  *check(context) {
    const { withBase } = context;
    if (!isBaseKnown(context) || withBase.target.provision.some(({ foreign }) => foreign !== null)) return;
    const told = new Set<string>();
    for (const { at, name, span } of parameters(context)) {
      const [, module] = MODULES.find(([pattern]) => pattern.test(name)) ?? [];
      if (module === undefined || told.has(module) || isLoaded(module, withBase)) continue;
      told.add(module);
      yield { at, ...(span !== null && { span }), params: { name: name.replace(/^-/, ''), module } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «sysctl "net.bridge.bridge-nf-call-iptables"» { value = 1 }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  kernel_module br_netfilter\n  sysctl "net.bridge.bridge-nf-call-iptables" { value = 1 }\n}\n',
});
