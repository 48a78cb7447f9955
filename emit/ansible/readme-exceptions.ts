import type { Allow, Image, Target } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { code, markdownText } from '../text/markdown.ts';

/** Stands above the table of exceptions. */
export const EXCEPTIONS = '## Exceptions from the rules';

interface Exception {
  readonly cells: readonly [rule: string, where: string, reason: string];
  readonly origin: Span;
}

interface Found {
  readonly allow: Allow;
  readonly where: string;
  /** Targets on which the place is there at all. */
  readonly there: readonly Target[];
  readonly on: Target[];
}

/** What the rules are not held to in the image, and why, each as a row of a table. */
export function exceptions(image: Image): Exception[] {
  const found = new Map<string, Found>();
  for (const target of image.targets)
    for (const { allow, where, isThere } of allowsOf(target)) {
      const key = JSON.stringify([allow.rule, where, allow.reason]);
      const known = found.get(key) ?? { allow, where, there: image.targets.filter(isThere), on: [] };
      if (!known.on.includes(target)) known.on.push(target);
      found.set(key, known);
    }
  return [...found.values()].map(({ allow, where, there, on }) => ({
    cells: [code(allow.rule), scope(where, there, on, image), markdownText(allow.reason)],
    origin: allow.origin,
  }));
}

/** The place, with the variants or the targets that alone have the exception. */
function scope(where: string, there: readonly Target[], on: readonly Target[], image: Image): string {
  if (on.length === there.length) return where;
  const { variant } = on[0]!;
  const isOfVariant = there.every((target) => (target.variant === variant) === on.includes(target));
  if (where === THE_IMAGE && variant !== null && isOfVariant) return `the variant ${code(variant)}`;
  const names = image.targets.filter((target) => on.includes(target)).map(({ name }) => code(name));
  return `${where}, on ${names.join(', ')}`;
}

const THE_IMAGE = 'the image';

interface Placed {
  readonly allow: Allow;
  readonly where: string;
  isThere(target: Target): boolean;
}

function allowsOf(target: Target): Placed[] {
  const out: Placed[] = target.allows.map((allow) => ({ allow, where: THE_IMAGE, isThere: () => true }));
  for (const phase of ['provision', 'start'] as const)
    for (const run of target[phase]) {
      const name = phase === 'start' ? run.name.replace(/_start$/, '') : run.name;
      const place = phase === 'start' ? `the start of the role ${code(name)}` : `the role ${code(name)}`;
      const runsOn = (each: Target) => each[phase].find((other) => other.name === run.name);
      const known = phase === 'start' ? target.provision.find((other) => other.name === name) : undefined;
      for (const allow of run.allows) {
        if (
          known?.allows.some((other) => other.rule === allow.rule && other.reason === allow.reason) === true
        )
          continue;
        out.push({ allow, where: place, isThere: (each) => runsOn(each) !== undefined });
      }
      for (const { kind, label, allows } of run.resources)
        for (const allow of allows)
          out.push({
            allow,
            where: `${code(`${kind} ${label}`)} in ${place}`,
            isThere: (each) =>
              runsOn(each)?.resources.some((other) => other.kind === kind && other.label === label) ?? false,
          });
    }
  return out;
}
