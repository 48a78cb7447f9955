import type { Expr, GetAttr } from '../../grammar/syntax.ts';
import { TypeScope } from './scope.ts';

/** The scope where a test holds, or does not: a name that was tested for `unset` has its value there. */
export function narrowed(test: Expr, holds: boolean, scope: TypeScope): TypeScope {
  const names = setWhere(test, holds);
  if (names.length === 0) return scope;
  const inner = new TypeScope(scope);
  for (const name of names) {
    if (typeof name !== 'string') {
      inner.narrow(name);
      continue;
    }
    const known = scope.find(name);
    if (known === null) continue;
    const { type } = known;
    inner.define({
      ...known,
      type: () => {
        const own = type();
        return own.kind === 'optional' ? own.type : own;
      },
    });
  }
  return inner;
}

/** The names and fields that are not `unset` where a test holds, or does not. */
function setWhere(test: Expr, holds: boolean): readonly (string | GetAttr)[] {
  if (test.node === 'not') return setWhere(test.operand, !holds);
  if (test.node !== 'binary') return [];
  const { operator, left, right } = test;
  if (operator === (holds ? '&&' : '||')) return [...setWhere(left, holds), ...setWhere(right, holds)];
  if (operator !== (holds ? '!=' : '==')) return [];
  const named = (side: Expr, other: Expr) =>
    other.node !== 'unset' ? [] : side.node === 'ref' ? [side.name] : side.node === 'get' ? [side] : [];
  return [...named(left, right), ...named(right, left)];
}
