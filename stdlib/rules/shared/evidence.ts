import type { Entry } from '../../../compiler/sdk/contents.ts';
import { bringing } from './contents.ts';
import type { Evidence, RuleContext } from '../../../compiler/sdk/rule.ts';
import { textsOf } from './texts.ts';
import type { Written } from './texts.ts';

/** Packages of some names that are installed in the image. */
export function* installedPackages({ contents }: RuleContext, ...names: readonly string[]) {
  for (const { name, state, origin } of contents.provision.packages)
    if (state === 'present' && names.includes(name)) yield { what: `package \`${name}\``, span: origin };
}

/** Services of the image, with what is said of them. */
export function* services(
  { contents }: RuleContext,
  wanted: (service: Entry<'services'>) => boolean,
): Generator<Evidence> {
  for (const each of contents.provision.services) {
    const { name, enabled, masked, origin } = each;
    if (!wanted(each)) continue;
    const how = masked ? 'masked' : enabled ? 'enabled' : 'not enabled';
    yield { what: `service \`${name}\`, ${how}`, span: origin };
  }
}

/** Properties of the image, with their values. */
export function* properties({ target }: RuleContext, keys: readonly string[]): Generator<Evidence> {
  for (const key of keys) {
    const found = target.metadata.get(key);
    if (found !== undefined) yield { what: `\`${key} = ${found.value}\``, span: found.origin };
  }
}

/** Files that are written, by their path and text. */
export function* writtenFiles(context: RuleContext, wanted: (file: Written) => boolean): Generator<Evidence> {
  for (const each of textsOf(context))
    if (wanted(each)) yield { what: `\`${each.path}\``, span: each.at.resource.origin };
}

/** What the role that runs last does, by what stands in the resources that say so: the titles of its tasks. */
export function* cleaning({ target }: RuleContext, sign: RegExp): Generator<Evidence> {
  const last = target.provision.at(-1);
  const titles = new Map(last?.tasks.map(({ title, origin }) => [origin.start, title]));
  const said = new Set<string>();
  for (const { kind, label, origin } of last?.resources ?? []) {
    const what = titles.has(origin.start) ? `“${titles.get(origin.start)}”` : `\`${kind} ${label}\``;
    if (!sign.test(label) || said.has(what)) continue;
    said.add(what);
    yield { what, span: origin };
  }
}

/** What starts at deployment what the image only installs. */
export function* startedLater(context: RuleContext): Generator<Evidence> {
  for (const each of context.contents.start.services) {
    if (each.enabled !== true && each.state !== 'started') continue;
    const at = bringing(context, each);
    yield {
      what: `service \`${each.name}\`, started at deployment`,
      span: at?.resource.origin ?? each.origin,
    };
  }
}

/** The serial consoles among the arguments of the kernel. */
export function* serialConsoles({ contents }: RuleContext): Generator<Evidence> {
  for (const { name, value, origin } of contents.provision.kernel_arguments) {
    if (name === 'console' && /^ttyS\d/.test(value ?? ''))
      yield { what: `kernel argument \`console=${value}\``, span: origin };
  }
}
