import type { Span } from '../../../grammar/span.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';

/**
 * Where in the source a part of a text stands, if the source has the text as a literal that ends where `around` ends.
 * Null where parts of it are computed, or it stands elsewhere.
 */
export function placeInText(
  written: RuleContext['written'],
  around: Span,
  text: string,
  start: number,
  end: number,
): Span | null {
  const literal = written(around);
  const opening = /"/.exec(literal);
  if (opening === null) return null;
  const block = literal.startsWith('"""', opening.index);
  let at = opening.index + (block ? 3 : 1);
  // A text over several lines begins on the line after its quotes.
  if (block) at = literal.indexOf('\n', at) + 1;
  const places: number[] = [];
  let fresh = true;
  for (let i = 0; i <= end;) {
    if (i === text.length) {
      places.push(at);
      break;
    }
    const raw = literal[at];
    if (raw === undefined || literal.startsWith('${', at)) return null;
    if (raw === '\\' && at + 1 < literal.length) {
      const length = /^\\u\{[0-9A-Fa-f]+\}/.exec(literal.slice(at))?.[0].length ?? 2;
      places.push(at);
      at += length;
      i++;
      fresh = false;
    } else if (raw === text[i]) {
      places.push(at);
      fresh = raw === '\n' || (fresh && /[ \t]/.test(raw));
      at++;
      i++;
    } else if (fresh && /[ \t]/.test(raw)) at++;
    else if (raw === '\r') at++;
    else return null;
  }
  const [from, to] = [places[start], places[end]];
  if (from === undefined || to === undefined) return null;
  const lines = literal.slice(0, from).split('\n').length - 1;
  return {
    file: around.file,
    start: around.start + from,
    end: around.start + Math.max(to, from + 1),
    line: around.line + lines,
  };
}
