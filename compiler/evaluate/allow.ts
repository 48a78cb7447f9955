import type { Block, Element } from '../../grammar/syntax.ts';
import { readAttributes, typesOf } from './attributes.ts';
import { allowSchema } from '../language/blocks.ts';
import type { Allow } from '../model/ir.ts';
import type { Scope } from './scope.ts';
import type { Surroundings } from './context.ts';
import { walk } from './expand.ts';

/** An `allow` as the IR has it; null when it is wrong, which was reported. */
export function readAllow({ kind, label, body }: Element, scope: Scope, around: Surroundings): Allow | null {
  if (label?.node !== 'name') return null;
  const { values } = readAttributes(body, scope, around, typesOf(allowSchema));
  const reason = values.get('reason');
  if (reason?.type !== 'string') return null;
  if (reason.value.trim() === '') around.report('VK0803', reason.origin ?? label.span, { rule: label.text });
  return { rule: label.text, reason: reason.value, origin: { ...kind.span, end: label.span.end } };
}

/** What a block allows on this target. */
export function readAllows(block: Block | null, scope: Scope, around: Surroundings): Allow[] {
  const found: Allow[] = [];
  // Most blocks have attributes only.
  if (block === null || block.members.every(({ node }) => node === 'attribute')) return found;
  walk(block, scope, around, {
    element(element, inner) {
      if (element.kind.text !== 'allow') return;
      const allow = readAllow(element, inner, around);
      if (allow !== null) found.push(allow);
    },
  });
  return found;
}
