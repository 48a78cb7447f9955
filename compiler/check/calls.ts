import type { Call, Expr } from '../../grammar/syntax.ts';
import { NAME_ARGUMENT, functions } from '../language/functions.ts';
import { OBJECT_FIELDS } from '../language/object-fields.ts';
import { didYouMean } from '../model/suggest.ts';
import { ANY, INT, TEXT, describe, fits } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { foreignFunction } from '../language/foreign-idioms.ts';
import type { Checker, Names } from './context.ts';
import { wordOf } from './context.ts';
import { common } from '../model/common-type.ts';
import { objectField } from './objects.ts';
import type { TypeScope } from './scope.ts';

export function call(expr: Call, scope: TypeScope, names: Names, { infer, expect }: Checker): Type {
  const fn = functions.get(expr.name.text);
  if (fn === undefined) {
    const idiom = foreignFunction(expr.name.text);
    if (idiom !== undefined) {
      names.report('VK0232', expr.name.span, { name: expr.name.text, ...idiom });
      for (const arg of expr.args) infer(arg, scope, names);
      return ANY;
    }
    const known = [...functions.keys()];
    const params = { name: expr.name.text, known: known.join(', ') };
    names.report('VK0206', expr.name.span, params, didYouMean(expr.name.text, known));
    for (const arg of expr.args) infer(arg, scope, names);
    return ANY;
  }
  const { parameters, rest, signature } = fn;
  names.recorder.subject(expr.name.span, { what: 'function', name: expr.name.text, doc: fn.doc });
  const count = expr.args.length;
  const wrong = count < parameters.length || (rest === undefined && count > parameters.length);
  if (wrong) {
    const least = `${parameters.length} argument${parameters.length === 1 ? '' : 's'}`;
    const found = count === 0 ? 'none is' : count === 1 ? 'one is' : `${count} are`;
    names.report('VK0305', expr.span, {
      name: expr.name.text,
      expected: rest === undefined ? least : `at least ${least}`,
      found,
      signature,
    });
  }
  const types = expr.args.map((arg, i) => {
    if (arg.node === 'ref' && NAME_ARGUMENT.has(expr.name.text)) return TEXT;
    const type = parameters[i] ?? rest ?? ANY;
    if (wrong) return infer(arg, scope, names, type);
    return expect(arg, scope, names, { type, what: `argument ${i + 1} of \`${signature}\`` });
  });
  return fn.result(types);
}

export function field(expr: Expr & { node: 'get' }, object: Type, names: Names): Type {
  const name = expr.name.text;
  if (object.kind === 'any') return ANY;
  if (object.kind === 'map') return object.value;
  if (object.kind === 'object') return objectField(object, name, expr.name.span, names);
  if ((object.kind === 'file' || object.kind === 'path') && name === 'name') return TEXT;
  if (object.kind !== 'record') {
    names.report('VK0306', expr.name.span, { found: describe(object), name });
    return ANY;
  }
  const fields = OBJECT_FIELDS[object.name];
  const found = fields.get(name);
  if (found !== undefined) {
    const { type, doc } = found;
    names.recorder.subject(expr.name.span, {
      what: 'field',
      name,
      owner: object.name,
      type: () => type,
      doc,
    });
    return type;
  }
  const known = [...fields.keys()];
  const label = object.name === 'family' ? 'A family' : `\`${object.name}\``;
  names.report(
    'VK0211',
    expr.name.span,
    { object: label, name, known: known.join(', ') },
    didYouMean(name, known),
  );
  return ANY;
}

export function index(
  expr: Expr & { node: 'index' },
  scope: TypeScope,
  names: Names,
  { infer }: Checker,
): Type {
  const object = infer(expr.object, scope, names);
  const key = infer(expr.index, scope, names);
  if (object.kind === 'any' || key.kind === 'any') return ANY;
  if (object.kind === 'list' && fits(key, INT)) return object.item;
  if (object.kind === 'map' && fits(key, TEXT)) return object.value;
  if (object.kind === 'object' && fits(key, TEXT)) {
    const name = wordOf(expr.index);
    return name === null
      ? common([...object.fields.values()])
      : objectField(object, name, expr.index.span, names);
  }
  names.report('VK0308', expr.span, { found: describe(object), index: describe(key) });
  return ANY;
}
