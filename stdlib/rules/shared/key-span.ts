import type { Span } from '../../../grammar/span.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';

/** Where the name of a value in a map or a block stands: right before it, or else the value itself. */
export function keySpan(name: string, span: Span, read: RuleContext['read']): Span {
  const before = new TextDecoder().decode(read(span.file)).slice(0, span.start);
  const [found] = /[\w-]+(?="?\s*=\s*$)/.exec(before.slice(-name.length - 200)) ?? [];
  if (found !== name) return span;
  const start = before.lastIndexOf(name);
  const lines = before.slice(start).split('\n').length - 1;
  return { file: span.file, start, end: start + name.length, line: span.line - lines };
}
