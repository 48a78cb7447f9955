import { writing } from '../../grammar/diagnostic.ts';
import type { Expr, Name } from '../../grammar/syntax.ts';
import { valuesOf } from '../model/common-type.ts';
import { ANY, INT, TEXT, describe, fits, listOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import type { Checker, Names } from './context.ts';
import { TypeScope } from './scope.ts';

/** `for index, variable in list` */
export interface Loop {
  readonly index: Name | null;
  readonly variable: Name;
  readonly list: Expr;
}

/** The scope of a loop's body: its names have the types of places or keys, and of items. */
export function scopeOfLoop(
  { index, variable, list }: Loop,
  scope: TypeScope,
  names: Names,
  { infer }: Checker,
): TypeScope {
  const type = infer(list, scope, names);
  const map = type.kind === 'map' || type.kind === 'object';
  if (map && index === null) {
    const { text } = variable;
    const fix = { ...writing(variable.span, `${text}, value`, false), title: 'Take the key and the value' };
    names.report(
      'VK0304',
      list.span,
      { found: describe(type) },
      {
        fix,
        help: `Write \`for ${text}, value in …\` for the keys and their values, or go over \`keys(…)\`.`,
      },
    );
  } else if (!map && !fits(type, listOf(ANY))) names.report('VK0304', list.span, { found: describe(type) });
  const inner = new TypeScope(scope);
  const bring = (name: Name, type: Type, instead: string | null) => {
    const known = { name: name.text, what: 'loop variable', type: () => type, span: name.span } as const;
    inner.define(known);
    names.recorder.subject(name.span, known);
    inner.usage?.hiding(name, 'loop variable', inner.hidden(name.text));
    inner.usage?.loopVariable(name, instead);
  };
  const item = type.kind === 'list' ? type.item : valuesOf(type);
  if (index === null) bring(variable, item, null);
  else {
    const place = map ? TEXT : type.kind === 'any' ? ANY : INT;
    const values = map ? 'values(…)' : '…';
    const places = map ? 'keys(…)' : 'range(length(…))';
    bring(index, place, `Write \`for ${variable.text} in ${values}\`.`);
    bring(variable, item, `Write \`for ${index.text} in ${places}\`.`);
  }
  return inner;
}
