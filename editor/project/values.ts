import type { CompileOptions } from '../../compiler/options.ts';
import { textOf } from '../../compiler/model/text.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { compile } from '../../stdlib/index.ts';
import { ruleIds } from '../../stdlib/rule-set.ts';
import { formatDuration, formatSize } from '../../compiler/model/text.ts';

/** What each expression came to: values as they are written, by target, in the order in which they were computed. */
export class Values {
  readonly #found: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

  constructor(found: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>) {
    this.#found = found;
  }

  /** By target; empty if the expression was not computed, or holds what is only known later. */
  at({ file, start, end }: Span): ReadonlyMap<string, readonly string[]> {
    return this.#found.get(keyOf(file, start, end)) ?? new Map();
  }

  /** Values of several expressions together. */
  ofAll(spans: readonly Span[]): ReadonlyMap<string, readonly string[]> {
    const all = new Map<string, string[]>();
    for (const span of spans) {
      for (const [target, values] of this.at(span)) {
        const known = all.get(target) ?? [];
        for (const value of values) if (!known.includes(value)) known.push(value);
        all.set(target, known);
      }
    }
    return all;
  }
}

const keyOf = (file: string, start: number, end: number): string => `${file}:${start}-${end}`;

/** How many values of one expression on one target are kept: those of a loop. */
const MOST = 20;

/** Compiles once more, and takes note of what every expression comes to. */
export function observe(options: CompileOptions): Values {
  const found = new Map<string, Map<string, string[]>>();
  compile({
    ...options,
    // What rules say changes no value.
    rules: new Map(ruleIds().map((id) => [id, 'off'])),
    observe({ file, start, end }, value, target) {
      if (file.startsWith('vkc:') || target === null) return;
      const text = written(value);
      if (text === null) return;
      const key = keyOf(file, start, end);
      const targets = found.get(key) ?? new Map<string, string[]>();
      found.set(key, targets);
      const values = targets.get(target) ?? [];
      targets.set(target, values);
      if (values.length < MOST && !values.includes(text)) values.push(text);
    },
  });
  return new Values(found);
}

/** A value as an author would write it; null for what is not known. Secrets are not shown. */
function written(value: Value): string | null {
  switch (value.type) {
    case 'bad':
      return null;
    case 'string':
      return JSON.stringify(value.value);
    case 'jinja':
      return value.secret ? 'a secret' : `jinja${JSON.stringify(value.value)}`;
    case 'size':
      return formatSize(value.value);
    case 'duration':
      return formatDuration(value.value);
    case 'unset':
      return 'unset';
    case 'list':
      return `[${value.items.map((item) => written(item) ?? '…').join(', ')}]`;
    case 'map':
      return `{ ${[...value.entries].map(([key, each]) => `${key} = ${written(each) ?? '…'}`).join('  ')} }`;
    case 'file':
      return value.folder ? `path("${value.path}")` : `file("${value.path}")`;
    case 'record':
      return value.name;
    default:
      return textOf(value);
  }
}
