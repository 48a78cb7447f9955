import { writing } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import type { TypeExpr, TypeField } from '../../grammar/syntax.ts';
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
    const [inner] = type.args;
    if (name === 'optional' && inner !== undefined) {
      const written = `${inner.name.text}${inner.args.length > 0 ? '(…)' : ''}?`;
      names.report('VK0233', type.span, { name, remedy: written });
      return;
    }
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
    (form !== 'fields' && type.fields !== null) ||
    (form === 'fields' && (type.fields === null || type.fields.length === 0)) ||
    (form === 'plain' && type.args.length > 0) ||
    (form === 'one' && type.args.length !== 1) ||
    (form === 'names' && type.args.length === 0);
  if (wrong) {
    const expected = {
      plain: 'no arguments',
      one: 'one type in parentheses',
      names: 'the values that it can have',
      fields: 'its fields in braces',
    }[form];
    const example = {
      plain: name,
      one: `${name}(string)`,
      names: `${name}(small, large)`,
      fields: `${name}({ name = string, port = int })`,
    }[form];
    names.report('VK0310', type.span, { type: name, expected, example });
  } else if (form === 'one') typeExpr(type.args[0]!, names);
  else if (form === 'fields') fieldTypes(type.fields ?? [], names);
}

function fieldTypes(fields: readonly TypeField[], names: Names): void {
  const seen = new Map<string, Span>();
  for (const { name, type } of fields) {
    const first = seen.get(name.text);
    if (first === undefined) seen.set(name.text, name.span);
    else {
      const related = [{ span: first, message: 'the first one' }];
      names.report('VK0234', name.span, { key: name.text }, { related });
    }
    typeExpr(type, names);
  }
}
