import { Literal, Template, Vault, isKnown, isMap, newMap } from '../model/data.ts';
import type { Data, DataMap, Raw } from '../model/data.ts';
import { literal } from './ast.ts';
import type { Args, Expr } from './ast.ts';
import { filters, method, tests, truth } from './functions.ts';
import { literalOr } from './open-value.ts';
import { inText, operate } from './operators.ts';
import { parseExpression, pieces } from './parse.ts';
import { printExpression, valueText } from './print.ts';

/** What a name stands for: a value, something that only the machine knows, or nothing. */
export type Found =
  | { readonly found: 'value'; readonly value: Data }
  | { readonly found: 'machine' }
  | { readonly found: 'nothing' };

export interface Names {
  find(name: string): Found;
  /** The text of a file that is named where a lookup stands; null if there is none. */
  file?(name: string): string | null;
}

/** The outcome of an expression: known, left to the machine with what is known put in, or not defined. */
type Outcome =
  | { readonly is: 'known'; readonly value: Data }
  | { readonly is: 'open'; readonly expr: Expr }
  | { readonly is: 'undefined'; readonly expr: Expr };

const known = (value: Data): Outcome => ({ is: 'known', value });
const open = (expr: Expr): Outcome => ({ is: 'open', expr });
const exprOf = (outcome: Outcome): Expr => (outcome.is === 'known' ? literal(outcome.value) : outcome.expr);

/** A value with its templates filled in as far as the tree says what is in them. */
export function evaluate(raw: Raw, names: Names): Data {
  if (raw instanceof Literal) return raw.text;
  if (raw instanceof Vault) return raw;
  if (typeof raw === 'string') return evaluateText(raw, names);
  if (Array.isArray(raw)) return (raw as readonly Raw[]).map((each) => evaluate(each, names));
  if (isMap<Raw>(raw))
    return newMap(
      Object.entries(raw as Readonly<Record<string, Raw>>).map(([key, each]) => [key, evaluate(each, names)]),
    );
  return raw as null | boolean | number;
}

function evaluateText(text: string, names: Names): Data {
  if (!/\{[{%#]/.test(text)) return text;
  const parts = pieces(text);
  if (parts.some(({ piece }) => piece === 'other')) return new Template(text);
  const [only] = parts;
  if (parts.length === 1 && only!.piece === 'expression') {
    const expr = parseExpression(only!.text);
    if (expr === null) return new Template(text);
    const outcome = compute(expr, names, { left: 5000 });
    return outcome.is === 'known' ? outcome.value : new Template(`{{ ${printExpression(outcome.expr)} }}`);
  }
  let template = false;
  const out = parts.map((part) => {
    if (part.piece === 'text') return { text: part.text, jinja: false };
    const expr = parseExpression(part.text);
    const outcome = expr === null ? null : compute(expr, names, { left: 5000 });
    if (outcome?.is === 'known' && isText(outcome.value))
      return { text: inText(outcome.value), jinja: false };
    template = true;
    return { text: `{{ ${outcome === null ? part.text : printExpression(exprOf(outcome))} }}`, jinja: true };
  });
  // Braces that stand for themselves may come together from several pieces, one that is before a template included.
  const stretches: { text: string; jinja: boolean }[] = [];
  for (const each of out) {
    const last = stretches.at(-1);
    if (last !== undefined && !last.jinja && !each.jinja) last.text += each.text;
    else stretches.push({ ...each });
  }
  const joined = stretches
    .map(({ text: own, jinja }, i) =>
      template && !jinja
        ? own.replace(i < stretches.length - 1 ? /\{(?=[{%#]|$)/g : /\{(?=[{%#])/g, "{{ '{' }}")
        : own,
    )
    .join('');
  return template ? new Template(joined) : joined;
}

const isText = (value: Data) => value === null || typeof value !== 'object';
/** A condition: decided, or what of it is left to the machine. */
export function evaluateCondition(raw: Raw, names: Names): boolean | string {
  if (typeof raw === 'boolean') return raw;
  if (raw === null) return true;
  if (typeof raw === 'object' && !(raw instanceof Literal)) return JSON.stringify(raw);
  const text = raw instanceof Literal ? raw.text : String(raw as string);
  const bare = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text;
  const expr = parseExpression(bare.trim());
  if (expr === null) return bare.trim();
  const outcome = compute(expr, names, { left: 5000 });
  if (outcome.is !== 'known') return printExpression(outcome.expr);
  return typeof outcome.value === 'string' && /^(false|no|off|0)$/i.test(outcome.value)
    ? valueText(outcome.value)
    : truth(outcome.value);
}

interface Budget {
  left: number;
}

function compute(expr: Expr, names: Names, budget: Budget): Outcome {
  if (--budget.left < 0) return open(expr);
  const sub = (each: Expr) => compute(each, names, budget);
  switch (expr.node) {
    case 'value':
      return known(expr.value);
    case 'name': {
      const found = names.find(expr.name);
      if (found.found === 'nothing') return { is: 'undefined', expr };
      if (found.found === 'machine') return open(expr);
      return isKnown(found.value) ? known(found.value) : open(literalOr(found.value, expr));
    }
    case 'attribute':
    case 'item':
      return member(expr, names, budget);
    case 'slice': {
      const of = sub(expr.of);
      const parts = expr.parts.map((part) => (part === null ? known(null) : sub(part)));
      const [from, to, step] = parts.map((part) => (part.is === 'known' ? part.value : Number.NaN));
      if (
        of.is === 'known' &&
        step === undefined &&
        parts.every(({ is }) => is === 'known') &&
        (typeof of.value === 'string' || Array.isArray(of.value))
      )
        return known(
          (of.value as string).slice((from ?? 0) as number, (to ?? undefined) as number | undefined),
        );
      return open({
        ...expr,
        of: exprOf(of),
        parts: expr.parts.map((part, i) => (part === null ? null : exprOf(parts[i]!))),
      });
    }
    case 'call':
      return call(expr, names, budget);
    case 'filter':
      return filter(expr, names, budget);
    case 'test':
      return test(expr, names, budget);
    case 'not': {
      const of = sub(expr.of);
      return of.is === 'known' ? known(!truth(of.value)) : open({ node: 'not', of: of.expr });
    }
    case 'minus': {
      const of = sub(expr.of);
      return of.is === 'known' && typeof of.value === 'number'
        ? known(-of.value)
        : open({ node: 'minus', of: exprOf(of) });
    }
    case 'binary':
      return binary(expr, names, budget);
    case 'cond': {
      const condition = sub(expr.test);
      if (condition.is === 'known')
        return truth(condition.value) ? sub(expr.yes) : expr.no === null ? known('') : sub(expr.no);
      return open({
        node: 'cond',
        test: condition.expr,
        yes: exprOf(sub(expr.yes)),
        no: expr.no === null ? null : exprOf(sub(expr.no)),
      });
    }
    case 'list': {
      const items = expr.items.map(sub);
      return items.every((item) => item.is === 'known')
        ? known(items.map((item) => (item as { value: Data }).value))
        : open({ node: 'list', items: items.map(exprOf) });
    }
    case 'dict': {
      const entries = expr.entries.map(([key, value]) => [sub(key), sub(value)] as const);
      if (entries.every(([key, value]) => key.is === 'known' && value.is === 'known'))
        return known(
          newMap(
            entries.map(([key, value]) => [
              inText((key as { value: Data }).value),
              (value as { value: Data }).value,
            ]),
          ),
        );
      return open({ node: 'dict', entries: entries.map(([key, value]) => [exprOf(key), exprOf(value)]) });
    }
  }
}

function member(expr: Expr & { node: 'attribute' | 'item' }, names: Names, budget: Budget): Outcome {
  const of = compute(expr.of, names, budget);
  const index = expr.node === 'attribute' ? known(expr.name) : compute(expr.index, names, budget);
  const left: Expr =
    expr.node === 'attribute'
      ? { ...expr, of: exprOf(of) }
      : { ...expr, of: exprOf(of), index: exprOf(index) };
  if (of.is === 'undefined') return { is: 'undefined', expr: left };
  // `hostvars`, `ansible_facts` and the like are known in parts.
  if (
    of.is === 'open' &&
    index.is === 'known' &&
    expr.of.node === 'name' &&
    typeof index.value === 'string'
  ) {
    const found = names.find(`${expr.of.name}.${index.value}`);
    if (found.found === 'value') return known(found.value);
  }
  if (of.is === 'open' && of.expr.node === 'dict' && index.is === 'known') {
    const entry = of.expr.entries.find(([key]) => key.node === 'value' && key.value === index.value);
    if (entry !== undefined) return entry[1].node === 'value' ? known(entry[1].value) : open(entry[1]);
  }
  if (of.is === 'open' || index.is !== 'known') return open(left);
  const value = of.value;
  if (Array.isArray(value) && typeof index.value === 'number') {
    const found = (value as readonly Data[]).at(index.value);
    return found === undefined ? { is: 'undefined', expr: left } : known(found);
  }
  if (isMap<Data>(value as DataMap)) {
    const found = (value as DataMap)[inText(index.value)];
    if (found !== undefined) return known(found);
    return { is: 'undefined', expr: left };
  }
  return open(left);
}

function computeArgs(
  args: Args | null,
  names: Names,
  budget: Budget,
): { values: Data[] | null; named: DataMap; expr: Args | null } {
  if (args === null) return { values: [], named: {}, expr: null };
  const positional = args.positional.map((each) => compute(each, names, budget));
  const named = Object.entries(args.named).map(
    ([name, each]) => [name, compute(each, names, budget)] as const,
  );
  const all = [...positional, ...named.map(([, each]) => each)].every(({ is }) => is === 'known');
  return {
    values: all ? positional.map((each) => (each as { value: Data }).value) : null,
    named: newMap(named.map(([name, each]) => [name, each.is === 'known' ? each.value : null])),
    expr: {
      positional: positional.map(exprOf),
      named: newMap(named.map(([name, each]) => [name, exprOf(each)])),
    },
  };
}

function call(expr: Expr & { node: 'call' }, names: Names, budget: Budget): Outcome {
  const args = computeArgs(expr.args, names, budget);
  if (expr.of.node === 'attribute') {
    const of = compute(expr.of.of, names, budget);
    const value =
      of.is === 'known' && args.values !== null ? method(of.value, expr.of.name, args.values) : undefined;
    return value === undefined
      ? open({ ...expr, of: { ...expr.of, of: exprOf(of) }, args: args.expr! })
      : known(value);
  }
  const [from, to] = args.values ?? [];
  if (expr.of.node === 'name' && expr.of.name === 'lookup' && args.values?.length === 2) {
    const text = short(String(from as string)) === 'file' && typeof to === 'string' ? names.file?.(to) : null;
    if (typeof text === 'string') return known(text);
  }
  if (
    expr.of.node === 'name' &&
    expr.of.name === 'range' &&
    typeof from === 'number' &&
    args.values!.length < 3
  ) {
    const [start, end] = typeof to === 'number' ? [from, to] : [0, from];
    if (end - start < 1000)
      return known(Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i));
  }
  return open({ ...expr, args: args.expr! });
}

const short = (name: string) => name.replace(/^ansible\.builtin\./, '');

function filter(expr: Expr & { node: 'filter' }, names: Names, budget: Budget): Outcome {
  const of = compute(expr.of, names, budget);
  const args = computeArgs(expr.args, names, budget);
  const name = short(expr.name);
  if (name === 'default' || name === 'd') {
    const strict = args.values?.[1] === true || args.named['boolean'] === true;
    const empty = of.is === 'undefined' || (strict && of.is === 'known' && !truth(of.value));
    if (empty && expr.args !== null) {
      const [fallback] = expr.args.positional;
      if (fallback !== undefined)
        return fallback.node === 'name' && fallback.name === 'omit'
          ? known(OMIT)
          : compute(fallback, names, budget);
      return known('');
    }
    if (of.is === 'known') return of;
  }
  if (of.is === 'known' && args.values !== null && Object.hasOwn(filters, name)) {
    const value = filters[name]!(of.value, args.values, args.named);
    if (value !== undefined) return known(value);
  }
  return open({ ...expr, of: exprOf(of), args: args.expr });
}

/** What `omit` leaves out of a task. */
export const OMIT: Data = '__omit_place_holder__';

function test(expr: Expr & { node: 'test' }, names: Names, budget: Budget): Outcome {
  const name = short(expr.name);
  const of = compute(expr.of, names, budget);
  const answer = (value: boolean) => known(value !== expr.not);
  if (name === 'defined' || name === 'undefined') {
    if (of.is === 'undefined') return answer(name === 'undefined');
    if (of.is === 'known') return answer(name === 'defined');
    if (expr.of.node === 'name' && names.find(expr.of.name).found === 'value')
      return answer(name === 'defined');
    return open({ ...expr, of: of.expr });
  }
  const args = computeArgs(expr.args, names, budget);
  const key = name === 'version_compare' ? 'version' : name;
  if (of.is === 'known' && args.values !== null && Object.hasOwn(tests, key)) {
    const value = tests[key]!(of.value, args.values);
    if (value !== undefined) return answer(value);
  }
  return open({ ...expr, of: exprOf(of), args: args.expr });
}

function binary(expr: Expr & { node: 'binary' }, names: Names, budget: Budget): Outcome {
  const { operator } = expr;
  const left = compute(expr.left, names, budget);
  if (operator === 'and' || operator === 'or') {
    const decides = (outcome: Outcome) =>
      outcome.is === 'known' && truth(outcome.value) === (operator === 'or');
    if (decides(left)) return left;
    const right = compute(expr.right, names, budget);
    if (decides(right) && left.is !== 'undefined') return right;
    if (left.is === 'known') return right;
    if (right.is === 'known') return left.is === 'undefined' ? open(left.expr) : left;
    return open({ ...expr, left: exprOf(left), right: exprOf(right) });
  }
  const right = compute(expr.right, names, budget);
  if (left.is === 'known' && right.is === 'known') {
    const value = operate(operator, left.value, right.value);
    if (value !== undefined) return known(value);
  }
  return open({ ...expr, left: exprOf(left), right: exprOf(right) });
}
