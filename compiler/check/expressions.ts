import type { Binary, Call, Expr, Name, Pattern, StringExpr } from '../../grammar/syntax.ts';
import type { Related } from '../../grammar/diagnostic.ts';
import { RECORD_FIELDS } from '../blocks.ts';
import type { diagnose } from '../diagnostics/catalogue.ts';
import { NAME_ARGUMENT, functions } from '../functions.ts';
import { didYouMean } from '../suggest.ts';
import {
  ANY,
  BOOL,
  INT,
  STRING,
  TEXT,
  describe,
  enumValues,
  itemType,
  fits,
  listOf,
  mapOf,
  record,
} from '../types.ts';
import type { Type } from '../types.ts';
import { common, comparable, ordered, sentence } from './relations.ts';
import { remedyFor } from './remedies.ts';
import { TypeScope } from './scope.ts';

/** What the checker of expressions needs to know of the module. */
export interface Names {
  readonly report: typeof diagnose;
  readonly systems: () => readonly string[];
  readonly families: () => readonly string[];
}

/** What is being given a value, for messages. */
export interface Wanted {
  readonly type: Type;
  /** `enabled`, in backquotes. */
  readonly what: string;
  /** Where the expectation comes from. */
  readonly related?: readonly Related[];
}

/** Checks that an expression gives what is wanted, and everything in it. */
export function expect(expr: Expr, scope: TypeScope, names: Names, wanted: Wanted): void {
  const { type, what, related } = wanted;
  if (expr.node === 'list' && itemType(type) !== undefined) {
    const item = { ...wanted, type: itemType(type)!, what: `Each item of ${what}` };
    for (const each of expr.items) expect(each, scope, names, item);
    return;
  }
  if (expr.node === 'conditional') {
    condition(expr.test, scope, names);
    expect(expr.then, scope, names, wanted);
    expect(expr.else, scope, names, wanted);
    return;
  }
  if (expr.node === 'matchexpr') {
    patternsOf(expr, scope, names);
    for (const arm of expr.arms) expect(arm.value, scope, names, wanted);
    if (expr.else !== null) expect(expr.else, scope, names, wanted);
    return;
  }
  const found = infer(expr, scope, names, type, what);
  const word = wordOf(expr);
  const values = enumValues(type);
  if (
    values.length > 0 &&
    word !== null &&
    expr.node === 'string' &&
    !values.includes(word) &&
    onlyEnum(type)
  ) {
    unlisted(word, expr, what, values, names);
  } else if (!fits(found, type)) {
    const remedy = remedyFor(expr, found, type);
    names.report(
      'VK0301',
      expr.span,
      { what, expected: describe(type), found: describe(found) },
      { ...remedy, ...(related === undefined ? {} : { related }) },
    );
  }
}

/** The type of an expression; everything in it is checked. `any` where a mistake was reported. */
export function infer(expr: Expr, scope: TypeScope, names: Names, expected: Type = ANY, what = 'it'): Type {
  switch (expr.node) {
    case 'string':
      return interpolation(expr, scope, names);
    case 'int':
    case 'bool':
    case 'unset':
    case 'size':
    case 'duration':
    case 'mode':
      return { kind: expr.node };
    case 'ref':
      return reference(expr, scope, names, expected, what);
    case 'list': {
      const types = expr.items.map((item) => infer(item, scope, names, itemType(expected)));
      return listOf(common(types));
    }
    case 'map': {
      const value = expected.kind === 'map' ? expected.value : ANY;
      return mapOf(
        common(
          expr.entries.map((entry) => {
            if (entry.key.node === 'string') infer(entry.key, scope, names);
            return infer(entry.value, scope, names, value);
          }),
        ),
      );
    }
    case 'listfor': {
      const inner = loopScope(expr.list, expr.variable, scope, names);
      if (expr.test !== null) condition(expr.test, inner, names);
      return listOf(infer(expr.value, inner, names, itemType(expected)));
    }
    case 'call':
      return call(expr, scope, names);
    case 'get':
      return field(expr, infer(expr.object, scope, names), names);
    case 'index':
      return index(expr, scope, names);
    case 'not':
      condition(expr.operand, scope, names);
      return BOOL;
    case 'binary':
      return binary(expr, scope, names);
    case 'conditional': {
      condition(expr.test, scope, names);
      return common([
        infer(expr.then, scope, names, expected, what),
        infer(expr.else, scope, names, expected, what),
      ]);
    }
    case 'matchexpr': {
      patternsOf(expr, scope, names);
      const values = [...expr.arms.map((arm) => arm.value), ...(expr.else === null ? [] : [expr.else])];
      return common(values.map((value) => infer(value, scope, names, expected, what)));
    }
    case 'bad':
      return ANY;
  }
}

/** Checks that an expression is true or false. */
export function condition(expr: Expr, scope: TypeScope, names: Names): void {
  const type = infer(expr, scope, names);
  if (!fits(type, BOOL)) names.report('VK0303', expr.span, { found: describe(type) });
}

/** The scope of a loop's body: the variable has the type of the list's items. */
export function loopScope(listExpr: Expr, variable: Name, scope: TypeScope, names: Names): TypeScope {
  const type = infer(listExpr, scope, names);
  if (!fits(type, listOf(ANY))) names.report('VK0304', listExpr.span, { found: describe(type) });
  const item = type.kind === 'list' ? type.item : ANY;
  const inner = new TypeScope(scope);
  inner.define(variable.text, { what: 'loop variable', type: () => item, span: variable.span });
  return inner;
}

/** Checks the subject and the patterns of a match. */
export function patternsOf(
  match: { readonly subject: Expr; readonly arms: readonly { readonly patterns: readonly Pattern[] }[] },
  scope: TypeScope,
  names: Names,
): void {
  const type = infer(match.subject, scope, names);
  const known = patternNames(match.subject, type, names);
  for (const pattern of match.arms.flatMap((arm) => arm.patterns)) {
    if (pattern.node === 'string') infer(pattern, scope, names);
    const text = pattern.node === 'name' ? pattern.text : pattern.node === 'string' ? wordOf(pattern) : null;
    if (known === null || text === null || known.names.includes(text)) continue;
    const params = { name: text, what: known.what, known: known.names.join(', ') };
    names.report('VK0221', pattern.span, params, didYouMean(text, known.names));
  }
}

function patternNames(
  subject: Expr,
  type: Type,
  names: Names,
): { what: string; names: readonly string[] } | null {
  if (type.kind === 'record' && type.name === 'os') return { what: 'system', names: names.systems() };
  if (type.kind === 'record' && type.name === 'family') return { what: 'family', names: names.families() };
  const values = enumValues(type);
  return values.length > 0 && subject.node !== 'string' ? { what: 'value', names: values } : null;
}

function interpolation(expr: StringExpr, scope: TypeScope, names: Names): Type {
  let secret = false;
  for (const part of expr.parts) {
    if (part.node === 'text') continue;
    const type = infer(part, scope, names);
    secret ||= type.kind === 'secret';
    if (['list', 'map', 'file', 'path', 'unset', 'optional'].includes(type.kind)) {
      const remedy = {
        list: 'Join its items: `join(", ", …)`.',
        map: 'Take one of its entries, or its `keys(…)`.',
        file: 'Read it with `text("…")`.',
        optional: 'Say what to write when it is unset: `x == unset ? "" : x`.',
      }[type.kind as 'list'];
      const found = type.kind === 'optional' ? 'A value that may be unset' : sentence(describe(type));
      names.report('VK0307', part.span, {
        found,
        remedy: remedy ?? 'Put text, a number, a size or a system there.',
      });
    }
  }
  if (secret) return { kind: 'secret' };
  return expr.jinja ? STRING : TEXT;
}

function reference(
  expr: Expr & { node: 'ref' },
  scope: TypeScope,
  names: Names,
  expected: Type,
  what: string,
): Type {
  const { name } = expr;
  const values = enumValues(expected);
  if (values.includes(name)) return { kind: 'enum', values: [name] };
  const known = scope.lookup(name);
  if (known !== null) return known.type();
  if (names.systems().includes(name)) return record('os');
  if (names.families().includes(name)) return record('family');
  if (values.length > 0) unlisted(name, expr, what, values, names);
  else if (wantsSystem(expected)) {
    const systems = names.systems();
    names.report('VK0202', expr.span, { name, known: systems.join(', ') }, didYouMean(name, systems));
  } else {
    const near = didYouMean(name, scope.names());
    const help = fits(TEXT, expected) ? `Text stands in quotes: "${name}".` : undefined;
    names.report('VK0201', expr.span, { name }, near ?? (help === undefined ? {} : { help }));
  }
  return ANY;
}

function wantsSystem(type: Type): boolean {
  return type.kind === 'record' && type.name === 'os';
}

function onlyEnum(type: Type): boolean {
  return type.kind === 'enum' || (type.kind === 'optional' && type.type.kind === 'enum');
}

function unlisted(word: string, expr: Expr, what: string, values: readonly string[], names: Names): void {
  names.report(
    'VK0309',
    expr.span,
    { found: word, what, known: values.join(', ') },
    didYouMean(word, values),
  );
}

/** The text of a string without interpolation. */
function wordOf(expr: Expr | Pattern): string | null {
  if (expr.node !== 'string') return null;
  const [part] = expr.parts;
  if (part === undefined) return '';
  return expr.parts.length === 1 && part.node === 'text' ? part.value : null;
}

function call(expr: Call, scope: TypeScope, names: Names): Type {
  const fn = functions.get(expr.name.text);
  if (fn === undefined) {
    const known = [...functions.keys()];
    const params = { name: expr.name.text, known: known.join(', ') };
    names.report('VK0206', expr.name.span, params, didYouMean(expr.name.text, known));
    for (const arg of expr.args) infer(arg, scope, names);
    return ANY;
  }
  const { parameters, rest, signature } = fn;
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
    expect(arg, scope, names, { type, what: `Argument ${i + 1} of \`${signature}\`` });
    return isPlain(type) ? type : infer(arg, scope, QUIET(names), type);
  });
  return fn.result(types);
}

const isPlain = (type: Type) => type.kind !== 'map' && type.kind !== 'either' && type.kind !== 'any';

/** The same names, without reports: for a second look at what was checked already. */
const QUIET = (names: Names): Names => ({
  ...names,
  report: (() => undefined) as unknown as Names['report'],
});

function field(expr: Expr & { node: 'get' }, object: Type, names: Names): Type {
  const name = expr.name.text;
  if (object.kind === 'any') return ANY;
  if (object.kind === 'map') return object.value;
  if ((object.kind === 'file' || object.kind === 'path') && name === 'name') return TEXT;
  if (object.kind !== 'record') {
    names.report('VK0306', expr.name.span, { found: sentence(describe(object)), name });
    return ANY;
  }
  const fields = RECORD_FIELDS[object.name];
  const type = fields.get(name);
  if (type !== undefined) return type;
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

function index(expr: Expr & { node: 'index' }, scope: TypeScope, names: Names): Type {
  const object = infer(expr.object, scope, names);
  const key = infer(expr.index, scope, names);
  if (object.kind === 'any' || key.kind === 'any') return ANY;
  if (object.kind === 'list' && fits(key, INT)) return object.item;
  if (object.kind === 'map' && fits(key, TEXT)) return object.value;
  names.report('VK0308', expr.span, { found: sentence(describe(object)), index: describe(key) });
  return ANY;
}

function binary(expr: Binary, scope: TypeScope, names: Names): Type {
  const { operator, left, right } = expr;
  if (operator === '&&' || operator === '||') {
    condition(left, scope, names);
    condition(right, scope, names);
    return BOOL;
  }
  const leftType = sideType(left, right, scope, names);
  const rightType = sideType(right, left, scope, names);
  if (leftType.kind === 'any' || rightType.kind === 'any') return BOOL;
  if (operator === 'in') {
    const item = rightType.kind === 'list' ? rightType.item : rightType.kind === 'map' ? TEXT : null;
    if (item === null || !comparable(leftType, item)) {
      names.report('VK0302', expr.span, {
        left: sentence(describe(leftType)),
        right: `an item of ${describe(rightType)}`,
      });
    }
  } else if (operator === '==' || operator === '!=') {
    if (!comparable(leftType, rightType)) {
      names.report('VK0302', expr.span, { left: sentence(describe(leftType)), right: describe(rightType) });
    }
  } else if (!ordered(leftType, rightType)) {
    const found = `${sentence(describe(leftType))} and ${describe(rightType)}`;
    names.report('VK0311', expr.span, { found, operator });
  }
  return BOOL;
}

/** A side of a comparison; a bare name that nothing declares may be one of the values that the other side can have. */
function sideType(side: Expr, other: Expr, scope: TypeScope, names: Names): Type {
  const declared = (each: Expr) => each.node === 'ref' && scope.lookup(each.name) !== null;
  if (declared(side)) return infer(side, scope, names);
  const quiet = infer(other, scope, QUIET(names));
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

/** Beside `variant` a bare name is the name of a variant: which there are differs from image to image. */
function variantNames(other: Expr, side: Expr): readonly string[] | null {
  if (other.node !== 'ref' || other.name !== 'variant') return null;
  const items = side.node === 'list' ? side.items : [side];
  return items.flatMap((item) => (item.node === 'ref' ? [item.name] : []));
}
