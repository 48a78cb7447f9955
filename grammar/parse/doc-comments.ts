import type { Comment } from '../syntax.ts';

/** Finds the comment block directly above a line. */
export class Docs {
  readonly #byLastLine = new Map<number, Comment>();

  constructor(comments: readonly Comment[]) {
    for (const comment of comments) {
      if (!comment.trailing) this.#byLastLine.set(lastLine(comment), comment);
    }
  }

  /**
   * The text of the comments that end directly above a line, without their marks; null when there are none.
   */
  above(line: number): string | null {
    const nearest = this.#byLastLine.get(line - 1);
    if (nearest === undefined) return null;
    if (nearest.text.startsWith('/*')) return blockText(nearest.text);
    const lines: string[] = [];
    for (let at = line - 1; ; at--) {
      const comment = this.#byLastLine.get(at);
      if (comment === undefined || comment.text.startsWith('/*')) break;
      lines.unshift(comment.text.replace(/^(?:#|\/\/) ?/, '').trimEnd());
    }
    return lines.join('\n');
  }
}

function lastLine({ span, text }: Comment): number {
  return span.line + text.split('\n').length - 1;
}

/** Removes the comment marks, and the indentation or the column of stars that all lines share. */
function blockText(text: string): string {
  const [first, ...rest] = text.slice(2, -2).replaceAll('\r', '').split('\n');
  const stars = rest.every((line) => /^\s*(?:\*|$)/.test(line));
  const indents = rest.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)![0].length);
  const indent = Math.min(...indents, Infinity);
  const bare = rest.map((line) => (stars ? line.replace(/^\s*\* ?/, '') : line.slice(indent)).trimEnd());
  return [first!.replace(/^\*? ?/, '').trimEnd(), ...bare].join('\n').replace(/^\n+|\s+$/g, '');
}
