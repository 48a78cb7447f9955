import { escapeJinja } from '../../compiler/model/text.ts';
import { jinja } from '../../compiler/model/value.ts';
import type { JinjaValue } from '../../compiler/model/value.ts';
import { parseExpression, pieces } from '../jinja/parse.ts';
import type { Expr } from '../jinja/ast.ts';
import { Template, Vault, isMap, newMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';
import type { FlatTask } from '../model/task.ts';

/** A variable that gets its value when the image is deployed, as a role declares it. */
export interface DeploymentParam {
  readonly name: string;
  /** As the language writes it. */
  readonly type: string;
}

export type DeploymentParams = ReadonlyMap<string, DeploymentParam>;

/** Stand around the name of a param in a text that is known else: signs that no text of a tree holds. */
const [OPEN, SECRET, CLOSE] = ['\uFDD0', '\uFDD2', '\uFDD1'];
const MARKED = new RegExp(`[${OPEN}${SECRET}](\\w+)${CLOSE}`, 'g');
const ALONE = new RegExp(`^[${OPEN}${SECRET}](\\w+)${CLOSE}$`);

/** A text that is a param. */
export const markOf = ({ name, type }: DeploymentParam): string =>
  `${type === 'secret' ? SECRET : OPEN}${name}${CLOSE}`;

/** A text of the language, with `${…}` where a param stands. */
export const interpolated = (text: string): string => text.replace(MARKED, '${$1}');

/** The param that a text is, and nothing else; null if it is none. */
export const paramAlone = (text: string): string | null => ALONE.exec(text)?.[1] ?? null;

/** A text for people, in which a param is its name. */
export const withNames = (text: string): string => text.replace(MARKED, '$1');

export const holdsParam = (text: string): boolean => text.includes(CLOSE);

/** A text with params as Ansible has it; null if there are none in it. */
export function jinjaOf(text: string): JinjaValue | null {
  if (!holdsParam(text)) return null;
  const parts = text.split(new RegExp(`[${OPEN}${SECRET}]|${CLOSE}`));
  const joined = parts.map((part, i) => (i % 2 === 1 ? `{{ ${part} }}` : escapeJinja(part)));
  return jinja(joined.join(''), null, text.includes(SECRET));
}

/** A task in which texts with params are such as the language can write: known but for the params. */
export function withParams(task: FlatTask, params: DeploymentParams): FlatTask {
  if (params.size === 0) return task;
  const found = new Set<string>();
  const args = marked(task.args, params, found) as FlatTask['args'];
  const keywords = marked(task.keywords, params, found) as Record<string, Data>;
  // The compiler keeps a task that gets a secret out of the log itself.
  const { no_log: hidden, ...others } = keywords;
  const isSecret = [...found].some((name) => params.get(name)!.type === 'secret');
  return { ...task, args, keywords: isSecret && hidden === true ? others : keywords, unmarked: task };
}

function marked(value: Data, params: DeploymentParams, found: Set<string>): Data {
  if (value instanceof Template) return markedText(value, params, found);
  if (value instanceof Vault || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Data[]).map((each) => marked(each, params, found));
  if (!isMap<Data>(value as DataMap)) return value;
  return newMap(Object.entries(value as DataMap).map(([key, each]) => [key, marked(each, params, found)]));
}

/** What is more than names of params and text stays a template. */
function markedText(template: Template, params: DeploymentParams, found: Set<string>): Template | string {
  if (holdsParam(template.text)) return template;
  const names: string[] = [];
  const parts = pieces(template.text).map(({ piece, text }) => {
    if (piece === 'text') return text;
    const expr = piece === 'expression' ? parseExpression(text) : null;
    if (expr?.node === 'value' && typeof expr.value === 'string') return expr.value;
    if (expr?.node !== 'name' || !params.has(expr.name)) return null;
    names.push(expr.name);
    return markOf(params.get(expr.name)!);
  });
  if (parts.includes(null)) return template;
  for (const name of names) found.add(name);
  return parts.join('');
}

/** A condition of Ansible's as the language writes it; null if it is about more than params. */
export function conditionText(text: string, params: DeploymentParams): string | null {
  const expr = parseExpression(text);
  return expr === null ? null : condition(expr, params, 0);
}

const PRIORITY: Readonly<Record<string, number>> = { or: 1, and: 2 };
const SIGNS: Readonly<Record<string, string>> = { or: '||', and: '&&' };

function condition(expr: Expr, params: DeploymentParams, least: number): string | null {
  if (expr.node === 'not') {
    const of = condition(expr.of, params, 3);
    return of === null ? null : `!${/^\w+$|^\(/.test(of) ? of : `(${of})`}`;
  }
  if (expr.node !== 'binary') {
    const name = operand(expr, params);
    return name !== null && params.get(name)?.type === 'bool' ? name : null;
  }
  const { operator } = expr;
  const own = PRIORITY[operator];
  if (own !== undefined) {
    const left = condition(expr.left, params, own);
    const right = condition(expr.right, params, own + 1);
    if (left === null || right === null) return null;
    const text = `${left} ${SIGNS[operator]!} ${right}`;
    return own < least ? `(${text})` : text;
  }
  if (!/^([=!<>]=|[<>])$/.test(operator)) return null;
  const left = operand(expr.left, params);
  const right = operand(expr.right, params);
  return left === null || right === null ? null : `${left} ${operator} ${right}`;
}

/** A side of a comparison. The compiler says of flags and numbers what they are, and of nothing else. */
function operand(expr: Expr, params: DeploymentParams): string | null {
  if (expr.node === 'value') {
    const { value } = expr;
    if (typeof value === 'string') return /[\\"$\n\t]/.test(value) ? null : `"${value}"`;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  }
  const [name, filter] =
    expr.node === 'filter' && expr.of.node === 'name' && expr.args === null
      ? [expr.of.name, expr.name]
      : [expr.node === 'name' ? expr.name : '', null];
  const type = params.get(name)?.type.replace(/\?$/, '');
  if (type === undefined) return null;
  const usual = type === 'bool' || type === 'int' ? type : null;
  return filter === usual ? name : null;
}
