import type { Extra } from '../../grammar/diagnostic.ts';
import type { Binary, Expr } from '../../grammar/syntax.ts';
import { isArithmetic } from '../model/arithmetic.ts';
import { arithmetic } from './arithmetic.ts';
import { suggest } from '../model/suggest.ts';
import { BOOL, TEXT, describe, enumValues } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { withoutReports, wordOf } from './context.ts';
import type { Checker, Names } from './context.ts';
import { comparable, ordered, withUnset } from './type-relations.ts';
import { narrowed } from './narrowing.ts';
import type { TypeScope } from './scope.ts';

export function binary(
  expr: Binary,
  scope: TypeScope,
  names: Names,
  { infer, expect, condition }: Checker,
): Type {
  const { operator, left, right } = expr;
  if (operator === '&&' || operator === '||') {
    condition(left, scope, names);
    condition(right, narrowed(left, operator === '&&', scope), names);
    return BOOL;
  }
  if (isArithmetic(operator))
    return arithmetic({ ...expr, operator }, scope, names, { infer, expect, condition });
  const leftType = sideType(left, right, scope, names, infer);
  const rightType = sideType(right, left, scope, names, infer);
  if (leftType.kind === 'any' || rightType.kind === 'any') return BOOL;
  if (operator === 'in') {
    const item = rightType.kind === 'list' ? rightType.item : rightType.kind === 'map' ? TEXT : null;
    if (item === null || !comparable(leftType, item)) {
      names.report('VK0302', expr.span, {
        left: describe(leftType),
        right: `an item of ${describe(rightType)}`,
      });
    }
  } else if (operator === '==' || operator === '!=') {
    if (!comparable(leftType, rightType)) {
      const params = { left: describe(leftType), right: describe(rightType) };
      names.report('VK0302', expr.span, params, byName(expr, [leftType, rightType], names));
    }
  } else if (!ordered(leftType, rightType)) {
    const found = `${withUnset(leftType)} and ${withUnset(rightType)}`;
    const help = 'Say what it is if it is unset: `(x == unset ? 0 : x) > 1`.';
    const unset = leftType.kind === 'optional' || rightType.kind === 'optional';
    names.report('VK0311', expr.span, { found, operator }, unset ? { help } : {});
  }
  return BOOL;
}

/** A side of a comparison; a bare name that nothing declares may be one of the values that the other side can have. */
function sideType(side: Expr, other: Expr, scope: TypeScope, names: Names, infer: Checker['infer']): Type {
  const declared = (each: Expr) => each.node === 'ref' && scope.lookup(each.name) !== null;
  if (declared(side)) return infer(side, scope, names);
  const quiet = quietType(other, scope, names, infer);
  const item = quiet.kind === 'list' ? quiet.item : quiet;
  const values = variantNames(other, side) ?? enumValues(item);
  if (values.length === 0) return infer(side, scope, names);
  const type: Type = { kind: 'enum', values };
  return infer(
    side,
    scope,
    names,
    side.node === 'list' ? { kind: 'list', item: type } : type,
    'the other side',
  );
}

const looked = new WeakMap<Expr, Type>();

/** The type of an expression without a report, found once: comparisons in comparisons would ask ever more often. */
function quietType(expr: Expr, scope: TypeScope, names: Names, infer: Checker['infer']): Type {
  let type = looked.get(expr);
  if (type === undefined) looked.set(expr, (type = infer(expr, scope, withoutReports(names))));
  return type;
}

/** Beside `variant` a bare name is the name of a variant: which there are differs from image to image. */
function variantNames(other: Expr, side: Expr): readonly string[] | null {
  if (other.node !== 'ref' || other.name !== 'variant') return null;
  const items = side.node === 'list' ? side.items : [side];
  return items.flatMap((item) => (item.node === 'ref' ? [item.name] : []));
}

/** A family or a system that is compared with a text of nearly its name. */
function byName({ left, operator, right }: Binary, types: readonly Type[], names: Names): Extra | undefined {
  const [kind] = types.flatMap((type) => (type.kind === 'record' ? [type.name] : []));
  const text = [left, right].find((side) => side.node === 'string');
  if (text === undefined || (kind !== 'family' && kind !== 'os')) return undefined;
  const known = kind === 'os' ? names.systems() : names.families();
  const near = suggest(wordOf(text) ?? '', known);
  const subject = kind === 'os' ? 'os' : 'os.family';
  const example = near ?? known[0] ?? '';
  return { help: `It is named without quotes: \`${subject} ${operator} ${example}\`.` };
}
