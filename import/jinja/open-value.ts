import { Template, isKnown, isMap } from '../model/data.ts';
import type { Data, DataMap } from '../model/data.ts';
import { literal } from './ast.ts';
import type { Expr } from './ast.ts';
import { parseExpression, pieces } from './parse.ts';

/** A value of which a part is open, as an expression; a name where it cannot be written as one. */
export function literalOr(value: Data, name: Expr): Expr {
  if (value instanceof Template) {
    const [piece, ...more] = pieces(value.text);
    return more.length === 0 && piece?.piece === 'expression'
      ? (parseExpression(piece.text) ?? name)
      : joined(value.text, name);
  }
  if (Array.isArray(value))
    return {
      node: 'list',
      items: (value as readonly Data[]).map((each) =>
        isKnown(each) ? literal(each) : literalOr(each, name),
      ),
    };
  if (isMap<Data>(value as DataMap))
    return {
      node: 'dict',
      entries: Object.entries(value as DataMap).map(([key, each]) => [
        literal(key),
        isKnown(each) ? literal(each) : literalOr(each, name),
      ]),
    };
  return name;
}

/** A text with templates in it as parts that are joined. */
function joined(text: string, otherwise: Expr): Expr {
  const parts = pieces(text).map((piece) =>
    piece.piece === 'text'
      ? literal(piece.text)
      : piece.piece === 'expression'
        ? parseExpression(piece.text)
        : null,
  );
  if (parts.includes(null)) return otherwise;
  return (parts as Expr[]).reduce((left, right) => ({ node: 'binary', operator: '~', left, right }));
}
