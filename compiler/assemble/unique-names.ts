import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Image, Target } from '../model/ir.ts';
import type { Span } from '../../grammar/span.ts';

/** Targets are told apart by their names, whatever image they are of. */
export function uniqueTargets(images: readonly Image[], collector: DiagnosticCollector): void {
  const seen = new Map<string, Span>();
  for (const target of images.flatMap((image) => image.targets)) {
    const first = seen.get(target.name);
    if (first === undefined) seen.set(target.name, target.origin);
    else {
      const elsewhere = first.file !== target.origin.file || first.start !== target.origin.start;
      const related = elsewhere ? [{ span: first, message: 'the other target' }] : [];
      collector.reporter()('VK0502', target.origin, { name: target.name }, { related });
    }
  }
}

/** Targets that are told apart by their own names, but not by what they are called in the cloud. */
export function sharedCloudNames(images: readonly Image[], collector: DiagnosticCollector): void {
  const named = new Map<string, Target[]>();
  for (const target of images.flatMap((image) => image.targets)) {
    const { value } = target.publish.name;
    named.set(value, [...(named.get(value) ?? []), target]);
  }
  // One pattern that makes several names collide is one mistake.
  const said = new Set<number>();
  for (const [name, [first, ...others]] of named) {
    const { origin } = first!.publish.name;
    const targets = new Set([first!, ...others].map((target) => target.name));
    if (targets.size <= others.length || others.length === 0 || said.has(origin.start)) continue;
    said.add(origin.start);
    collector.reporter()('VK0514', origin, { name, targets: [...targets].join(', ') });
  }
}
