import type { Target, Task } from '../../compiler/model/ir.ts';
import { jinja, same, string } from '../../compiler/model/value.ts';
import type { ListValue, MapValue, StringValue, Value } from '../../compiler/model/value.ts';
import { fingerprint } from './fingerprint.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';
import { differingLines } from './common-lines.ts';
import { looksLikeLiteral, templateFor } from './common-template.ts';

/** One target's task. */
export interface MergeEntry {
  readonly target: Target;
  readonly task: Task;
}

/** What a variable is called that holds, for each target, what differs. */
export type NameVariable = (
  task: Task,
  path: readonly string[],
  values: ReadonlyMap<Target, Value>,
) => string;

/** A task for several targets. */
export interface Unified {
  /** Text, or a template that ends with its only expression. */
  readonly title: Value;
  readonly args: MapValue;
  readonly keywords: ReadonlyMap<string, Value>;
  /** Number of differences that became a template of facts, and that became a variable. */
  readonly templates: number;
  readonly variables: number;
}

/** Keywords that Ansible evaluates as templates; the others are conditions, names or structure. */
const templated = new Set(['become_user', 'delay', 'environment', 'loop', 'retries', 'timeout', 'vars']);
/** Arguments that are conditions or names of variables already. */
const expressions = new Set(['that', 'var']);
/** What the task is about: hidden behind a variable, nobody could tell what it does. */
const telling = new Set(['cmd', 'argv', '_raw_params', 'look', 'fail_msg']);
/** Modules whose arguments are what people look for: names of packages. */
const PACKAGES = /^ansible\.builtin\.(apt|dnf5?|yum|package)$/;
/** More than this in one task is two tasks. */
const mostVariables = 3;

/**
 * One task that does on each target what that target's own does; null when they are not the same but for some values.
 * The places of the first entry are kept.
 */
export function unify(entries: readonly MergeEntry[], name: NameVariable): Unified | null {
  const [first, ...others] = entries;
  const task = first!.task;
  const alike = others.every(
    ({ task: other }) =>
      other.module === task.module &&
      other.kind === task.kind &&
      other.notify.join('\n') === task.notify.join('\n'),
  );
  if (!alike) return null;
  const { identity } = fingerprint(task);
  if (others.every((entry) => fingerprint(entry.task).identity === identity)) {
    const { args, keywords } = task;
    return { title: string(task.title, task.origin), args, keywords, templates: 0, variables: 0 };
  }

  let attempt = new Attempt(entries, name, null);
  let title = attempt.run() ? attempt.title() : null;
  if (title === null) {
    const shown = attempt.shownInTitle();
    if (shown === null) return null;
    attempt = new Attempt(entries, name, shown);
    title = attempt.run() ? attempt.title() : null;
    if (title === null) return null;
  }
  return { title, ...attempt.result() };
}

interface Found {
  readonly path: string;
  readonly texts: readonly string[];
  readonly variable: string | null;
}

class Attempt {
  readonly #entries: readonly MergeEntry[];
  readonly #targets: readonly Target[];
  readonly #name: NameVariable;
  /** Path of the argument that has to be a variable because the title shows it. */
  readonly #forced: string | null;
  readonly #found: Found[] = [];
  #templates = 0;
  readonly #variables = new Set<string>();
  /** Those that stand in a line of a longer text. */
  readonly #inLines = new Set<string>();
  #args: MapValue | null = null;
  readonly #keywords = new Map<string, Value>();

  constructor(entries: readonly MergeEntry[], name: NameVariable, forced: string | null) {
    this.#entries = entries;
    this.#targets = entries.map(({ target }) => target);
    this.#name = name;
    this.#forced = forced;
  }

  run(): boolean {
    const tasks = this.#entries.map(({ task }) => task);
    const args = this.#value(
      tasks.map((task) => task.args),
      [],
    );
    if (args === null) return false;
    this.#args = args as MapValue;
    const keys = [...tasks[0]!.keywords.keys()];
    for (const task of tasks) {
      if (task.keywords.size !== keys.length) return false;
    }
    for (const key of keys) {
      const values = tasks.map((task) => task.keywords.get(key));
      if (!values.every((value) => value !== undefined)) return false;
      const merged = templated.has(key) ? this.#value(values, [key]) : onlyOne(values);
      if (merged === null) return false;
      this.#keywords.set(key, merged);
    }
    const sameTitle = new Set(tasks.map((task) => task.title)).size === 1;
    const whole = [...this.#variables].filter((variable) => !this.#inLines.has(variable));
    return this.#variables.size <= mostVariables && (sameTitle || whole.length <= 1);
  }

  result(): Omit<Unified, 'title'> {
    return {
      args: this.#args!,
      keywords: this.#keywords,
      templates: this.#templates,
      variables: this.#variables.size,
    };
  }

  /** Only the end of a title may be a template: names are read in logs before anything is known. */
  title(): Value | null {
    const titles = this.#entries.map(({ task }) => task.title);
    const origin = this.#entries[0]!.task.origin;
    const first = titles[0]!;
    if (titles.every((title) => title === first)) return string(first, origin);
    if (titles.some(looksLikeTemplate)) return null;
    const facts = templateFor(titles, this.#targets, 'name');
    if (facts !== null && /^[^{]+\{\{ \w+ \}\}$/.test(facts)) return jinja(facts, origin);
    for (const { texts, variable } of this.#found) {
      const start = beginning(titles, texts);
      if (variable !== null && start !== null) return jinja(`${start}{{ ${variable} }}`, origin);
    }
    return null;
  }

  /** An argument that became a template, where a variable would make the titles one. */
  shownInTitle(): string | null {
    const titles = this.#entries.map(({ task }) => task.title);
    return (
      this.#found.find(({ texts, variable }) => variable === null && beginning(titles, texts) !== null)
        ?.path ?? null
    );
  }

  #value(values: readonly Value[], path: readonly string[]): Value | null {
    const one = onlyOne(values);
    if (one !== null) return one;
    const first = values[0]!;
    const key = path.at(-1) ?? '';
    if (expressions.has(key) || values.some((value) => value.type !== first.type)) return null;
    switch (first.type) {
      case 'map':
        return this.#map(values as readonly MapValue[], path);
      case 'list':
        return this.#list(values as readonly ListValue[], path);
      case 'string':
        return this.#string(values as readonly StringValue[], path);
      case 'mode':
        return this.#variable(values, path);
      case 'int':
      case 'bool':
      case 'size':
      case 'duration':
        // Deeper down, nothing says that what comes out of a template is to be a number again.
        return path.length === 1 ? this.#variable(values, path) : null;
      default:
        return null;
    }
  }

  #map(values: readonly MapValue[], path: readonly string[]): Value | null {
    const first = values[0]!;
    if (values.some((value) => value.entries.size !== first.entries.size)) return null;
    const entries = new Map<string, Value>();
    for (const key of first.entries.keys()) {
      const items = values.map((value) => value.entries.get(key));
      if (!items.every((item) => item !== undefined)) return null;
      const merged = this.#value(items, [...path, key]);
      if (merged === null) return null;
      entries.set(key, merged);
    }
    return { type: 'map', entries, origin: first.origin };
  }

  #list(values: readonly ListValue[], path: readonly string[]): Value | null {
    const first = values[0]!;
    if (values.some((value) => value.items.length !== first.items.length)) return null;
    const items: Value[] = [];
    for (let i = 0; i < first.items.length; i++) {
      const merged = this.#value(
        values.map((value) => value.items[i]!),
        path,
      );
      if (merged === null) return null;
      items.push(merged);
    }
    return { type: 'list', items, origin: first.origin };
  }

  #string(values: readonly StringValue[], path: readonly string[]): Value | null {
    const texts = values.map(({ value }) => value);
    const at = path.join('.');
    if (at !== this.#forced) {
      const template = templateFor(texts, this.#targets, path.at(-1) ?? '');
      if (template !== null) {
        this.#templates++;
        this.#found.push({ path: at, texts, variable: null });
        return jinja(template, values[0]!.origin);
      }
    }
    // A text of several lines is better read where it is used: only the values in its lines are variables.
    if (texts.some((text) => text.includes('\n'))) return this.#lines(values, path);
    return texts.some(looksLikeLiteral) ? null : this.#variable(values, path);
  }

  /** A text of several lines, with a template or a variable for what differs in each of a few lines. */
  #lines(values: readonly StringValue[], path: readonly string[]): Value | null {
    if (path.some((key) => telling.has(key))) return null;
    const differences = differingLines(values.map(({ value }) => value));
    const lines = values[0]!.value.split('\n');
    // With more than half of its lines different it is another text.
    let left = Math.min(mostVariables, (lines.filter((line) => line.trim() !== '').length + 1) / 2);
    for (const { line, texts, value } of differences ?? []) {
      const facts = templateFor(texts, this.#targets, '');
      if (facts !== null) {
        this.#templates++;
        lines[line] = facts;
        continue;
      }
      if (value === null || --left < 0) return null;
      const parts = value.values.map((part, i) => string(part, values[i]!.origin));
      const variable = this.#named(parts, [value.key]);
      if (variable === null) return null;
      this.#inLines.add(variable);
      lines[line] = `${value.start}{{ ${variable} }}${value.end}`;
    }
    return differences === null ? null : jinja(lines.join('\n'), values[0]!.origin);
  }

  #variable(values: readonly Value[], path: readonly string[]): Value | null {
    const { task } = this.#entries[0]!;
    if (PACKAGES.test(task.module) || path.some((key) => telling.has(key))) return null;
    const variable = this.#name(task, path, new Map(this.#targets.map((target, i) => [target, values[i]!])));
    this.#variables.add(variable);
    if (values[0]!.type === 'string') {
      const texts = (values as readonly StringValue[]).map(({ value }) => value);
      this.#found.push({ path: path.join('.'), texts, variable });
    }
    return jinja(`{{ ${variable} }}`, values[0]!.origin);
  }

  /** The name of a variable with these values; null if the task should show them. */
  #named(values: readonly Value[], path: readonly string[]): string | null {
    const { task } = this.#entries[0]!;
    if (task.kind === 'package' || path.some((key) => telling.has(key))) return null;
    const variable = this.#name(task, path, new Map(this.#targets.map((target, i) => [target, values[i]!])));
    this.#variables.add(variable);
    return variable;
  }
}

/** The value, when all are the same. */
function onlyOne(values: readonly Value[]): Value | null {
  const first = values[0]!;
  return values.every((value) => same(value, first)) ? first : null;
}

/** What all titles begin with when the rest of each is its text; null when there is no such beginning. */
function beginning(titles: readonly string[], texts: readonly string[]): string | null {
  const first = titles[0]!;
  const start = first.slice(0, first.length - texts[0]!.length);
  if (start === '' || looksLikeTemplate(start) || start.endsWith('{')) return null;
  return titles.every((title, i) => title === start + texts[i]!) ? start : null;
}
