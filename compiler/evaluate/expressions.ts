import type { Binary, Expr, Match, MatchExpr, Pattern, StringExpr } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { arithmetic } from './arithmetic.ts';
import { isArithmetic } from '../model/arithmetic.ts';
import { roundScope, roundsOver } from './rounds.ts';
import { callContext } from './call-context.ts';
import { goesByTarget } from './branches.ts';
import type { Arm } from './branches.ts';
import { field, index, ownerOf } from './access.ts';
import type { EvalContext } from './context.ts';
import { isOf } from './is-of.ts';
import { kernelHelp } from '../language/foreign-idioms.ts';
import { NAME_ARGUMENT, functions } from '../language/functions.ts';
import type { Scope } from './scope.ts';
import { compareVersions, escapeJinja, textOf } from '../model/text.ts';
import { enumValues, itemType, unwrap } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { bad, bool, int, jinja, list, same, string, unset } from '../model/value.ts';
import type { Value } from '../model/value.ts';
import { bounded, canEnter, canHold, hasRoom, nextRound } from './within-limits.ts';
import type { ListFor } from './within-limits.ts';

/**
 * Evaluates an expression. The checker has been over it: mistakes of name and type are not reported again but give
 * `bad`; what only values can show (missing files, missing keys, a `match` without an answer) is reported here.
 * `expected` is the type wanted, which lets a bare name be one of an attribute's listed values.
 */
export function evaluate(expr: Expr, scope: Scope, context: EvalContext, expected?: Type): Value {
  if (!canEnter(expr, context)) return bad(expr.span);
  const value = valueOf(expr, scope, context, expected);
  context.budget.leave();
  context.observe?.(expr.span, value);
  if (value.type === 'bad') context.unresolved(expr.span);
  return value;
}

function valueOf(expr: Expr, scope: Scope, context: EvalContext, expected?: Type): Value {
  const origin = expr.span;
  const go = (each: Expr, type?: Type) => evaluate(each, scope, context, type);
  switch (expr.node) {
    case 'string':
      return interpolate(expr, scope, context);
    case 'int':
      return int(expr.value, origin);
    case 'bool':
      return bool(expr.value, origin);
    case 'unset':
      return unset(origin);
    case 'size':
    case 'duration':
      return { type: expr.node, value: expr.value, origin };
    case 'mode':
      return { type: 'mode', value: expr.value, origin };
    case 'ref':
      return reference(expr.name, origin, scope, context, expected);
    case 'list': {
      const item = itemType(expected);
      return wholeList(
        expr.items.map((each) => go(each, item)),
        origin,
        context,
      );
    }
    case 'map': {
      const entries = new Map<string, Value>();
      const type = unwrap(expected);
      for (const { key, value } of expr.entries) {
        const name = key.node === 'name' ? key.text : staticText(go(key), context);
        if (name !== null) entries.set(name, go(value, valueType(type, name)));
      }
      // As a list does not: what has no value has none within another either.
      return [...entries.values()].some((value) => value.type === 'bad')
        ? bad(origin)
        : bounded({ type: 'map', entries, origin }, context);
    }
    case 'listfor':
      return listFor(expr, scope, context, expected);
    case 'call':
      return call(expr, scope, context);
    case 'get':
      return field(decided(go(expr.object), context), expr.name.text, expr.name.span, context, () =>
        ownerOf(expr.object, go),
      );
    case 'index':
      return index(
        decided(go(expr.object), context),
        decided(go(expr.index), context),
        expr.index.span,
        context,
        () => ownerOf(expr.object, go),
      );
    case 'not': {
      const value = decided(go(expr.operand), context);
      return value.type === 'bool' ? bool(!value.value, origin) : bad(origin);
    }
    case 'binary':
      return binary(expr, scope, context);
    case 'conditional': {
      const test = decided(go(expr.test), context);
      return test.type === 'bool' ? go(test.value ? expr.then : expr.else, expected) : bad(origin);
    }
    case 'matchexpr':
      return matchValue(expr, scope, context, expected);
    case 'bad':
      return bad(origin);
  }
}

/** The type that is wanted of an entry of a map. */
function valueType(type: Type | undefined, name: string): Type | undefined {
  return type?.kind === 'object' ? type.fields.get(name) : type?.kind === 'map' ? type.value : undefined;
}

/** The arm of a match whose pattern the subject is, the else, or null (reported) when there is neither. */
export function choose<A extends { readonly patterns: readonly Pattern[] }, E>(
  subject: Value,
  match: (Match | MatchExpr) & { readonly arms: readonly A[]; readonly else: E | null },
  scope: Scope,
  context: EvalContext,
): A | E | null {
  const value = decided(subject, context);
  if (value.type === 'bad') return null;
  const arm = match.arms.find((each) =>
    each.patterns.some((pattern) => matches(pattern, value, scope, context)),
  );
  const text = textOf(value);
  if (arm !== undefined || match.else !== null) {
    const isAboutTarget = () => goesByTarget(match, scope);
    context.recordBranch(match, isAboutTarget, (arm as Arm | undefined) ?? 'else', text);
    return arm ?? match.else;
  }
  if (context.hasErrorAt(match.span)) return null;
  const head = { ...match.span, end: match.subject.span.end };
  const known = match.arms.flatMap(({ patterns }) =>
    patterns.map((each) => patternText(each, scope, context)),
  );
  context.report('VK0501', head, {
    value: `\`${text ?? 'this value'}\``,
    known: known.join(', ') || 'nothing',
  });
  return null;
}

/** A pattern, as it is said. */
function patternText(pattern: Pattern, scope: Scope, context: EvalContext): string {
  if (pattern.node === 'name') return pattern.text;
  return textOf(evaluate(pattern, scope, context)) ?? 'unset';
}

function matches(pattern: Pattern, value: Value, scope: Scope, context: EvalContext): boolean {
  if (pattern.node === 'name') {
    if (value.type === 'bool') return false;
    return textOf(value) === pattern.text;
  }
  return same(evaluate(pattern, scope, context), value);
}

/** A value that decides something now; a template of Ansible's cannot. */
export function decided(value: Value, context: EvalContext): Value {
  if (value.type !== 'jinja') return value;
  if (value.origin !== null) {
    const help = kernelHelp(value.value);
    const params = { what: value.secret ? 'a secret' : 'a template of Ansible’s' };
    context.report('VK0402', value.origin, params, help === null ? {} : { help });
  }
  return bad(value.origin);
}

/** Text that is known when compiling, or null; what is no text was reported. */
export function staticText(value: Value, context: EvalContext): string | null {
  const text = decided(value, context);
  return text.type === 'bad' ? null : textOf(text);
}

function interpolate(expr: StringExpr, scope: Scope, context: EvalContext): Value {
  const parts: (string | Value)[] = [];
  let template = expr.jinja;
  let secret = false;
  for (const part of expr.parts) {
    if (part.node === 'text') {
      parts.push(part.value);
      continue;
    }
    const value = evaluate(part, scope, context);
    if (value.type === 'bad' || textOf(value) === null) return bad(expr.span);
    if (value.type === 'jinja') {
      template = true;
      secret ||= value.secret;
    }
    parts.push(value);
  }
  const plain = (part: string | Value) => (typeof part === 'string' ? part : textOf(part)!);
  // A text as it is written is as long as the source at most.
  if (parts.length === 1 && typeof parts[0] === 'string' && !template) return string(parts[0], expr.span);
  const whole = parts.map(plain);
  const characters = whole.reduce((sum, each) => sum + each.length, 0);
  if (!hasRoom(characters, expr.span, context)) return bad(expr.span);
  if (!template) return string(whole.join(''), expr.span);
  // In a plain string text stays text beside a template; in jinja"…" the author writes the template.
  const text = parts.map((part) => {
    const raw = expr.jinja || (typeof part !== 'string' && part.type === 'jinja');
    return raw ? plain(part) : escapeJinja(plain(part));
  });
  return jinja(text.join(''), expr.span, secret);
}

function reference(name: string, origin: Span, scope: Scope, context: EvalContext, expected?: Type): Value {
  if (enumValues(expected).includes(name)) return string(name, origin);
  const binding = scope.lookup(name);
  if (binding?.what === 'runtime param') {
    context.report('VK0407', origin, { name });
    return bad(origin);
  }
  if (binding?.what === 'per target') {
    context.report('VK0509', origin, {});
    return bad(origin);
  }
  if (binding !== null) return { ...binding.value(), origin };
  const declared = context.os(name) ?? context.family(name);
  return declared === null ? bad(origin) : { ...declared, origin };
}

function wholeList(items: readonly Value[], origin: Span, context: EvalContext): Value {
  if (items.some((item) => item.type === 'bad')) return bad(origin);
  return bounded(list(items, origin), context);
}

function listFor(expr: ListFor, scope: Scope, context: EvalContext, expected?: Type): Value {
  const items = decided(evaluate(expr.list, scope, context), context);
  const rounds = roundsOver(items, expr);
  if (rounds === null) return bad(expr.span);
  const kept: Value[] = [];
  for (const round of rounds) {
    if (!nextRound(expr, context)) return bad(expr.span);
    const inner = roundScope(expr, round, scope);
    if (expr.test !== null) {
      const test = decided(evaluate(expr.test, inner, context), context);
      if (test.type !== 'bool') return bad(expr.span);
      if (!test.value) continue;
    }
    kept.push(evaluate(expr.value, inner, context, itemType(expected)));
  }
  return wholeList(kept, expr.span, context);
}

function call(expr: Expr & { node: 'call' }, scope: Scope, context: EvalContext): Value {
  const fn = functions.get(expr.name.text);
  if (fn === undefined) return bad(expr.span);
  const args: Value[] = [];
  for (const [i, arg] of expr.args.entries()) {
    const bare = arg.node === 'ref' && NAME_ARGUMENT.has(expr.name.text);
    const value = bare
      ? string(arg.name, arg.span)
      : evaluate(arg, scope, context, fn.parameters[i] ?? fn.rest);
    const known = decided(value, context);
    if (known.type === 'bad') return bad(expr.span);
    // What the checker could not see, or has rejected: a function is only ever run on what it takes.
    const type = fn.parameters[i] ?? fn.rest;
    if (type === undefined) return bad(expr.span);
    if (!isOf(type, known, `argument ${i + 1} of \`${fn.signature}\``, arg.span, context))
      return bad(expr.span);
    args.push(known);
  }
  if (args.length < fn.parameters.length) return bad(expr.span);
  const at = expr.args[0]?.span ?? expr.span;
  const result = fn.run(args, {
    ...callContext(at, expr.span, scope.file, context),
    hasRoom: (characters) => hasRoom(characters, expr.span, context),
    items: (count) => canHold(count, expr.span, context),
  });
  return result.type === 'list' || result.type === 'map' ? bounded(result, context) : result;
}

function binary(expr: Binary, scope: Scope, context: EvalContext): Value {
  const { operator, span } = expr;
  const left = decided(evaluate(expr.left, scope, context, undeclared(expr.left, scope, context)), context);
  if (operator === '&&' || operator === '||') {
    if (left.type !== 'bool') return bad(span);
    if (left.value === (operator === '||')) return bool(left.value, span);
    const right = decided(evaluate(expr.right, scope, context), context);
    return right.type === 'bool' ? bool(right.value, span) : bad(span);
  }
  const right = decided(
    evaluate(expr.right, scope, context, undeclared(expr.right, scope, context)),
    context,
  );
  if (left.type === 'bad' || right.type === 'bad') return bad(span);
  if (isArithmetic(operator)) return arithmetic({ ...expr, operator }, left, right, context);
  switch (operator) {
    case '==':
      return bool(same(left, right), span);
    case '!=':
      return bool(!same(left, right), span);
    case 'in':
      if (right.type === 'list')
        return bool(
          right.items.some((item) => same(item, left)),
          span,
        );
      if (right.type === 'map') return bool(right.entries.has(textOf(left) ?? ''), span);
      return bad(span);
    default: {
      const order = ordered(left, right);
      if (order === null) return bad(span);
      const holds = { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 };
      return bool(holds[operator], span);
    }
  }
}

/**
 * In a comparison a bare name that nothing declares is one of the values that the other side can have; the checker
 * has seen to that.
 */
function undeclared(side: Expr, scope: Scope, context: EvalContext): Type | undefined {
  const free = (each: Expr) =>
    each.node === 'ref' &&
    scope.lookup(each.name) === null &&
    context.os(each.name) === null &&
    context.family(each.name) === null
      ? [each.name]
      : [];
  if (side.node === 'ref') return { kind: 'enum', values: free(side) };
  if (side.node === 'list') return { kind: 'list', item: { kind: 'enum', values: side.items.flatMap(free) } };
  return undefined;
}

function ordered(a: Value, b: Value): number | null {
  if (a.type !== b.type) return null;
  if (a.type === 'string') return compareVersions(a.value, (b as typeof a).value);
  if (a.type === 'int' || a.type === 'size' || a.type === 'duration') return a.value - (b as typeof a).value;
  return null;
}

function matchValue(expr: MatchExpr, scope: Scope, context: EvalContext, expected?: Type): Value {
  const subject = evaluate(expr.subject, scope, context);
  const chosen = choose(subject, expr, scope, context);
  if (chosen === null) return bad(expr.span);
  return evaluate('patterns' in chosen ? chosen.value : chosen, scope, context, expected);
}
