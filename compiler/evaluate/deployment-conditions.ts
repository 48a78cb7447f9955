import type { Binary, Expr } from '../../grammar/syntax.ts';
import { evaluate } from './expressions.ts';
import { references } from '../language/free-names.ts';
import type { Scope } from './scope.ts';
import type { EvalContext } from './context.ts';
import type { Type } from '../model/types.ts';
import type { Value } from '../model/value.ts';

/** A condition that is decided now, or on the machine by a text of Ansible's; `bad` when it was reported. */
export type Condition =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly joined: 'and' | 'or' | null }
  | { readonly kind: 'bad' };

const BAD: Condition = { kind: 'bad' };
const known = (value: boolean): Condition => ({ kind: 'known', value });
const text = (each: string, joined: 'and' | 'or' | null = null): Condition => ({
  kind: 'text',
  text: each,
  joined,
});

/** Whether an expression uses a param that is given at deployment, and so cannot be decided when compiling. */
export function dependsOnDeployment(expr: Expr, scope: Scope): boolean {
  return references(expr).some(({ name }) => scope.lookup(name)?.runtime !== undefined);
}

/** An expression over params given at deployment as a condition of Ansible's; what is known now is settled now. */
export function deploymentCondition(expr: Expr, scope: Scope, context: EvalContext): Condition {
  if (!dependsOnDeployment(expr, scope)) {
    const value = evaluate(expr, scope, context);
    return value.type === 'bool' ? known(value.value) : BAD;
  }
  switch (expr.node) {
    case 'ref':
      return text(operand(expr, scope, context) ?? '');
    case 'not':
      return negated(deploymentCondition(expr.operand, scope, context));
    case 'binary':
      if (expr.operator === '&&' || expr.operator === '||') return junction(expr, scope, context);
      return comparison(expr, scope, context);
    default:
      return unsupported(expr, context);
  }
}

export function negated(condition: Condition): Condition {
  if (condition.kind === 'known') return known(!condition.value);
  if (condition.kind === 'bad') return BAD;
  return text(`not (${condition.text})`);
}

function junction(expr: Binary, scope: Scope, context: EvalContext): Condition {
  const joined = expr.operator === '&&' ? 'and' : 'or';
  const sides = [expr.left, expr.right].map((side) => deploymentCondition(side, scope, context));
  if (sides.some((side) => side.kind === 'bad')) return BAD;
  // `false && …` and `true || …` are settled by one side; the other neutral value leaves the rest.
  const settling = joined === 'or';
  if (sides.some((side) => side.kind === 'known' && side.value === settling)) return known(settling);
  const rest = sides.filter((side) => side.kind === 'text');
  if (rest.length === 0) return known(!settling);
  if (rest.length === 1) return rest[0]!;
  const grouped = (side: (typeof rest)[number]) =>
    side.joined === null || side.joined === joined ? side.text : `(${side.text})`;
  return text(rest.map(grouped).join(` ${joined} `), joined);
}

function comparison(expr: Binary, scope: Scope, context: EvalContext): Condition {
  const left = operand(expr.left, scope, context);
  const right = operand(expr.right, scope, context);
  return left === null || right === null ? BAD : text(`${left} ${expr.operator} ${right}`);
}

/** A side of a comparison. Values from the command line are text, so that a condition says what they are. */
function operand(expr: Expr, scope: Scope, context: EvalContext): string | null {
  if (expr.node === 'ref') {
    const type = scope.lookup(expr.name)?.runtime;
    if (type !== undefined) return `${expr.name}${filterFor(type)}`;
  }
  if (dependsOnDeployment(expr, scope)) {
    unsupported(expr, context);
    return null;
  }
  return literal(evaluate(expr, scope, context));
}

function filterFor(type: Type): string {
  const { kind } = type.kind === 'optional' ? type.type : type;
  return kind === 'bool' || kind === 'int' ? ` | ${kind}` : '';
}

function literal(value: Value): string | null {
  switch (value.type) {
    case 'string':
      return `'${value.value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
    case 'int':
    case 'bool':
      return String(value.value);
    case 'list': {
      const items = value.items.map(literal);
      return items.includes(null) ? null : `[${items.join(', ')}]`;
    }
    case 'record':
      return `'${value.name}'`;
    default:
      return null;
  }
}

function unsupported(expr: Expr, context: EvalContext): Condition {
  context.report('VK0413', expr.span, {});
  return BAD;
}
