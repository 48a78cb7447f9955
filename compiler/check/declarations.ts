import { paramMessage, paramType, runtimeOf } from '../language/declarations.ts';
import { variableProblem } from '../language/ansible-names.ts';
import type { Param } from '../../grammar/syntax.ts';
import { ANY, enumMessage } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { expect } from './expressions.ts';
import type { Names } from './context.ts';
import type { TypeScope } from './scope.ts';
import { typeExpr } from './type-expressions.ts';

/** Checks a param's type and default. */
export function param(node: Param, scope: TypeScope, names: Names, runtime: boolean): void {
  typeExpr(node.type, names);
  const type = paramType(node);
  const said = paramMessage(node);
  // Nobody would ever read it.
  if (said !== undefined && enumMessage(type) === undefined)
    names.report('VK0327', said.span, { name: node.name.text });
  declare(node, 'param', () => type, scope, names);
  const { default: fallback } = node;
  if (fallback === null) return;
  const given = runtime ? runtimeOf(node) : null;
  if (given !== null) {
    const rule = variableProblem(node.name.text);
    const what = 'a param that is given at deployment';
    if (rule !== null) names.report('VK0406', node.name.span, { name: node.name.text, what, rule });
    runtimeDefault(node, type, scope, names);
    if (node.body !== null) names.report('VK0422', node.body.span, { name: node.name.text });
    return;
  }
  const related = [{ span: node.type.span, message: 'the type is declared here' }];
  expect(fallback, scope, names, { type, what: `the default of \`${node.name.text}\``, related });
}

/** `runtime`, or `runtime(value)` with what it is until someone gives a value. */
function runtimeDefault(
  { name, default: fallback }: Param,
  type: Type,
  scope: TypeScope,
  names: Names,
): void {
  if (fallback?.node !== 'call') return;
  const [initial, ...more] = fallback.args;
  const found = fallback.args.length === 0 ? 'none is' : `${fallback.args.length} are`;
  const count = { name: 'runtime', expected: '1 argument', found, signature: 'runtime(value)' };
  if (initial === undefined || more.length > 0) names.report('VK0305', fallback.span, count);
  else expect(initial, scope, names, { type, what: `What \`${name.text}\` is until it is given` });
}

/** Takes a name into the scope; says when it is there already, or hides another. */
export function declare(
  { name, doc }: Pick<Param, 'name' | 'doc'>,
  what: 'param' | 'let',
  typeOf: () => Type,
  scope: TypeScope,
  names: Names,
): void {
  const first = scope.own(name.text);
  if (first?.span) {
    names.report(
      'VK0208',
      name.span,
      { name: name.text },
      { related: [{ span: first.span, message: 'first declared here' }] },
    );
  }
  scope.usage?.hiding(name, what, scope.hidden(name.text));
  let type: Type | null = null;
  const once = (): Type => {
    if (type === null) {
      // What refers to itself has no type that could be known; that it does is found when it is evaluated.
      type = ANY;
      type = typeOf();
    }
    return type;
  };
  const known = { name: name.text, what, span: name.span, type: once, doc };
  scope.define(known);
  names.recorder.subject(name.span, known);
}
