import * as z from 'zod/mini';
import type { Element, Label } from '../../grammar/syntax.ts';
import { readAllows } from '../evaluate/allow.ts';
import { readAttributes } from '../evaluate/attributes.ts';
import { commonSchema } from '../language/blocks.ts';
import { evaluate, staticText } from '../evaluate/expressions.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Resource } from '../model/ir.ts';
import { reloadHandler, restartHandler } from '../sdk/resource-kind.ts';
import type { Kind, LowerContext, Lowered, ResourceKind, TaskDraft } from '../sdk/resource-kind.ts';
import { fieldOf } from '../model/schema.ts';
import type { Attributes, Schema } from '../model/schema.ts';
import type { Span } from '../../grammar/span.ts';
import { soundKeywords, withKeywords, withRegisters } from './task-keywords.ts';
import type { Registers } from './task-keywords.ts';
import type { Scope } from '../evaluate/scope.ts';
import { breaks } from '../model/types.ts';
import { list, string } from '../model/value.ts';
import type { StringValue, Value } from '../model/value.ts';
import type { Conditions } from '../evaluate/expand.ts';

/** A resource with what it becomes. */
export interface LoweredResource {
  readonly resource: Resource;
  readonly lowered: Lowered;
  /** What runs at the end when it changed something, each with where that is written. */
  readonly handlers: readonly TaskDraft[];
}

/** An element as it is evaluated: the attributes of its kind, those that all elements take, and its labels. */
interface ReadElement<S extends Schema> {
  readonly labels: readonly StringValue[];
  /** As written, without what all elements take. */
  readonly own: ReadonlyMap<string, Value>;
  readonly attributes: Attributes<S>;
  readonly values: ReadonlyMap<string, Value>;
  readonly names: ReadonlyMap<string, Span>;
}

/** Evaluates an element; null when something is wrong, which was reported. */
export function readElement<S extends Schema>(
  element: Element,
  kind: Kind<S>,
  common: Schema,
  scope: Scope,
  context: EvalContext,
): ReadElement<S> | null {
  const typeOf = (name: string) => (fieldOf(kind.schema, name) ?? fieldOf(common, name))?.type;
  const { values, names, broken } = readAttributes(element.body, scope, context, typeOf);
  const labels = labelValues(element.label, scope, context);
  if (broken || labels === null) return null;
  const own = new Map([...values].filter(([name]) => fieldOf(kind.schema, name) !== undefined));
  const parsed = z.safeParse(kind.schema, Object.fromEntries(own));
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const name = String(path[0] ?? '');
      // A missing attribute is the checker's to report; only what the schema itself says is left.
      if (names.has(name) || path.length === 0)
        context.report('VK0403', names.get(name) ?? headOf(element), { message });
    }
    return null;
  }
  const together = kind.label.all?.(labels.map(({ value }) => value)) ?? null;
  if (together !== null && element.label !== null) {
    context.report('VK0403', element.label.span, { message: together });
    return null;
  }
  const sound = labels.filter((label) => {
    const { value, origin } = label;
    if (kind.label.lines !== true && breaks(label)) {
      context.report('VK0416', origin!, { what: kind.label.what });
      return false;
    }
    const message = kind.label.check?.(value) ?? null;
    if (message !== null) context.report('VK0403', origin!, { message });
    return message === null;
  });
  return { labels: sound, own, attributes: parsed.data, values, names };
}

/** The resources of one element: one for each label. What is wrong was reported and is left out. */
export function lowerElement(
  element: Element,
  kind: ResourceKind,
  scope: Scope,
  context: EvalContext,
  lowerContext: LowerContext,
  registers: Registers,
): LoweredResource[] {
  const read = readElement(element, kind, commonSchema, scope, context);
  if (read === null) return [];
  const { labels, own, attributes, values, names } = read;
  const given = new Map([...values].filter(([name]) => !own.has(name)));
  if (!soundKeywords(given, names, context)) return [];
  let result: string | undefined;
  const title = values.get('title');
  const conditions = conditionsOf(values.get('condition'));
  const allows = readAllows(element.body, scope, context);
  return labels.map((label) => ({
    resource: {
      kind: kind.name,
      heading: kind.heading ?? null,
      label: label.value,
      attributes: new Map(own),
      conditions: conditions.map(({ value }) => value),
      head: element.label?.node === 'labels' ? label.origin! : headOf(element),
      allows,
      origin: headOf(element),
    },
    lowered: withRegisters(
      withKeywords({
        lowered: conditioned(
          kind.lower(
            {
              label,
              attributes,
              title: title?.type === 'string' ? title.value : null,
              origin: headOf(element),
            },
            lowerContext,
          ),
          conditions,
        ),
        given,
        registers,
        // The same for all labels, so that neighbours can still be one task.
        variable: () => (result ??= lowerContext.variable(`${kind.name}_${label.value}_result`)),
        // A name that begins with the role's already is one of its own.
        named: (name) => lowerContext.variable(name.replace(new RegExp(`^${lowerContext.role}_`, 'i'), '')),
        origin: headOf(element),
      }),
      registers,
    ),
    handlers: [
      ...servicesIn(values.get('notify')).map(restartHandler),
      ...servicesIn(values.get('reload')).map(reloadHandler),
    ],
  }));
}

/** The words that name an element: its kind and its label. */
export function headOf({ kind, label }: Element) {
  return label === null ? kind.span : { ...kind.span, end: label.span.end };
}

function labelValues(label: Label | null, scope: Scope, context: EvalContext): StringValue[] | null {
  if (label === null) return null;
  const items = label.node === 'labels' ? label.items : [label];
  const values: StringValue[] = [];
  for (const item of items) {
    const text = item.node === 'name' ? item.text : staticText(evaluate(item, scope, context), context);
    if (text === null) return null;
    values.push(string(text, item.span));
  }
  return values;
}

function servicesIn(value: Value | undefined): StringValue[] {
  return value?.type === 'list' ? value.items.filter((item) => item.type === 'string') : [];
}

/** `condition` as Ansible's `when` has it; braces around it are Jinja's habit, not Ansible's. */
function conditionsOf(value: Value | undefined): Conditions {
  if (value?.type !== 'jinja' && value?.type !== 'string') return [];
  return [string(value.value.trim().replace(/^\{\{\s*([\s\S]*?)\s*\}\}$/, '$1'), value.origin)];
}

/** A resource that is done only where conditions hold that are decided at deployment. */
export function underConditions(each: LoweredResource, conditions: Conditions): LoweredResource {
  if (conditions.length === 0) return each;
  const all = [...conditions.map(({ value }) => value), ...each.resource.conditions];
  const resource = { ...each.resource, conditions: all };
  return { ...each, resource, lowered: conditioned(each.lowered, conditions) };
}

function conditioned(lowered: Lowered, conditions: Conditions): Lowered {
  const [first] = conditions;
  if (first === undefined) return lowered;
  return {
    ...lowered,
    tasks: lowered.tasks.map((task) => {
      const before = task.keywords?.when;
      const when = list([...conditions, ...(before?.type === 'list' ? before.items : [])], first.origin);
      return { ...task, keywords: { ...task.keywords, when } };
    }),
  };
}
