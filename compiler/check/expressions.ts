import type { Expr, Match, MatchExpr, StringExpr } from '../../grammar/syntax.ts';
import { didYouMean } from '../model/suggest.ts';
import {
  ANY,
  BOOL,
  STRING,
  TEXT,
  describe,
  enumMessage,
  enumValues,
  itemType,
  fits,
  listOf,
  mapOf,
  record,
  unwrap,
} from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { call, field, index } from './calls.ts';
import { foreignFact, foreignSystem, isNothing, foreignValue } from '../language/foreign-idioms.ts';
import { scopeOfLoop } from './loops.ts';
import type { Loop } from './loops.ts';
import { keysTwice, objectLiteral } from './objects.ts';
import { binary } from './comparisons.ts';
import { wordOf } from './context.ts';
import type { Checker, Names, Wanted } from './context.ts';
import { checkPatterns } from './patterns.ts';
import { common } from '../model/common-type.ts';
import { simple } from './type-relations.ts';
import { reportMisfit, truth } from './type-mismatch.ts';
import { TypeScope } from './scope.ts';
import { spaced } from './strange-words.ts';
import { narrowed } from './narrowing.ts';

/** Begins with a number, and goes on with numbers and words. */
const VERSION = /^v?\d[\w.~+:-]*$/;

/** What parts of an expression are checked with. */
const checker: Checker = { infer, expect, condition };

/** Checks that an expression gives what is wanted, and everything in it; gives what it gives. */
export function expect(expr: Expr, scope: TypeScope, names: Names, wanted: Wanted): Type {
  const { type, what } = wanted;
  const inner = unwrap(type);
  if (expr.node === 'list' && itemType(type) !== undefined) {
    const item = { ...wanted, type: itemType(type)!, what: `each item of ${what}` };
    const found = listOf(common(expr.items.map((each) => expect(each, scope, names, item))));
    names.recorder.type(expr.span, found);
    return found;
  }
  if (expr.node === 'list' && onlyEnum(type)) {
    for (const item of expr.items) expect(item, scope, names, wanted);
    const help =
      expr.items.length > 1
        ? { help: 'Write one of them. What differs between machines of one image stands in a `variant`.' }
        : {};
    names.report('VK0316', expr.span, { what, expected: describe(type) }, help);
    return ANY;
  }
  if (expr.node === 'map' && inner?.kind === 'map') {
    const found = mapOf(
      common(
        entriesOf(expr, scope, names, (value, name) => {
          const entry = {
            ...wanted,
            type: inner.value,
            what: name === null ? `each value of ${what}` : `\`${name}\``,
          };
          return expect(value, scope, names, entry);
        }),
      ),
    );
    names.recorder.type(expr.span, found);
    return found;
  }
  if (expr.node === 'map' && inner?.kind === 'object') {
    objectLiteral(expr, inner, scope, names, wanted, checker);
    names.recorder.type(expr.span, inner);
    return inner;
  }
  if (expr.node === 'conditional') {
    condition(expr.test, scope, names);
    return common([
      expect(expr.then, narrowed(expr.test, true, scope), names, wanted),
      expect(expr.else, narrowed(expr.test, false, scope), names, wanted),
    ]);
  }
  if (expr.node === 'matchexpr') {
    patternsOf(expr, scope, names);
    const values = [...expr.arms.map((arm) => arm.value), ...(expr.else === null ? [] : [expr.else])];
    return common(values.map((value) => expect(value, scope, names, wanted)));
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
    unlisted(word, expr, what, type, names);
  } else if (word !== null && unwrap(type)?.kind === 'version' && !VERSION.test(word)) {
    names.report('VK0323', expr.span, { found: word });
  } else if (!fits(found, type)) {
    reportMisfit(expr, found, wanted, names);
  }
  return found;
}

/** What `typeOf` gives for each value of a map; the keys are checked. */
function entriesOf(
  map: Expr & { node: 'map' },
  scope: TypeScope,
  names: Names,
  typeOf: (value: Expr, name: string | null) => Type,
): Type[] {
  keysTwice(map, names);
  return map.entries.map(({ key, value }) => {
    if (key.node === 'string') infer(key, scope, names);
    return typeOf(value, key.node === 'name' ? key.text : wordOf(key));
  });
}

/** Levels of expressions and of lets that need each other, beyond which a type is left open: evaluating says so. */
const DEEPEST = 500;
let depth = 0;

/** The type of an expression; everything in it is checked. `any` where a mistake was reported. */
export function infer(expr: Expr, scope: TypeScope, names: Names, expected: Type = ANY, what = 'it'): Type {
  if (depth >= DEEPEST) return ANY;
  depth++;
  try {
    const type = simple(typeOf(expr, scope, names, expected, what));
    names.recorder.type(expr.span, type);
    return type;
  } finally {
    depth--;
  }
}

function typeOf(expr: Expr, scope: TypeScope, names: Names, expected: Type, what: string): Type {
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
      return mapOf(common(entriesOf(expr, scope, names, (each) => infer(each, scope, names, value))));
    }
    case 'listfor': {
      const inner = loopScope(expr, scope, names);
      names.recorder.scope(expr.span, inner, null);
      if (expr.test !== null) condition(expr.test, inner, names);
      return listOf(infer(expr.value, inner, names, itemType(expected)));
    }
    case 'call':
      return call(expr, scope, names, checker);
    case 'get': {
      if (expr.object.node === 'ref' && spaced(expr.object, expr.name.text, scope, names)) return ANY;
      const type = field(expr, infer(expr.object, scope, names), names);
      return type.kind === 'optional' && scope.isNarrowed(expr) ? type.type : type;
    }
    case 'index':
      return index(expr, scope, names, checker);
    case 'not':
      condition(expr.operand, scope, names);
      return BOOL;
    case 'binary':
      return binary(expr, scope, names, checker);
    case 'conditional': {
      condition(expr.test, scope, names);
      return common([
        infer(expr.then, narrowed(expr.test, true, scope), names, expected, what),
        infer(expr.else, narrowed(expr.test, false, scope), names, expected, what),
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

/** The scope of a loop's body. */
export const loopScope = (loop: Loop, scope: TypeScope, names: Names): TypeScope =>
  scopeOfLoop(loop, scope, names, checker);

/** Checks the subject and the patterns of a match. */
export function patternsOf(match: Match | MatchExpr, scope: TypeScope, names: Names): void {
  checkPatterns(match, infer(match.subject, scope, names), scope, names, checker);
}

function interpolation(expr: StringExpr, scope: TypeScope, names: Names): Type {
  let secret = false;
  for (const part of expr.parts) {
    if (part.node === 'text') continue;
    const type = part.node === 'ref' ? inText(part, scope, names) : infer(part, scope, names);
    secret ||= type.kind === 'secret';
    if (['list', 'map', 'object', 'file', 'path', 'unset', 'optional'].includes(type.kind)) {
      const remedy = {
        list: 'Join its items: `join(", ", …)`.',
        map: 'Take one of its entries, or its `keys(…)`.',
        object: 'Take one of its fields.',
        file: 'Read it with `text("…")`.',
        optional: 'Say what to write when it is unset: `x == unset ? "" : x`.',
      }[type.kind as 'list'];
      const found = type.kind === 'optional' ? 'a value that may be unset' : describe(type);
      names.report('VK0307', part.span, {
        found,
        remedy: remedy ?? 'Put text, a number, a size or a system there.',
      });
    }
  }
  if (secret) return { kind: 'secret' };
  return expr.jinja ? STRING : TEXT;
}

/** A name in a string; one that nothing declares may be a variable of the shell’s. */
function inText(ref: Expr & { node: 'ref' }, scope: TypeScope, names: Names): Type {
  const report = ((...[code, span, params, extra]: Parameters<Names['report']>) => {
    const fits = code === 'VK0201' && (extra === undefined || Object.keys(extra).length === 0);
    if (!fits) return names.report(code, span, params, extra);
    const help = `If the shell on the machine is to put it in, write \`\\\${${ref.name}}\`.`;
    const at = { ...span, start: span.start - 2, end: span.start - 2 };
    const fix = { title: `Write \`\\\${${ref.name}}\``, safe: false, edits: [{ span: at, text: '\\' }] };
    return names.report(code, span, params, { help, fix });
  }) as Names['report'];
  return infer(ref, scope, { ...names, report });
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
  if (known !== null) {
    names.recorder.subject(expr.span, known);
    return known.type();
  }
  if (names.systems().includes(name)) {
    names.recorder.subject(expr.span, names.block('os', name));
    return record('os');
  }
  if (names.families().includes(name)) {
    names.recorder.subject(expr.span, names.block('family', name));
    return record('family');
  }
  const single = enumValues(itemType(expected)).includes(name);
  if (single) return { kind: 'enum', values: [name] };
  if (isNothing(name)) {
    const fix = { title: 'Write `unset`', safe: true, edits: [{ span: expr.span, text: 'unset' }] };
    names.report('VK0231', expr.span, { name }, { fix });
  } else if (values.length > 0) unlisted(name, expr, what, expected, names);
  else if (wantsSystem(expected)) {
    const foreign = foreignSystem(name);
    const near = foreign === null ? names.likelySystem(name) : null;
    const extra =
      foreign !== null ? { help: foreign } : near === null ? {} : { help: `Did you mean \`${near}\`?`, near };
    names.report('VK0202', expr.span, { name, known: names.systems().join(', ') }, extra);
  } else if (truth(name) !== null && (unwrap(expected)?.kind === 'bool' || /^(true|false)$/i.test(name))) {
    const remedy = truth(name)!;
    const fix = { title: `Write \`${remedy}\``, safe: true, edits: [{ span: expr.span, text: remedy }] };
    names.report('VK0314', expr.span, { found: name, remedy }, { fix });
  } else if (foreignFact(name) !== undefined) {
    names.report('VK0230', expr.span, { name, remedy: foreignFact(name)! });
  } else {
    const truths = unwrap(expected)?.kind === 'bool' ? ['true', 'false'] : [];
    const near = difference(name, scope) ?? didYouMean(name, [...scope.names(), ...truths]);
    const isWanted = (type: Type | undefined) =>
      type !== undefined && type.kind !== 'any' && fits(TEXT, type);
    const help = isFamily(expected)
      ? `Families are: ${names.families().join(', ')}.`
      : isWanted(expected)
        ? `Text stands in quotes: "${name}".`
        : isWanted(itemType(expected))
          ? `A list of texts is wanted: \`["${name}"]\`.`
          : undefined;
    names.report('VK0201', expr.span, { name }, near ?? (help === undefined ? {} : { help }));
  }
  return ANY;
}

/** What helps where `a-b` or `a-1` is written and `a` is declared. */
function difference(name: string, scope: TypeScope): { help: string } | undefined {
  const parts = /^([A-Za-z_]\w*)-(\w+)$/.exec(name);
  if (parts === null || scope.find(parts[1]!) === null) return undefined;
  if (!/^\d+$/.test(parts[2]!) && scope.find(parts[2]!) === null) return undefined;
  return { help: `A dash is part of a name. For a difference, write spaces: \`${parts[1]} - ${parts[2]}\`.` };
}

function wantsSystem(type: Type): boolean {
  const wanted = itemType(type) ?? type;
  return wanted.kind === 'record' && wanted.name === 'os';
}

const isFamily = (type: Type | undefined): boolean => type?.kind === 'record' && type.name === 'family';

function onlyEnum(type: Type): boolean {
  return type.kind === 'enum' || (type.kind === 'optional' && type.type.kind === 'enum');
}

function unlisted(word: string, expr: Expr, what: string, type: Type, names: Names): void {
  const values = enumValues(type);
  const known = values.join(', ');
  const idiom = foreignValue(word);
  const near = idiom === undefined ? didYouMean(word, values) : { help: idiom };
  const message = enumMessage(type);
  const help = `${near?.help ?? `It can be: ${known}.`} ${message}`;
  names.report(
    'VK0309',
    expr.span,
    { found: word, what, known },
    message === undefined ? near : { ...near, help },
  );
}
