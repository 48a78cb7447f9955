import { paramsOf, runtimeOf } from '../language/declarations.ts';
import type { BlockDeclaration, Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { conform } from '../evaluate/conform.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { evaluate } from '../evaluate/expressions.ts';
import type { Scope } from '../evaluate/scope.ts';
import { meetsValidations } from '../evaluate/validations.ts';
import { typeOf } from '../model/types.ts';
import type { Value } from '../model/value.ts';
import { runtimeValue } from './runtime-params.ts';

/** Defines the params; gives those whose values come at deployment, or null when a value is missing or refused. */
export function bindParams(
  role: BlockDeclaration,
  args: ReadonlyMap<string, Value>,
  scope: Scope,
  origin: Span,
  context: EvalContext,
): Param[] | null {
  const params = [...paramsOf(role).values()];
  const runtime: Param[] = [];
  let missing = false;
  for (const param of params) {
    const name = param.name.text;
    const given = args.get(name);
    const fallback = param.default;
    if (given !== undefined) scope.define(name, 'param', () => given);
    else if (fallback === null) {
      missing = true;
      if (!context.hasErrorAt(role.span)) context.report('VK0214', origin, { role: role.name.text, name });
    } else if (runtimeOf(param) !== null) {
      scope.define(name, 'runtime param', () => runtimeValue(param));
      runtime.push(param);
    } else {
      const type = typeOf(param.type);
      scope.define(name, 'param', () => conform(type, evaluate(fallback, scope, context, type)));
    }
  }
  if (missing) return null;
  let meets = true;
  for (const param of params) {
    if (param.body === null || runtime.includes(param)) continue;
    const at = args.get(param.name.text)?.origin ?? param.default?.span ?? origin;
    meets = meetsValidations(param, at, scope, context) && meets;
  }
  return meets ? runtime : null;
}
