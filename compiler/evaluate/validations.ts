import type { Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { paramBlocks } from '../language/param-blocks.ts';
import type { EvalContext } from './context.ts';
import { readAttributes, typesOf } from './attributes.ts';
import { expand } from './expand.ts';
import type { Scope } from './scope.ts';

/** Whether a value of a param meets what the param asks for. `at` is where the value comes from; failures are reported there. */
export function meetsValidations(param: Param, at: Span, scope: Scope, context: EvalContext): boolean {
  let meets = true;
  if (param.body === null) return meets;
  expand(param.body, scope.child(), context, {
    element(element, inner) {
      const block = paramBlocks.get(element.kind.text);
      if (block === undefined) return;
      const { values, broken } = readAttributes(element.body, inner, context, typesOf(block.schema));
      const condition = values.get('condition');
      const message = values.get('message');
      if (broken || condition?.type !== 'bool' || condition.value || message?.type !== 'string') return;
      const related = [{ span: condition.origin ?? element.span, message: 'it has to hold' }];
      context.report('VK0417', at, { name: param.name.text, message: message.value }, { related });
      meets = false;
    },
  });
  return meets;
}
