import { isLibraryFile } from '../model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import type { RoleRun } from '../model/ir.ts';
import type { Kind, ResourceKind } from '../sdk/resource-kind.ts';
import type { LoweredResource } from './resources.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { map, same } from '../model/value.ts';

/** A resource, or what is expected, as far as it matters here. */
type Declared = Pick<LoweredResource, 'resource'> & { readonly kind: Kind };

/**
 * Reports what one role declares twice on one target in one phase. What is used in between may change: a service is
 * started, something is done with it, and it is stopped.
 */
export function reportRepeats(lowered: readonly Declared[], { report }: EvalContext): void {
  const seen = new Map<string, Declared>();
  const acted = new Map<string, number>();
  let acts = 0;
  for (const each of lowered) {
    if (each.kind.acts === true) acts++;
    if (each.kind.repeats === true || each.resource.conditions.length > 0) continue;
    const { kind, label, attributes } = each.resource;
    const key = `${kind}\0${label}`;
    const first = seen.get(key);
    const used = acted.get(key) !== acts;
    acted.set(key, acts);
    seen.set(key, each);
    if (first === undefined) continue;
    // One element in a loop over items that it does not name: that is said of the loop.
    const [head, other] = [each.resource.head, first.resource.head];
    if (other.start === head.start && other.file === head.file) continue;
    const equal = same(
      map(Object.fromEntries(first.resource.attributes), null),
      map(Object.fromEntries(attributes), null),
    );
    if (used && !equal) continue;
    report(equal ? 'VK0511' : 'VK0510', head, { kind, label }, elsewhere(other, head, 'the first one'));
  }
}

/** Reports what several roles write, such as a file. What the library alone does is not the author's to mend. */
export function reportSharedFiles(
  runs: readonly Pick<RoleRun, 'name' | 'resources'>[],
  kinds: ReadonlyMap<string, ResourceKind>,
  context: EvalContext,
): void {
  const seen = new Map<string, { readonly role: string; readonly origin: Span }>();
  for (const { name, resources } of runs) {
    for (const { kind, label, origin } of resources) {
      for (const written of kinds.get(kind)?.writes?.(label) ?? []) {
        const first = seen.get(written);
        if (first === undefined) seen.set(written, { role: name, origin });
        else if (first.role !== name) {
          const [at, other, role] = isLibraryFile(origin.file)
            ? [first.origin, origin, name]
            : [origin, first.origin, first.role];
          if (isLibraryFile(at.file)) continue;
          const related = elsewhere(other, at, 'the other one');
          context.report('VK0512', at, { path: written, role }, related);
          break;
        }
      }
    }
  }
}

function elsewhere(other: Span, at: Span, message: string) {
  return other.file === at.file && other.start === at.start ? {} : { related: [{ span: other, message }] };
}
