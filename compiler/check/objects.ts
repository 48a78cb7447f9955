import type { Span } from '../../grammar/span.ts';
import type { Expr } from '../../grammar/syntax.ts';
import { didYouMean } from '../model/suggest.ts';
import { ANY, describe, isOmissible } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { wordOf } from './context.ts';
import type { Checker, Names, Wanted } from './context.ts';
import type { TypeScope } from './scope.ts';

/** Reports keys that a map has twice. */
export function keysTwice(map: Expr & { node: 'map' }, names: Names): void {
  const seen = new Map<string, Span>();
  for (const { key } of map.entries) {
    const text = key.node === 'name' ? key.text : wordOf(key);
    if (text === null) continue;
    const first = seen.get(text);
    if (first === undefined) seen.set(text, key.span);
    else
      names.report(
        'VK0234',
        key.span,
        { key: text },
        { related: [{ span: first, message: 'the first one' }] },
      );
  }
}

/** Checks a map that is written where an object is wanted. */
export function objectLiteral(
  expr: Expr & { node: 'map' },
  { fields }: Type & { kind: 'object' },
  scope: TypeScope,
  names: Names,
  wanted: Wanted,
  { expect, infer }: Checker,
): void {
  keysTwice(expr, names);
  const given = new Set<string>();
  for (const { key, value } of expr.entries) {
    const name = key.node === 'name' ? key.text : wordOf(key);
    const type = name === null ? undefined : fields.get(name);
    if (name !== null) given.add(name);
    if (type !== undefined) expect(value, scope, names, { ...wanted, type, what: `\`${name}\`` });
    else {
      const known = [...fields.keys()];
      const params = { object: wanted.what, name: name ?? '', known: known.join(', ') };
      names.report('VK0211', key.span, params, didYouMean(name ?? '', known));
      infer(value, scope, names);
    }
  }
  // A field that is missing is most often one that is misspelt.
  if ([...given].some((name) => !fields.has(name))) return;
  for (const [name, type] of fields) {
    if (!isOmissible(type) && !given.has(name))
      names.report('VK0326', expr.span, { what: wanted.what, name, type: describe(type) });
  }
}

/** The type of a field of an object. */
export function objectField(object: Type & { kind: 'object' }, name: string, at: Span, names: Names): Type {
  const type = object.fields.get(name);
  if (type !== undefined) return type;
  const known = [...object.fields.keys()];
  const params = { object: 'The object', name, known: known.join(', ') };
  names.report('VK0211', at, params, didYouMean(name, known));
  return ANY;
}
