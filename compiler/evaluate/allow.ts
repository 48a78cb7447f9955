import type { Block, Element } from '../../grammar/syntax.ts';
import { readAttributes, typesOf } from './attributes.ts';
import { allowSchema } from '../language/blocks.ts';
import type { Allow } from '../model/ir.ts';
import type { Scope } from './scope.ts';
import type { EvalContext } from './context.ts';
import { expand } from './expand.ts';

/** An `allow` as the IR has it; null when it is wrong, which was reported. */
export function readAllow({ kind, label, body }: Element, scope: Scope, context: EvalContext): Allow | null {
  if (label?.node !== 'name') return null;
  const { values } = readAttributes(body, scope, context, typesOf(allowSchema));
  const reason = values.get('reason');
  if (reason?.type !== 'string') return null;
  if (reason.value.trim() === '') context.report('VK0803', reason.origin ?? label.span, { rule: label.text });
  return { rule: label.text, reason: reason.value, origin: { ...kind.span, end: label.span.end } };
}

/** What a block allows on this target. */
export function readAllows(block: Block | null, scope: Scope, context: EvalContext): Allow[] {
  const found: Allow[] = [];
  // Most blocks have attributes only.
  if (block === null || block.members.every(({ node }) => node === 'attribute')) return found;
  expand(block, scope, context, {
    element(element, inner) {
      if (element.kind.text !== 'allow') return;
      const allow = readAllow(element, inner, context);
      if (allow !== null) found.push(allow);
    },
  });
  return found;
}
