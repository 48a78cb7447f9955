import { Template, Vault, isMap } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { Args, Expr } from './ast.ts';

/** An expression as it is written: one space around what joins, quotes of one sort. */
export function printExpression(expr: Expr): string {
  return print(expr, 0);
}

const PRIORITY: Readonly<Record<string, number>> = {
  or: 2,
  and: 3,
  in: 5,
  '+': 6,
  '-': 6,
  '~': 6,
  '*': 7,
  '/': 7,
  '//': 7,
  '%': 7,
  '**': 7,
};
const COMPARISON = 5;
const POSTFIX = 9;

function print(expr: Expr, least: number): string {
  const [text, priority] = printed(expr);
  return priority < least ? `(${text})` : text;
}

function printed(expr: Expr): [string, number] {
  switch (expr.node) {
    case 'value':
      return [valueText(expr.value), 10];
    case 'name':
      return [expr.name, 10];
    case 'attribute':
      return [`${print(expr.of, POSTFIX)}.${expr.name}`, POSTFIX];
    case 'item':
      return [`${print(expr.of, POSTFIX)}[${print(expr.index, 0)}]`, POSTFIX];
    case 'slice':
      return [
        `${print(expr.of, POSTFIX)}[${expr.parts.map((part) => (part === null ? '' : print(part, 0))).join(':')}]`,
        POSTFIX,
      ];
    case 'call':
      return [`${print(expr.of, POSTFIX)}(${args(expr.args)})`, POSTFIX];
    case 'filter':
      return [`${print(expr.of, 8)} | ${expr.name}${expr.args === null ? '' : `(${args(expr.args)})`}`, 8];
    case 'test':
      return [
        `${print(expr.of, 8)} is ${expr.not ? 'not ' : ''}${expr.name}${expr.args === null ? '' : `(${args(expr.args)})`}`,
        8,
      ];
    case 'not':
      return [`not ${print(expr.of, 4)}`, 4];
    case 'minus':
      return [`-${print(expr.of, POSTFIX)}`, 8];
    case 'binary': {
      const own = PRIORITY[expr.operator] ?? COMPARISON;
      return [`${print(expr.left, own)} ${expr.operator} ${print(expr.right, own + 1)}`, own];
    }
    case 'cond':
      return [
        `${print(expr.yes, 2)} if ${print(expr.test, 2)}${expr.no === null ? '' : ` else ${print(expr.no, 1)}`}`,
        1,
      ];
    case 'list':
      return [`[${expr.items.map((item) => print(item, 0)).join(', ')}]`, 10];
    case 'dict':
      return [
        `{${expr.entries.map(([key, value]) => `${print(key, 0)}: ${print(value, 0)}`).join(', ')}}`,
        10,
      ];
  }
}

function args({ positional, named }: Args): string {
  return [
    ...positional.map((each) => print(each, 0)),
    ...Object.entries(named).map(([name, each]) => `${name}=${print(each, 0)}`),
  ].join(', ');
}

/** A value as an expression has it. */
export function valueText(value: Data): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`;
  if (value instanceof Template)
    return /^\{\{\s*([\s\S]*?)\s*\}\}$/.exec(value.text)?.[1] ?? valueText(value.text);
  if (value instanceof Vault) return "''";
  if (isMap<Data>(value as Data & Readonly<Record<string, Data>>))
    return `{${Object.entries(value as Readonly<Record<string, Data>>)
      .map(([key, each]) => `${valueText(key)}: ${valueText(each)}`)
      .join(', ')}}`;
  return `[${(value as readonly Data[]).map(valueText).join(', ')}]`;
}
