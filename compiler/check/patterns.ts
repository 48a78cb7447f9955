import { patternKey } from '../language/declarations.ts';
import type { Expr, Match, MatchExpr, Pattern } from '../../grammar/syntax.ts';
import { didYouMean } from '../model/suggest.ts';
import { enumValues } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { wordOf } from './context.ts';
import type { Checker, Names } from './context.ts';
import type { TypeScope } from './scope.ts';

/** Checks the patterns of a match whose subject has the type. */
export function checkPatterns(
  match: Match | MatchExpr,
  type: Type,
  scope: TypeScope,
  names: Names,
  { infer }: Checker,
): void {
  const known = patternNames(match.subject, type, names);
  const before = new Map<string, Pattern>();
  for (const pattern of match.arms.flatMap((arm) => arm.patterns)) {
    const first = before.get(patternKey(pattern));
    if (first === undefined) before.set(patternKey(pattern), pattern);
    else {
      const related = [{ span: first.span, message: 'the earlier one' }];
      const params = { pattern: labelOf(pattern) };
      scope.usage?.note((report) => report('VK0707', pattern.span, params, { related }));
    }
    if (pattern.node === 'string') infer(pattern, scope, names);
    if (pattern.node === 'name' && known?.block !== undefined && known.names.includes(pattern.text))
      names.recorder.subject(pattern.span, names.block(known.block, pattern.text));
    const text = pattern.node === 'name' ? pattern.text : pattern.node === 'string' ? wordOf(pattern) : null;
    if (known === null || text === null || known.names.includes(text)) continue;
    const params = { name: text, what: known.what, known: known.names.join(', ') };
    names.report('VK0221', pattern.span, params, hint(text, known, names));
  }
}

/** Words that other languages have for the arm that takes all the rest. */
const REST: ReadonlySet<string> = new Set(['default', '_', 'otherwise', 'other', 'others', 'any', '*']);

function hint(
  text: string,
  known: { readonly what: string; readonly names: readonly string[] },
  names: Names,
) {
  if (REST.has(text)) return { help: 'What no other arm takes is `else`, which comes last.', near: 'else' };
  const system = known.what === 'system' ? names.likelySystem(text) : null;
  if (system !== null) return { help: `Did you mean \`${system}\`?`, near: system };
  return didYouMean(text, known.names);
}

function patternNames(
  subject: Expr,
  type: Type,
  names: Names,
): { what: string; names: readonly string[]; block?: 'os' | 'family' } | null {
  if (type.kind === 'record' && type.name === 'os')
    return { what: 'system', names: names.systems(), block: 'os' };
  if (type.kind === 'record' && type.name === 'family')
    return { what: 'family', names: names.families(), block: 'family' };
  const values = enumValues(type);
  return values.length > 0 && subject.node !== 'string' ? { what: 'value', names: values } : null;
}

/** A pattern as it is spoken of. */
function labelOf(pattern: Pattern): string {
  return pattern.node === 'name'
    ? pattern.text
    : (wordOf(pattern) ?? patternKey(pattern).replace(/^\w+ /, ''));
}
