import { writing } from '../../grammar/diagnostic.ts';
import type { TypeExpr } from '../../grammar/syntax.ts';
import { didYouMean } from '../model/suggest.ts';
import { TYPE_NAMES } from '../model/types.ts';
import { foreignType } from '../language/foreign-idioms.ts';
import type { Names } from './context.ts';

/** Checks that a type exists and has the arguments that it takes. */
export function typeExpr(type: TypeExpr, names: Names): void {
  const name = type.name.text;
  const form = TYPE_NAMES.get(name)?.form;
  if (form === undefined) {
    const remedy = foreignType(name);
    if (remedy !== undefined) {
      const fix = writing(type.name.span, remedy);
      const isWhole = type.args.length === 0 && TYPE_NAMES.has(remedy);
      names.report('VK0233', type.name.span, { name, remedy }, isWhole ? { fix } : {});
      return;
    }
    const known = [...TYPE_NAMES.keys()];
    names.report('VK0207', type.name.span, { name, known: known.join(', ') }, didYouMean(name, known));
    return;
  }
  const wrong =
    (form === 'plain' && type.args.length > 0) ||
    (form === 'one' && type.args.length !== 1) ||
    (form === 'names' && type.args.length === 0);
  if (wrong) {
    const expected = {
      plain: 'no arguments',
      one: 'one type in parentheses',
      names: 'the values that it can have',
    }[form];
    const example = { plain: name, one: `${name}(string)`, names: `${name}(small, large)` }[form];
    names.report('VK0310', type.span, { type: name, expected, example });
  } else if (form === 'one') typeExpr(type.args[0]!, names);
}
