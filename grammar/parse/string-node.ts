import type { Span } from '../span.ts';
import { afterOpening, commonIndentation, textValue } from '../scan/strings.ts';
import type { Expr, StringExpr, TextPart } from '../syntax.ts';
import type { Token } from '../scan/tokens.ts';

/** A literal text of the source, or the expression of an interpolation. */
export type StringPiece = Token | Expr;

const isText = (piece: StringPiece): piece is Token => 'image' in piece;

/** The node of a string. `open` is the opening quotes, including `jinja` if it stands before them. */
export function stringNode(
  open: Token,
  pieces: readonly StringPiece[],
  span: Span,
  spanOf: (text: Token) => Span,
): StringExpr {
  const jinja = open.image.startsWith('j');
  const block = open.image.endsWith('"""');
  if (!block) return { node: 'string', span, jinja, block, parts: pieces.map((p) => part(p, spanOf, '')) };
  const indentation = commonIndentation(stretches(pieces));
  const parts = pieces.map((piece, index) => part(piece, spanOf, indentation, index === 0));
  return {
    node: 'string',
    span,
    jinja,
    block,
    parts: parts.filter((p) => p.node !== 'text' || p.value !== ''),
  };
}

/** The literal texts: one before the first interpolation, one between each two, one after the last. */
function stretches(pieces: readonly StringPiece[]): string[] {
  const texts = [''];
  for (const piece of pieces) {
    if (isText(piece)) texts[texts.length - 1] += piece.image;
    else texts.push('');
  }
  return texts;
}

function part(
  piece: StringPiece,
  spanOf: (text: Token) => Span,
  indentation: string,
  afterQuotes = false,
): TextPart | Expr {
  if (!isText(piece)) return piece;
  const skipped = afterQuotes ? afterOpening(piece.image) : 0;
  if (skipped === 0) return { node: 'text', span: spanOf(piece), value: textValue(piece.image, indentation) };
  // The line break is dropped, but the line after it is indented like all others.
  const value = textValue(`\n${piece.image.slice(skipped)}`, indentation).slice(1);
  const whole = spanOf(piece);
  const span = { ...whole, start: whole.start + skipped, line: whole.line + 1 };
  return { node: 'text', span, value };
}
