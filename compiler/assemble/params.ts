import { paramsOf, runtimeOf } from '../language/declarations.ts';
import type { BlockDeclaration, Expr, Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { isOf } from '../evaluate/is-of.ts';
import { bad } from '../model/value.ts';
import { conform } from '../evaluate/conform.ts';
import { meetsValidations } from '../evaluate/validations.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { evaluate } from '../evaluate/expressions.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { RuntimeVariable } from '../model/ir.ts';
import { describe, typeOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { jinja, same, unset } from '../model/value.ts';
import type { Value } from '../model/value.ts';

/** What the params that are given at deployment are, for those who deploy. */
export function runtimeVariables(
  role: BlockDeclaration,
  params: readonly Param[],
  scope: Scope,
  context: EvalContext,
): RuntimeVariable[] {
  return params.map((param) => ({
    name: param.name.text,
    type: describe(typeOf(param.type)),
    initial: initialOf(param, scope, context),
    required: isRequired(param),
    doc: param.doc,
    role: role.name.text,
    origin: param.span,
  }));
}

/** What a param given at deployment is until then; null when the author does not say. */
function initialOf(param: Param, scope: Scope, context: EvalContext): Value | null {
  const initial = runtimeOf(param)?.initial ?? null;
  if (initial === null) return null;
  const value = evaluate(initial, scope, context, typeOf(param.type));
  return value.type === 'bad' || value.type === 'unset' ? null : value;
}

/** What is given as a secret is kept out of the log. */
function isSecret(type: Type): boolean {
  return type.kind === 'optional' ? isSecret(type.type) : type.kind === 'secret';
}

/**
 * Whether nothing can go on without a value. A secret has none in the source, whether it is needed or not, and so may
 * be left out.
 */
function isRequired(param: Param): boolean {
  const type = typeOf(param.type);
  return runtimeOf(param)?.initial == null && type.kind !== 'optional' && !isSecret(type);
}

/** The variable that holds what is given at deployment; what gets a secret is in no log. */
export function runtimeValue({ name, type, span }: Param): Value {
  return jinja(`{{ ${name.text} }}`, span, isSecret(typeOf(type)));
}

/** The value of a default; one that is not of the type is reported. */
export function defaultOf(param: Param, fallback: Expr, scope: Scope, context: EvalContext): Value {
  const type = typeOf(param.type);
  const value = evaluate(fallback, scope, context, type);
  if (value.type === 'bad') return value;
  const what = `the default of \`${param.name.text}\``;
  return isOf(type, value, what, fallback.span, context) ? conform(type, value) : bad(fallback.span);
}

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
      scope.define(name, 'param', () => defaultOf(param, fallback, scope, context));
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

/** What is given at deployment, each variable once: roles that share one must agree on what it is. */
export function sharedVariables(
  compiled: readonly { readonly runtime: readonly RuntimeVariable[] }[],
  context: EvalContext,
): RuntimeVariable[] {
  const variables = new Map<string, RuntimeVariable>();
  const reported = new Set<string>();
  for (const each of compiled.flatMap(({ runtime }) => runtime)) {
    const { name, role, type, initial, origin } = each;
    const first = variables.get(name);
    if (first === undefined) variables.set(name, each);
    else if (first.type !== type || !same(first.initial ?? unset(null), initial ?? unset(null))) {
      if (reported.has(name)) continue;
      reported.add(name);
      const related = [{ span: first.origin, message: 'the other one' }];
      context.report('VK0414', origin, { name, role, other: first.role }, { related });
    }
  }
  return [...variables.values()];
}
