import type { Span } from '../../../grammar/span.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';

/** Where the name of a value in a map or a block stands: right before it, or else the value itself. */
export function keySpan(name: string, span: Span, written: RuleContext['written']): Span {
  const from = Math.max(0, span.start - name.length - 200);
  const before = written({ ...span, start: from, end: span.start });
  const [found] = /[\w-]+(?="?\s*=\s*$)/.exec(before) ?? [];
  if (found !== name) return span;
  const start = before.lastIndexOf(name);
  const lines = before.slice(start).split('\n').length - 1;
  return { file: span.file, start: from + start, end: from + start + name.length, line: span.line - lines };
}
